package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * The whole system at one moment, and the two forms in which it is told.
 *
 * @param broker whether Kafka answers
 * @param lags empty until Kafka has answered once
 * @param lagsAreCurrent whether its last answer is so new that it may be told as what is
 * @param letters dead letters; empty while their number is not known
 * @param summary empty until the store has answered once
 * @param summaryAsOf when the store was asked for it
 * @param young whether instances may be missing only because they were not heard yet
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
    List<InstanceState> heard,
    boolean young,
    List<SystemProblem> problems) {

  record Group(String name, Role role, List<String> outcomes) {}

  private static final List<String> SUMMED =
      List.of(
          Counts.RECEIVED,
          Counts.DUPLICATES,
          Counts.REJECTED,
          Counts.MISPLACED,
          Counts.SETTLED_IDS,
          Counts.SETTLED_BYTES);

  private static final int MOST_NAMED = 3;

  /** The frame of {@code ui.overview}, without its {@code seq} and {@code at}. */
  Map<String, Object> overview() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("complete_up_to", text(lags.completeUpTo(of(groups.analytics()))));
    out.put("process", process.name());
    out.put("version", process.version());
    out.put("started_at", process.startedAt().toString());
    out.put("status", status().name());
    out.put("totals", summary.map(this::totals).orElse(null));
    out.put("dead_letters", letters.map(SystemState::letters).orElse(null));
    out.put("intake", intake());
    out.put("groups", readers().stream().map(this::group).toList());
    out.put("broker", brokerPart());
    out.put("store", part(store));
    out.putAll(problemsPart());
    return out;
  }

  /** The answer of {@code /api/health}. */
  public Map<String, Object> health() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("status", status().name());
    out.put("version", process.version());
    out.put("process", process.name());
    out.put("started_at", process.startedAt().toString());
    out.put("broker", brokerPart());
    out.put("store", part(store));
    out.putAll(problemsPart());
    out.put(
        "readers",
        readers().stream()
            .flatMap(group -> playing(group.role()).stream().map(it -> reader(group, it)))
            .toList());
    return out;
  }

  /**
   * DOWN: no order can be taken or shown, for want of Kafka or the store. DEGRADED: some part does
   * not work, and its orders wait; or there is something that somebody must act on.
   */
  public Health.State status() {
    if (broker.state() == Health.State.DOWN || store.state() == Health.State.DOWN) {
      return Health.State.DOWN;
    }
    boolean allUp =
        problems.isEmpty()
            && broker.state() == Health.State.UP
            && store.state() == Health.State.UP
            && heard.stream().allMatch(it -> it.state() == Health.State.UP)
            && readers().stream()
                .map(group -> health(group, playing(group.role())))
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

  private Map<String, Object> totals(OrderStore.Summary known) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("as_of", text(summaryAsOf));
    out.putAll(SummaryJson.totals(known));
    return out;
  }

  private Map<String, Object> intake() {
    List<InstanceState> intakes = new ArrayList<>(playing(Role.PRODUCER));
    intakes.addAll(playing(Role.HTTP));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("rate", rate(intakes));
    for (String name : List.of(Counts.ACCEPTED, Counts.REJECTED, Counts.FAILED, Counts.IN_FLIGHT)) {
      out.put(name, sum(intakes, it -> it.count(name)));
    }
    return out;
  }

  private Map<String, Object> group(Group group) {
    List<InstanceState> instances = playing(group.role());
    Health health = health(group, instances);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("group", group.name());
    out.put("role", group.role().toString());
    out.put("instances", instances.size());
    out.put("status", health.state().name());
    out.put("detail", health.detail());
    out.put("rate", rate(instances));
    out.put("lag", lag(group));
    out.put("seconds_behind", secondsBehind(group));
    out.put("drain_seconds", drainSeconds(group));
    out.put("in_flight", sum(instances, it -> it.count(Counts.IN_FLIGHT)));
    out.put("p50_ms", slowest(instances, Counts.P50_US));
    out.put("p99_ms", slowest(instances, Counts.P99_US));
    for (String name : SUMMED) {
      out.put(name, sum(instances, it -> it.count(name)));
    }
    Map<String, Object> outcomes = new LinkedHashMap<>();
    group.outcomes().forEach(name -> outcomes.put(name, sum(instances, it -> it.count(name))));
    out.put("outcomes", outcomes);
    return out;
  }

  private Map<String, Object> reader(Group group, InstanceState instance) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("role", instance.frame().role());
    out.put("process", instance.frame().process());
    out.put("instance", instance.frame().instance());
    out.put("status", instance.state().name());
    out.put("detail", instance.frame().detail());
    out.put("lag", lag(group));
    out.put("age_ms", instance.ageMs());
    return out;
  }

  /** What its instances say; and what none of them may see, but Kafka and its lag show. */
  private Health health(Group group, List<InstanceState> instances) {
    Health said = instances.isEmpty() ? unheard(group) : worst(instances);
    if (said.state() == Health.State.DOWN) {
      return said;
    }
    List<String> reasons = new ArrayList<>();
    problems.stream()
        .filter(it -> concerns(it, group))
        .filter(it -> !said.detail().contains(it.text()))
        .limit(MOST_NAMED)
        .forEach(it -> reasons.add(it.sentence()));
    List<PartitionLag> still = lagsAreCurrent ? lags.standingStill(of(group.name())) : List.of();
    if (!still.isEmpty()) {
      reasons.add(standstill(still));
    }
    if (reasons.isEmpty()) {
      return said;
    }
    if (!said.detail().isEmpty()) {
      reasons.add(said.detail());
    }
    return Health.degraded(String.join("; ", reasons));
  }

  /** It names the group, or a place where records wait for the group. */
  private boolean concerns(SystemProblem problem, Group group) {
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

  private Health unheard(Group group) {
    if (!process.roles().contains(group.role().toString())) {
      return Health.degraded(
          process.address().isEmpty()
              ? "not visible: this process shares no event bus, so only the lag is known here"
              : "not visible on the shared event bus: only its lag is known here");
    }
    return young
        ? Health.degraded("no report from it yet")
        : Health.down(
            "no instance reported in the last %d seconds".formatted(FrameFold.SILENT_MS / 1_000));
  }

  private static Health worst(List<InstanceState> instances) {
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

  private static String standstill(List<PartitionLag> still) {
    String where =
        still.stream()
            .limit(MOST_NAMED)
            .map(it -> it.topic() + "-" + it.partition())
            .collect(Collectors.joining(", "));
    long records = still.stream().mapToLong(PartitionLag::lag).sum();
    return "none of the %d records waiting in %s was processed in the last minute"
        .formatted(records, still.size() > MOST_NAMED ? where + " and others" : where);
  }

  private static Map<String, Object> letters(DeadLetterCount known) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("count", known.count());
    out.put("at_least", !known.all());
    return out;
  }

  private Long lag(Group group) {
    return lags.newest()
        .filter(any -> lagsAreCurrent)
        .map(it -> it.sum(of(group.name()), PartitionLag::lag))
        .orElse(null);
  }

  /** By Kafka's word at the time when it was asked last. */
  private BigDecimal secondsBehind(Group group) {
    return rounded(
        lags.completeUpTo(of(group.name()))
            .filter(any -> lagsAreCurrent)
            .map(it -> Duration.between(it, lags.newest().orElseThrow().at()).toMillis() / 1e3));
  }

  private BigDecimal drainSeconds(Group group) {
    return rounded(lags.drainSeconds(of(group.name())).filter(any -> lagsAreCurrent));
  }

  private static BigDecimal rounded(Optional<Double> value) {
    return value.map(it -> BigDecimal.valueOf(it).setScale(1, RoundingMode.HALF_UP)).orElse(null);
  }

  private static String text(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }

  private static Predicate<PartitionLag> of(String group) {
    return lag -> lag.group().equals(group);
  }

  List<InstanceState> playing(Role role) {
    return heard.stream().filter(it -> it.frame().role().equals(role.toString())).toList();
  }

  /** The worst of them, one for each cause, and how many there are. */
  Map<String, Object> problemsPart() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put(
        "problems",
        problems.stream().limit(SystemProblem.MOST_SHOWN).map(SystemProblem::shown).toList());
    out.put("problem_count", problems.size());
    return out;
  }

  Map<String, Object> brokerPart() {
    Map<String, Object> out = part(broker);
    out.put("address", brokerAddress);
    return out;
  }

  static Map<String, Object> part(Health health) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("status", health.state().name());
    out.put("detail", health.detail());
    return out;
  }

  private static long sum(List<InstanceState> instances, ToLongFunction<InstanceState> count) {
    return instances.stream().mapToLong(count).sum();
  }

  private static BigDecimal rate(List<InstanceState> instances) {
    double rate = instances.stream().mapToDouble(InstanceState::rate).sum();
    return BigDecimal.valueOf(rate).setScale(1, RoundingMode.HALF_UP);
  }

  /** Percentiles cannot be added up; the slowest instance is the one to look at. */
  private static BigDecimal slowest(List<InstanceState> instances, String microseconds) {
    long worst = instances.stream().mapToLong(it -> it.count(microseconds)).max().orElse(0);
    return BigDecimal.valueOf(worst, 3);
  }
}
