package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.monitor.frames.Clocks;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.Departures;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The state of the system in words: a line for each thing that is not as it should be, worst first,
 * or one line if all is well. Page, API, log and metrics take theirs from here.
 *
 * @param backlogs what waits; empty while Kafka does not say, or nobody is late
 * @param newLetters how many dead letters were added in the last minute
 * @param clock the process whose clock differs most from ours; empty if none differs much
 */
record Situation(
    SystemState state,
    Optional<Backlogs> backlogs,
    long newLetters,
    Optional<Clocks.Difference> clock) {

  /** One bad record in a while is daily business; each has up to three letters, one a group. */
  private static final long MANY_LETTERS = 30;

  private static final long SLOW_MICROS = 1_000_000;
  private static final String SYSTEM_PAGE = "/system";

  /** At least one, worst first. None has a {@code since} that is not known from elsewhere. */
  List<StateLine> lines() {
    List<StateLine> lines = new ArrayList<>();
    broker().ifPresent(lines::add);
    store().ifPresent(lines::add);
    state.problems().forEach(it -> lines.add(line(it)));
    for (SystemState.Group group : state.readers()) {
      lines.addAll(lines(group, lines));
    }
    intakes(lines);
    letters().ifPresent(lines::add);
    clock.map(Situation::line).ifPresent(lines::add);
    if (lines.isEmpty()) {
      return List.of(state.lags().newest().isEmpty() || state.starting() ? starting() : well());
    }
    lines.sort(Comparator.comparing(StateLine::level)); // stable: within a level as above
    return List.copyOf(lines);
  }

  /** What waits for each group, while Kafka says so. */
  List<GroupBacklog> groups() {
    return state.lagsAreCurrent()
        ? state.readers().stream().map(this::backlog).toList()
        : List.of();
  }

  private static StateLine well() {
    return StateLine.of(
        ProblemKind.WELL, Level.WELL, "All is well", "Every group is less than 5 s behind.");
  }

  private static StateLine starting() {
    return StateLine.of(
        ProblemKind.STARTING,
        Level.STARTING,
        "Starting",
        "Not every part of the system has reported yet.");
  }

  private Optional<StateLine> broker() {
    Health broker = state.broker();
    if (broker.state() == Health.State.UP) {
      return Optional.empty();
    }
    Optional<Departures.Departure> left = brokerLeft();
    boolean down = kafkaIsDown();
    if (!down && state.lags().newest().isEmpty()) {
      return Optional.empty(); // it is about to answer for the first time
    }
    return Optional.of(
        StateLine.of(
                down ? ProblemKind.KAFKA_DOWN : ProblemKind.KAFKA_UNSTEADY,
                down ? Level.DOWN : Level.RISK,
                down ? "Kafka does not answer" : "Kafka did not answer the last question",
                sentence(broker.detail()))
            .and(left.map(it -> sentence("The last broker process", it)).orElse(""))
            .and(down ? "No order can be taken or processed until it does; none is lost." : "")
            .fixedBy(left.isPresent() ? "./orders --roles " + Role.BROKER : SYSTEM_PAGE));
  }

  /** The process that was Kafka is gone: there is no need to wait until that is certain. */
  private boolean kafkaIsDown() {
    Health.State broker = state.broker().state();
    return broker == Health.State.DOWN
        || broker == Health.State.DEGRADED && brokerLeft().isPresent();
  }

  private Optional<Departures.Departure> brokerLeft() {
    return state.instancesOf(Role.BROKER).isEmpty()
        ? state.departures().last(Role.BROKER.toString())
        : Optional.empty();
  }

  private Optional<StateLine> store() {
    Health store = state.store();
    if (store.state() == Health.State.UP || state.starting()) {
      return Optional.empty();
    }
    boolean halted = !state.standingStill(state.analytics()).isEmpty();
    boolean down = store.state() == Health.State.DOWN || halted;
    return Optional.of(
        StateLine.of(
                down ? ProblemKind.STORE_DOWN : ProblemKind.STORE_UNSTEADY,
                store.state() == Health.State.DOWN
                    ? Level.DOWN
                    : halted ? Level.HALTED : Level.RISK,
                down ? "The store does not work" : "The store has trouble",
                sentence(store.detail())
                    + (down
                        ? " Orders are taken, checked and paid; the page cannot show them."
                        : ""))
            .about(state.groups().analytics())
            .fixedBy(SYSTEM_PAGE));
  }

  private static StateLine line(SystemProblem problem) {
    String whole = problem.sentence();
    String title = title(whole);
    String rest = whole.substring(title.length()).replaceFirst("^[:;.] ", "");
    return new StateLine(
        problem.kind(),
        Level.of(problem.severity()),
        title,
        rest.isEmpty() ? "" : sentence(rest),
        problem.group(),
        problem.since(),
        problem.fix().isEmpty() ? SYSTEM_PAGE : problem.fix());
  }

  /** Up to the first break of the text, so that it is a sentence of its own. */
  private static String title(String text) {
    return Stream.of(": ", "; ", ". ")
        .map(text::indexOf)
        .filter(at -> at > 0)
        .min(Comparator.naturalOrder())
        .map(end -> text.substring(0, end))
        .orElse(text);
  }

  private List<StateLine> lines(SystemState.Group group, List<StateLine> soFar) {
    if (kafkaIsDown()) {
      return List.of(); // it follows from that
    }
    Optional<GroupBacklog> late =
        Optional.of(backlog(group))
            .filter(any -> state.lagsAreCurrent())
            .filter(GroupBacklog::isLate);
    Optional<StateLine> why = why(group, late);
    if (why.isPresent()) {
      boolean missing = state.instancesOf(group.role()).isEmpty();
      Optional<String> waiting =
          late.map(missing ? GroupBacklog::sentencesWithoutProcess : GroupBacklog::sentences);
      StateLine line = waiting.map(why.get()::and).orElse(why.get());
      return List.of(late.isPresent() ? line.and(slowness(group)) : line);
    }
    if (late.isEmpty()) {
      return List.of();
    }
    for (int i = 0; i < soFar.size(); i++) {
      if (explains(soFar.get(i), group)) {
        String words = late.get().headline() + ". " + late.get().sentences();
        soFar.set(i, soFar.get(i).atLeast(Level.BEHIND).and(words));
        return List.of();
      }
    }
    return List.of(
        StateLine.of(
                ProblemKind.GROUP_BEHIND, Level.BEHIND, late.get().headline(), consequence(group))
            .and(late.get().sentences())
            .and(slowness(group))
            .about(group.name())
            .fixedBy(SYSTEM_PAGE));
  }

  /** Whether single records take long, as with a payment provider that is slow to answer. */
  private String slowness(SystemState.Group group) {
    long micros = most(group, Counts.P50_US);
    if (micros >= SLOW_MICROS) {
      return "Half of the %ss take longer than %.1f s to process."
          .formatted(unit(group), micros / 1e6);
    }
    Duration oldest = Duration.ofMillis(most(group, Counts.OLDEST_MS));
    return oldest.compareTo(GroupBacklog.LATE) < 0
        ? ""
        : "One %s has been in work for %s.".formatted(unit(group), Numbers.duration(oldest));
  }

  private long most(SystemState.Group group, String count) {
    return state.instancesOf(group.role()).stream()
        .mapToLong(it -> it.count(count))
        .max()
        .orElse(0);
  }

  /** What waits for the group; analytics reads the outcomes as well. */
  private static String unit(SystemState.Group group) {
    return group.role() == Role.ANALYTICS ? "record" : "order";
  }

  /** Whether a line that is there already says why the group is late. */
  private boolean explains(StateLine line, SystemState.Group group) {
    if (line.kind().equals(ProblemKind.STORE_UNSTEADY.toString())) {
      return group.role() == Role.ANALYTICS;
    }
    if (line.level() == Level.RISK || line.level() == Level.BREACH) {
      return false;
    }
    return group.name().equals(line.group())
        || state.problems().stream()
            .filter(it -> it.kind().equals(line.kind()))
            .filter(it -> line.title().equals(title(it.sentence())))
            .anyMatch(it -> state.concerns(it, group));
  }

  /** Why the group does not process as it should, where its instances or their absence show it. */
  private Optional<StateLine> why(SystemState.Group group, Optional<GroupBacklog> late) {
    List<InstanceState> instances = state.instancesOf(group.role());
    if (instances.isEmpty()) {
      return missing(group);
    }
    if (group.role() == Role.ANALYTICS && state.store().state() != Health.State.UP) {
      return Optional.empty(); // the store's line says it
    }
    List<PartitionLag> still = state.standingStill(group);
    Health worst = SystemState.worst(instances.stream().filter(it -> !isBrief(it)).toList());
    boolean follows = state.broker().state() != Health.State.UP;
    if (worst.state() != Health.State.UP && !follows && !isSaid(worst.detail())) {
      boolean halted = worst.state() == Health.State.DOWN || !still.isEmpty();
      return Optional.of(
          StateLine.of(
                  halted ? ProblemKind.ROLE_DOWN : ProblemKind.ROLE_DEGRADED,
                  halted ? Level.HALTED : late.isPresent() ? Level.BEHIND : Level.RISK,
                  "%s %s".formatted(group.name(), halted ? "does not work" : "has trouble"),
                  sentence(worst.detail()))
              .about(group.name())
              .fixedBy(SYSTEM_PAGE));
    }
    return still.isEmpty() || isExplained(group)
        ? Optional.empty()
        : Optional.of(
            StateLine.of(
                    ProblemKind.GROUP_STANDS_STILL,
                    Level.HALTED,
                    "%s has processed nothing in %s for a minute"
                        .formatted(group.name(), SystemState.places(still)),
                    sentence(SystemState.standstill(still)))
                .about(group.name())
                .fixedBy(SYSTEM_PAGE));
  }

  /** Trouble that may pass by itself, as while partitions are taken over; nobody is late by it. */
  private static boolean isBrief(InstanceState instance) {
    return instance.state() == Health.State.DEGRADED
        && instance.unwellMs() < GroupBacklog.LATE.toMillis();
  }

  private boolean isSaid(String detail) {
    return state.problems().stream().anyMatch(it -> detail.contains(it.text()));
  }

  private boolean isExplained(SystemState.Group group) {
    return state.problems().stream()
        .anyMatch(
            it -> it.severity() == SystemProblem.Severity.HALTED && state.concerns(it, group));
  }

  private Optional<StateLine> missing(SystemState.Group group) {
    Optional<Departures.Departure> last = state.departures().last(group.role().toString());
    boolean ours = state.process().roles().contains(group.role().toString());
    boolean onBus = state.process().address().isPresent();
    if (state.starting() || last.isEmpty() && !ours && !onBus) {
      return Optional.empty(); // nobody here can know
    }
    String text =
        last.map(it -> sentence("The last one", it))
            .orElse(
                ours
                    ? "No instance in this process has reported."
                    : "None has reported on the event bus.");
    StateLine line =
        StateLine.of(
                ProblemKind.ROLE_MISSING,
                Level.HALTED,
                "No %s process runs".formatted(group.role()),
                text + " " + consequence(group))
            .about(group.name())
            .fixedBy("./orders --roles " + group.role());
    return Optional.of(last.map(it -> line.since(it.at())).orElse(line));
  }

  private static String sentence(String what, Departures.Departure last) {
    return last.inGoodOrder()
        ? "%s, %s, was stopped at %s.".formatted(what, last.process(), Numbers.clock(last.at()))
        : "%s, %s, has not reported since %s, and did not say that it stops."
            .formatted(what, last.process(), Numbers.clock(last.at()));
  }

  private static String consequence(SystemState.Group group) {
    return switch (group.role()) {
      case FRAUD -> "Orders are paid without having been checked for fraud.";
      case PAYMENT -> "Orders are accepted and not paid yet.";
      default -> "Pages, totals and exports lack the newest orders and outcomes.";
    };
  }

  /** Of what takes orders in, or was added to the process. */
  private void intakes(List<StateLine> lines) {
    List<String> readers = state.readers().stream().map(it -> it.role().toString()).toList();
    state.instances().stream()
        .filter(it -> !readers.contains(it.frame().role()))
        .filter(it -> it.state() != Health.State.UP && !isBrief(it))
        .filter(it -> state.broker().state() == Health.State.UP)
        .filter(it -> !isSaid(it.frame().detail()))
        .forEach(
            it ->
                lines.add(
                    StateLine.of(
                            it.state() == Health.State.DOWN
                                ? ProblemKind.ROLE_DOWN
                                : ProblemKind.ROLE_DEGRADED,
                            it.state() == Health.State.DOWN ? Level.HALTED : Level.RISK,
                            "%s of %s %s"
                                .formatted(
                                    it.frame().role(),
                                    it.frame().process(),
                                    it.state() == Health.State.DOWN
                                        ? "does not work"
                                        : "has trouble"),
                            sentence(it.frame().detail()))
                        .fixedBy(SYSTEM_PAGE)));
  }

  private Optional<StateLine> letters() {
    return newLetters < MANY_LETTERS
        ? Optional.empty()
        : Optional.of(
            StateLine.of(
                    ProblemKind.DEAD_LETTERS,
                    Level.RISK,
                    "Many records cannot be processed",
                    "%s were added in the last minute. Each keeps the record and the reason."
                        .formatted(Numbers.count(newLetters, "dead letter")))
                .fixedBy("/dead-letters"));
  }

  private static StateLine line(Clocks.Difference clock) {
    return StateLine.of(
            ProblemKind.CLOCK_DIFFERS,
            Level.RISK,
            "The clocks of %s and this process differ by %s"
                .formatted(clock.process(), Numbers.duration(clock.by().abs())),
            "%s is %s. Times on this page and the order of events are not reliable."
                .formatted(clock.process(), clock.by().isNegative() ? "behind" : "ahead"))
        .fixedBy(SYSTEM_PAGE);
  }

  private GroupBacklog backlog(SystemState.Group group) {
    Predicate<PartitionLag> its = of(group.name());
    Optional<Instant> oldest = backlogs.flatMap(it -> it.oldest(its));
    Map<String, BigDecimal> money =
        backlogs
            .flatMap(it -> it.money(its))
            .<Map<String, BigDecimal>>map(it -> it)
            .orElse(Map.of());
    return GroupBacklog.of(
        group.name(),
        unit(group),
        state.lags(),
        oldest,
        money,
        backlogs.filter(it -> it.isEstimated(its)).isPresent());
  }

  private static Predicate<PartitionLag> of(String group) {
    return lag -> lag.group().equals(group);
  }

  /** With a capital letter where it begins with a word, and one full stop. */
  private static String sentence(String text) {
    if (text.isEmpty()) {
      return "";
    }
    String first =
        text.matches("[a-z]+ .*")
            ? text.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
            : text.substring(0, 1);
    return first + text.substring(1).replaceFirst("[.;]?$", ".");
  }
}
