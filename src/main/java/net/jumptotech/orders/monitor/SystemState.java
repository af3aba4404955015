package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.Departures;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.Rate;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The whole system at one moment.
 *
 * @param broker whether Kafka answers
 * @param lags empty until Kafka has answered once
 * @param lagsAreCurrent whether Kafka's last answer is recent enough to report as current
 * @param letters dead letters; empty if their number is unknown
 * @param summary empty until the store has answered once
 * @param summaryAsOf when the store was asked for it
 * @param departures instances that stopped or went silent
 * @param starting whether instances may be missing only because their first frame has not arrived
 *     yet
 * @param problems that somebody must act on, worst first
 */
public record SystemState(
    ProcessInfo process,
    Groups groups,
    String brokerAddress,
    Health broker,
    Health store,
    LagHistory lags,
    boolean lagsAreCurrent,
    Optional<DeadLetterCount> letters,
    Optional<OrderStore.Summary> summary,
    Optional<Instant> summaryAsOf,
    List<InstanceState> instances,
    Departures departures,
    boolean starting,
    List<SystemProblem> problems) {

  record Group(String name, Role role, List<String> outcomes) {}

  private static final int MOST_NAMED = 3;

  /** The answer of {@code /api/health}. */
  public record HealthReport(
      Health.State status,
      String version,
      String process,
      Instant startedAt,
      Overview.Broker broker,
      Health store,
      @JsonUnwrapped Overview.Problems problems,
      List<Reader> readers) {}

  /**
   * One instance of a reader.
   *
   * @param lag of its group, null if unknown
   */
  record Reader(
      String role,
      String process,
      int instance,
      Health.State status,
      String detail,
      Long lag,
      long ageMs) {}

  /**
   * @param lines what an operator should know, worst first, at least one
   */
  Overview overview(long seq, Instant at, List<StateLine> lines) {
    return new Overview(
        seq,
        at,
        lags.completeUpTo(of(groups.analytics())),
        process.name(),
        process.version(),
        process.startedAt(),
        status(),
        Overview.State.of(lines),
        summary.map(it -> Totals.of(it, summaryAsOf)),
        letters.map(Overview.DeadLetters::of),
        intake(),
        readers().stream().map(this::group).toList(),
        shownBroker(),
        store,
        Overview.Problems.of(problems));
  }

  public HealthReport health() {
    return new HealthReport(
        status(),
        process.version(),
        process.name(),
        process.startedAt(),
        shownBroker(),
        store,
        Overview.Problems.of(problems),
        readers().stream()
            .flatMap(group -> instancesOf(group.role()).stream().map(it -> reader(group, it)))
            .toList());
  }

  /**
   * DOWN: no order can be accepted or shown, because Kafka or the store is unavailable. DEGRADED:
   * some part does not work, and its orders wait; or there is a problem that somebody must act on.
   */
  public Health.State status() {
    if (broker.state() == Health.State.DOWN || store.state() == Health.State.DOWN) {
      return Health.State.DOWN;
    }
    boolean allUp =
        problems.isEmpty()
            && broker.state() == Health.State.UP
            && store.state() == Health.State.UP
            && instances.stream().allMatch(it -> it.state() == Health.State.UP)
            && readers().stream()
                .map(group -> health(group, instancesOf(group.role())))
                .allMatch(health -> health.state() == Health.State.UP);
    return allUp ? Health.State.UP : Health.State.DEGRADED;
  }

  List<Group> readers() {
    return List.of(
        new Group(groups.fraud(), Role.FRAUD, List.of(Counts.ALERTS)),
        new Group(
            groups.payments(),
            Role.PAYMENT,
            List.of(Counts.PAID, Counts.DECLINED, Counts.NOT_CHARGED)),
        new Group(groups.analytics(), Role.ANALYTICS, List.of(Counts.STORED)));
  }

  Group analytics() {
    return readers().get(2);
  }

  private Overview.Intake intake() {
    List<InstanceState> intakes = new ArrayList<>(instancesOf(Role.PRODUCER));
    intakes.addAll(instancesOf(Role.HTTP));
    return new Overview.Intake(
        rate(intakes),
        total(Counts.ACCEPTED, Role.PRODUCER, Role.HTTP),
        total(Counts.REJECTED, Role.PRODUCER, Role.HTTP),
        total(Counts.FAILED, Role.PRODUCER, Role.HTTP),
        sum(intakes, Counts.IN_FLIGHT),
        countedSince(Role.PRODUCER, Role.HTTP));
  }

  private Overview.Group group(Group group) {
    List<InstanceState> instances = instancesOf(group.role());
    Health health = health(group, instances);
    Map<String, Long> outcomes = new LinkedHashMap<>();
    group.outcomes().forEach(name -> outcomes.put(name, total(name, group.role())));
    return new Overview.Group(
        group.name(),
        group.role(),
        instances.size(),
        health.state(),
        health.detail(),
        rate(instances),
        lag(group),
        secondsBehind(group),
        drainSeconds(group),
        sum(instances, Counts.IN_FLIGHT),
        slowest(instances, Counts.P50_US),
        slowest(instances, Counts.P99_US),
        total(Counts.RECEIVED, group.role()),
        total(Counts.DUPLICATES, group.role()),
        total(Counts.REJECTED, group.role()),
        total(Counts.MISPLACED, group.role()),
        sum(instances, Counts.SETTLED_IDS),
        sum(instances, Counts.SETTLED_BYTES),
        outcomes,
        countedSince(group.role()));
  }

  private Reader reader(Group group, InstanceState instance) {
    RoleFrame frame = instance.frame();
    return new Reader(
        frame.role(),
        frame.process(),
        frame.instance(),
        instance.state(),
        frame.detail(),
        lag(group),
        instance.ageMs());
  }

  /** The health that its instances report, and what only Kafka and its lag show. */
  private Health health(Group group, List<InstanceState> instances) {
    Health reported = instances.isEmpty() ? withoutInstances(group) : worst(instances);
    if (reported.state() == Health.State.DOWN) {
      return reported;
    }
    List<String> reasons = new ArrayList<>();
    problems.stream()
        .filter(it -> concerns(it, group))
        .filter(it -> !reported.detail().contains(it.text()))
        .limit(MOST_NAMED)
        .forEach(it -> reasons.add(it.sentence()));
    List<PartitionLag> still = standingStill(group);
    if (!still.isEmpty()) {
      reasons.add(standstill(still));
    }
    if (reasons.isEmpty()) {
      return reported;
    }
    if (!reported.detail().isEmpty()) {
      reasons.add(reported.detail());
    }
    return Health.degraded(String.join("; ", reasons));
  }

  /** It names the group, or a place where records wait for the group. */
  boolean concerns(SystemProblem problem, Group group) {
    if (problem.group() != null || problem.partitions().isEmpty()) {
      return group.name().equals(problem.group());
    }
    return problem.severity() == SystemProblem.Severity.HALTED
        && lags.newest().stream()
            .flatMap(it -> it.lags().stream())
            .filter(of(group.name()))
            .anyMatch(
                it ->
                    it.topic().equals(problem.topic())
                        && problem.partitions().containsKey(it.partition())
                        && it.lag() > 0);
  }

  private Health withoutInstances(Group group) {
    Optional<Departures.Departure> last = departures.last(group.role().toString());
    if (last.isPresent()) {
      return Health.down(
          "%s %s at %s"
              .formatted(
                  last.get().process(),
                  last.get().inGoodOrder() ? "stopped" : "reported last",
                  Numbers.clock(last.get().at())));
    }
    if (!process.roles().contains(group.role().toString())) {
      return Health.degraded(
          process.address().isEmpty()
              ? "not visible: this process shares no event bus, so only the lag is known here"
              : "not visible on the shared event bus: only its lag is known here");
    }
    return starting
        ? Health.degraded("no report from it yet")
        : Health.down(
            "no instance reported in the last %d seconds"
                .formatted(InstanceState.GONE_AFTER_MS / 1_000));
  }

  static Health worst(List<InstanceState> instances) {
    Health.State worst =
        instances.stream()
            .map(InstanceState::state)
            .max(Comparator.naturalOrder())
            .orElse(Health.State.UP);
    String detail =
        instances.stream()
            .filter(it -> it.state() != Health.State.UP)
            .map(it -> it.name() + ": " + it.frame().detail())
            .collect(Collectors.joining("; "));
    return new Health(worst, detail);
  }

  /**
   * Where records wait and none was processed for a minute. A group whose only instances have begun
   * since then has just got to work.
   */
  List<PartitionLag> standingStill(Group group) {
    List<InstanceState> instances = instancesOf(group.role());
    boolean wasThere =
        instances.isEmpty()
            || instances.stream().anyMatch(it -> it.frame().age().compareTo(LagHistory.TREND) >= 0);
    return lagsAreCurrent && wasThere ? lags.standingStill(of(group.name())) : List.of();
  }

  static String standstill(List<PartitionLag> still) {
    long records = still.stream().mapToLong(PartitionLag::lag).sum();
    return "none of the %s waiting in %s was processed in the last minute"
        .formatted(Numbers.count(records, "record"), places(still));
  }

  static String places(List<PartitionLag> partitions) {
    String where =
        partitions.stream()
            .limit(MOST_NAMED)
            .map(it -> it.topic() + "-" + it.partition())
            .collect(Collectors.joining(", "));
    return partitions.size() > MOST_NAMED ? where + " and others" : where;
  }

  private Long lag(Group group) {
    return lags.newest()
        .filter(any -> lagsAreCurrent)
        .map(it -> it.sum(of(group.name()), PartitionLag::lag))
        .orElse(null);
  }

  /** As of Kafka's last answer. */
  private BigDecimal secondsBehind(Group group) {
    return Rate.rounded(
        lags.completeUpTo(of(group.name()))
            .filter(any -> lagsAreCurrent)
            .map(it -> Duration.between(it, lags.newest().orElseThrow().at()).toMillis() / 1e3));
  }

  private BigDecimal drainSeconds(Group group) {
    return Rate.rounded(lags.drainSeconds(of(group.name())).filter(any -> lagsAreCurrent));
  }

  private static Predicate<PartitionLag> of(String group) {
    return lag -> lag.group().equals(group);
  }

  List<InstanceState> instancesOf(Role role) {
    return instances.stream().filter(it -> it.frame().role().equals(role.toString())).toList();
  }

  Overview.Broker shownBroker() {
    return new Overview.Broker(broker, brokerAddress);
  }

  private static long sum(List<InstanceState> instances, String count) {
    return instances.stream().mapToLong(it -> it.count(count)).sum();
  }

  /** Of all instances that are or were: it never falls because one ends. */
  private long total(String count, Role... roles) {
    return Stream.of(roles)
        .mapToLong(role -> sum(instancesOf(role), count) + departures.count(role.toString(), count))
        .sum();
  }

  /** When the first of them began to count; empty if there was none. */
  private Optional<Instant> countedSince(Role... roles) {
    return Stream.of(roles)
        .flatMap(
            role ->
                Stream.concat(
                    instancesOf(role).stream().map(it -> it.frame().startedAt()),
                    departures.countedSince(role.toString()).stream()))
        .min(Comparator.naturalOrder());
  }

  private static BigDecimal rate(List<InstanceState> instances) {
    return Rate.rounded(instances.stream().mapToDouble(InstanceState::rate).sum());
  }

  /** Percentiles cannot be added up; the slowest instance is the one to look at. */
  private static BigDecimal slowest(List<InstanceState> instances, String microseconds) {
    long worst = instances.stream().mapToLong(it -> it.count(microseconds)).max().orElse(0);
    return BigDecimal.valueOf(worst, 3);
  }
}
