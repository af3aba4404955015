package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.http.TestServer;
import net.jumptotech.orders.monitor.frames.Departures;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SystemStateTest {

  private static final Instant STARTED = Instant.parse("2026-01-05T10:00:00Z");

  private static final List<StateLine> LINES =
      List.of(StateLine.of(ProblemKind.WELL, StateLine.Level.WELL, "All is well", ""));

  private final List<InstanceState> instances = new ArrayList<>();
  private final Departures departures = new Departures();
  private Health broker = Health.UP;
  private Optional<OrderStore.Summary> summary = Optional.empty();
  private boolean starting;
  private List<SystemProblem> problems = List.of();
  private boolean lagsAreCurrent = true;
  private Optional<DeadLetterCount> letters = Optional.empty();
  private final LagHistory lags = new LagHistory();

  @BeforeEach
  void kafkaHasAnswered() {
    lags.add(
        STARTED,
        List.of(
            new PartitionLag("fraud-group", "orders", 0, 5, 12),
            new PartitionLag("fraud-group", "orders", 1, 0, 5),
            new PartitionLag("fraud-group", "orders", 2, 0, 1),
            new PartitionLag("fraud-group", "orders", 3, 0, 2),
            new PartitionLag("payments-group", "orders", 0, 0, 99)));
  }

  @Test
  void countsOfAllProcessesAreAddedUpAndTheSlowestPercentileIsShown() {
    hear("fraud", "a", "UP", 100.04, Map.of("received", 5L, "p99_us", 2_100L, "alerts", 1L));
    hear("fraud", "b", "UP", 50, Map.of("received", 7L, "p99_us", 900L, "alerts", 2L));
    assertThat(json(group(0)))
        .isEqualTo(
            "{\"group\":\"fraud-group\",\"role\":\"fraud\",\"instances\":2,\"status\":\"UP\","
                + "\"detail\":\"\",\"rate\":150.0,\"lag\":15,\"seconds_behind\":null,"
                + "\"drain_seconds\":null,\"in_flight\":0,\"p50_ms\":0.000,"
                + "\"p99_ms\":2.100,\"received\":12,\"duplicates\":0,\"rejected\":0,\"misplaced\":0,"
                + "\"settled_ids\":0,\"settled_bytes\":0,\"outcomes\":{\"alerts\":3},"
                + "\"counted_since\":\"2026-01-05T10:00:00Z\"}");
  }

  @Test
  void whatWasCountedDoesNotFallWhenAProcessEnds() {
    hear("payment", "a", "UP", 0, Map.of("paid", 5L));
    RoleFrame ended =
        new RoleFrame(
            "payment",
            "b",
            0,
            STARTED.minusSeconds(60),
            STARTED,
            Map.of("paid", 187_160L, "in_flight", 9L),
            "UP",
            "",
            null);
    departures.add(ended);
    assertThat(group(1))
        .containsEntry("outcomes", Map.of("paid", 187_165L, "declined", 0L, "not_charged", 0L))
        .containsEntry("counted_since", "2026-01-05T09:59:00Z")
        .containsEntry("in_flight", 0L);
  }

  @Test
  void aGroupWhoseLastInstanceStoppedIsDownAndSaysWhen() {
    departures.add(new RoleFrame("fraud", "b", 0, STARTED, STARTED, Map.of(), "UP", "", null));
    assertThat(group(0))
        .containsEntry("status", "DOWN")
        .containsEntry("detail", "b reported last at 10:00:00 UTC")
        .containsEntry("instances", 0);
  }

  @Test
  void theFrameCarriesTheWorstTwentyLinesAndHowManyThereAre() {
    List<StateLine> many =
        IntStream.range(0, 30)
            .mapToObj(
                i ->
                    StateLine.of(
                        ProblemKind.ROLE_DEGRADED, StateLine.Level.RISK, "own" + i, "Because."))
            .toList();
    Map<?, ?> state = (Map<?, ?>) Json.fields(state().overview(1, STARTED, many)).get("state");
    assertThat((List<?>) state.get("lines")).hasSize(20);
    assertThat(state.get("count")).isEqualTo(30);
    assertThat(json(((List<?>) state.get("lines")).get(0)))
        .isEqualTo(
            "{\"kind\":\"role-degraded\",\"level\":\"RISK\",\"title\":\"own0\","
                + "\"text\":\"Because.\",\"group\":null,\"since\":null,\"fix\":\"\","
                + "\"runbook\":\"docs/operate.md#role-degraded\"}");
  }

  @Test
  void producersAndHttpIntakesAreOneIntake() {
    hear("producer", "a", "UP", 1_000, Map.of("accepted", 100L, "in_flight", 3L));
    hear("http", "a", "UP", 1.5, Map.of("accepted", 20L, "rejected", 4L));
    assertThat(json(overview().get("intake")))
        .isEqualTo(
            "{\"rate\":1001.5,\"accepted\":120,\"rejected\":4,\"failed\":0,\"in_flight\":3,"
                + "\"counted_since\":\"2026-01-05T10:00:00Z\"}");
  }

  @Test
  void aGroupIsAsIllAsItsWorstInstanceAndSaysWhich() {
    hear("fraud", "a", "UP", 0, Map.of());
    hear("fraud", "b", "DEGRADED", 0, Map.of());
    assertThat(group(0))
        .containsEntry("status", "DEGRADED")
        .containsEntry("detail", "fraud 0 of b: because");
  }

  @Test
  void aGroupWhoseRecordsWaitUnhandledForAMinuteIsNotUpWhateverItSays() {
    for (String role : List.of("fraud", "payment", "analytics")) {
      hear(role, "a", "UP", 0, Map.of());
    }
    kafkaSays(9, 5, 40);
    assertThat(group(0)).containsEntry("status", "UP");
    for (int second = 10; second <= 60; second += 10) {
      kafkaSays(second, 5, 41);
    }
    assertThat(group(0))
        .containsEntry("status", "DEGRADED")
        .containsEntry(
            "detail",
            "none of the 78 records waiting in orders-0, orders-1, orders-2 and others was"
                + " processed in the last minute");
    assertThat(group(1))
        .as("about which nothing is reported any more")
        .containsEntry("status", "UP");
    assertThat(state().status()).isEqualTo(Health.State.DEGRADED);
    hear("fraud", "b", "DEGRADED", 0, Map.of());
    assertThat(group(0))
        .extractingByKey("detail")
        .asString()
        .endsWith(" was processed in the last minute; fraud 0 of b: because");
    instances.remove(instances.size() - 1);
    lagsAreCurrent = false;
    assertThat(group(0)).as("not known any more").containsEntry("status", "UP");
    lagsAreCurrent = true;
    kafkaSays(61, 6, 41);
    assertThat(group(0))
        .containsEntry(
            "detail",
            "none of the 42 records waiting in orders-1, orders-2, orders-3 was processed in the"
                + " last minute");
  }

  @Test
  void whatSomebodyMustActOnDegradesTheWholeAndEveryGroupWhoseRecordsItHolds() {
    for (String role : List.of("fraud", "payment", "analytics")) {
      hear(role, "a", "UP", 0, Map.of());
    }
    problems = List.of(problem(SystemProblem.Severity.HALTED, "orders-1 is held").at("orders", 1));
    assertThat(state().status()).isEqualTo(Health.State.DEGRADED);
    assertThat(group(0))
        .containsEntry("status", "DEGRADED")
        .containsEntry("detail", "orders-1 is held");
    assertThat(group(1)).as("nothing waits there for it").containsEntry("status", "UP");
    problems =
        List.of(problem(SystemProblem.Severity.BREACH, "7 are lost").inGroup("payments-group"));
    assertThat(group(0)).containsEntry("status", "UP");
    assertThat(group(1)).containsEntry("detail", "7 are lost");
    assertThat(json(Json.fields(state().health()).get("problems")))
        .isEqualTo(
            "[{\"kind\":\"open-transaction\",\"severity\":\"BREACH\",\"text\":\"7 are lost\","
                + "\"group\":\"payments-group\",\"topic\":null,\"partitions\":[],\"records\":0,"
                + "\"since\":\"2026-01-05T10:00:00Z\",\"fix\":\"\"}]");
  }

  @Test
  void theWorstTwentyProblemsAreShownAndAllAreCounted() {
    problems =
        SystemProblem.worstFirst(
            IntStream.range(0, 30)
                .mapToObj(
                    number ->
                        problem(
                                number == 29
                                    ? SystemProblem.Severity.BREACH
                                    : SystemProblem.Severity.RISK,
                                "p" + number)
                            .in("topic-" + number)));
    assertThat((List<?>) overview().get("problems")).hasSize(20);
    assertThat(overview())
        .containsEntry("problem_count", 30)
        .extractingByKey("problems")
        .asString()
        .startsWith("[{kind=open-transaction, severity=BREACH, text=p29,");
  }

  @Test
  void oneCauseIsOneProblemHoweverManyPartitionsAndReportersItHas() {
    hear("payment", "a", "UP", 0, Map.of());
    hear("payment", "b", "UP", 0, Map.of());
    problems =
        SystemProblem.worstFirst(
            Stream.of(
                lost("payments-group", 2, 30, STARTED.plusSeconds(1)),
                lost("payments-group", 0, 5, STARTED.plusSeconds(2)),
                lost("fraud-group", 0, 5, STARTED.minusSeconds(1)),
                lost("payments-group", 2, 30, STARTED), // as another says
                SystemProblem.of(lost("payments-group", 10, 7, STARTED.plusSeconds(3)).toJson())));
    assertThat(overview()).containsEntry("problem_count", 2);
    assertThat(json(problems.get(1).shown()))
        .isEqualTo(
            "{\"kind\":\"records-lost\",\"severity\":\"BREACH\",\"text\":\"5 of orders-0 are lost;"
                + " likewise in orders-2, orders-10: 42 records in all\","
                + "\"group\":\"payments-group\",\"topic\":\"orders\",\"partitions\":[0,2,10],"
                + "\"records\":42,\"since\":\"2026-01-05T10:00:00Z\",\"fix\":\"\"}");
    assertThat(group(1).get("detail")).asString().contains("42 records in all");
    List<SystemProblem> many =
        SystemProblem.worstFirst(
            IntStream.range(0, 64).mapToObj(it -> lost("payments-group", it, 0, STARTED)));
    assertThat(many).hasSize(1);
    assertThat(many.get(0).sentence()).contains("orders-8 and 55 more").hasSizeLessThan(200);
    assertThat(SystemProblem.of(many.get(0).toJson())).isEqualTo(many.get(0));
  }

  private static SystemProblem lost(String group, int partition, long records, Instant since) {
    String text = "%d of orders-%d are lost".formatted(records, partition);
    return SystemProblem.of(ProblemKind.RECORDS_LOST, SystemProblem.Severity.BREACH, text, since)
        .inGroup(group)
        .at("orders", partition, records);
  }

  private static SystemProblem problem(SystemProblem.Severity severity, String text) {
    return SystemProblem.of(ProblemKind.OPEN_TRANSACTION, severity, text, STARTED);
  }

  private void kafkaSays(int second, long committed, long end) {
    lags.add(
        STARTED.plusSeconds(second),
        List.of(
            new PartitionLag("fraud-group", "orders", 0, committed, end),
            new PartitionLag("fraud-group", "orders", 1, 0, 39),
            new PartitionLag("fraud-group", "orders", 2, 0, 1),
            new PartitionLag("fraud-group", "orders", 3, 0, 2),
            new PartitionLag("fraud-group", "orders", 4, 3, 3)));
  }

  @Test
  void aGroupThatNobodyReadsIsDownButAtFirstItIsOnlyNotHeardOfYet() {
    assertThat(group(1)).containsEntry("status", "DOWN").containsEntry("instances", 0);
    starting = true;
    assertThat(group(1)).containsEntry("status", "DEGRADED");
  }

  @Test
  void aGroupThatThisProcessCannotHearIsNotCalledDown() {
    assertThat(group(2))
        .containsEntry("status", "DEGRADED")
        .containsEntry(
            "detail",
            "not visible: this process shares no event bus, so only the lag is known here");
  }

  @Test
  void theSystemIsUpOnlyWhenEveryPartIsAndDownOnlyWhenNoOrderCanBeTakenOrShown() {
    for (String role : List.of("fraud", "payment")) {
      hear(role, "a", "UP", 0, Map.of());
    }
    assertThat(state().status()).isEqualTo(Health.State.DEGRADED);
    hear("analytics", "a", "UP", 0, Map.of());
    assertThat(state().status()).isEqualTo(Health.State.UP);
    hear("producer", "a", "DOWN", 0, Map.of());
    assertThat(state().status()).isEqualTo(Health.State.DEGRADED);
    broker = Health.down("away");
    assertThat(state().status()).isEqualTo(Health.State.DOWN);
  }

  @Test
  void currenciesAreNeverAddedUpAndAmountsAreExact() {
    assertThat(overview()).containsEntry("totals", null);
    summary =
        Optional.of(
            new OrderStore.Summary(
                6,
                0,
                List.of(
                    new OrderStore.CountryTotal(
                        "DE", "EUR", 1, new BigDecimal("0.10"), 1, new BigDecimal("0.10"), 0),
                    new OrderStore.CountryTotal(
                        "FR", "EUR", 2, new BigDecimal("0.20"), 1, new BigDecimal("0.10"), 1),
                    new OrderStore.CountryTotal(
                        "JP", "JPY", 3, new BigDecimal("900"), 0, new BigDecimal("0"), 1)),
                List.of(),
                Map.of(Conflict.Kind.PAID_TWICE, 1L, Conflict.Kind.CHANGED, 2L)));
    assertThat(json(overview().get("totals")))
        .isEqualTo(
            "{\"as_of\":\"2026-01-05T10:00:00Z\",\"orders\":6,\"paid\":2,\"flagged\":2,"
                + "\"conflicts\":{\"all\":3,\"paid_twice\":1,\"refund_due\":0,"
                + "\"not_charged\":0,\"other_sender\":0,\"changed\":2},\"amounts\":["
                + "{\"currency\":\"EUR\",\"orders\":3,\"amount\":0.30,\"paid\":2,"
                + "\"amount_paid\":0.20},"
                + "{\"currency\":\"JPY\",\"orders\":3,\"amount\":900,\"paid\":0,"
                + "\"amount_paid\":0}]}");
  }

  @Test
  void whatKafkaSaidTooLongAgoIsNotToldAsWhatIs() {
    assertThat(group(0)).containsEntry("lag", 15L);
    lagsAreCurrent = false;
    assertThat(group(0))
        .containsEntry("lag", null)
        .containsEntry("seconds_behind", null)
        .containsEntry("drain_seconds", null);
    Map<String, Object> asked =
        Json.fields(
            new LagReport(
                    lags, lagsAreCurrent, Optional.of(new Backlogs(List.of(), "orders")), "orders")
                .of(any -> true));
    assertThat(asked.remove("money_estimated")).isEqualTo(false);
    assertThat(asked.values()).hasSize(7).containsOnlyNulls();
  }

  @Test
  void deadLettersAreCountedOrNotKnownAndSaidToBeMoreWhereTheyAre() {
    assertThat(overview()).containsEntry("dead_letters", null);
    letters = Optional.of(new DeadLetterCount(10_000, false));
    assertThat(json(overview().get("dead_letters")))
        .isEqualTo("{\"count\":10000,\"at_least\":true}");
  }

  @Test
  void healthListsEveryReader() {
    hear("fraud", "a", "UP", 0, Map.of());
    hear("producer", "a", "UP", 0, Map.of());
    assertThat(json(Json.fields(state().health()).get("readers")))
        .isEqualTo(
            "[{\"role\":\"fraud\",\"process\":\"a\",\"instance\":0,\"status\":\"UP\","
                + "\"detail\":\"\",\"lag\":15,\"age_ms\":40}]");
  }

  @SuppressWarnings("unchecked")
  private Map<String, Object> group(int index) {
    return ((List<Map<String, Object>>) overview().get("groups")).get(index);
  }

  private Map<String, Object> overview() {
    return Json.fields(state().overview(1, STARTED, LINES));
  }

  private SystemState state() {
    return new SystemState(
        TestServer.PROCESS,
        Groups.STANDARD,
        "127.0.0.1:9092",
        broker,
        Health.UP,
        lags,
        lagsAreCurrent,
        letters,
        summary,
        summary.map(any -> STARTED),
        instances,
        departures,
        starting,
        problems);
  }

  private void hear(
      String role, String process, String health, double rate, Map<String, Long> counts) {
    String detail = health.equals("UP") ? "" : "because";
    instances.add(
        new InstanceState(
            new RoleFrame(
                role, process, 0, STARTED, STARTED.plusSeconds(300), counts, health, detail, null),
            rate,
            40,
            health.equals("UP") ? 0 : 60_000));
  }

  private static String json(Object value) {
    return new String(Json.bytes(value), java.nio.charset.StandardCharsets.UTF_8);
  }
}
