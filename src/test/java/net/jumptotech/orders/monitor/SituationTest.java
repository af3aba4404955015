package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.monitor.frames.Clocks;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.Departures;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Every sentence, each against a state that was written down for it. */
class SituationTest {

  private static final Instant STARTED = Instant.parse("2026-01-05T20:50:00Z");
  private static final Groups GROUPS = Groups.STANDARD;

  private final List<InstanceState> instances = new ArrayList<>();
  private final Departures departures = new Departures();
  private final LagHistory lags = new LagHistory();
  private Optional<String> address = Optional.of("10.0.0.1:15701");
  private List<String> roles = List.of("http");
  private Health broker = Health.UP;
  private Health store = Health.UP;
  private Instant startedAt = STARTED;
  private long unwellMs = 5_000;
  private boolean starting;
  private boolean lagsAreCurrent = true;
  private List<SystemProblem> problems = List.of();
  private Optional<Backlogs> backlogs = Optional.empty();
  private long newLetters;
  private Optional<Clocks.Difference> clock = Optional.empty();

  @BeforeEach
  void everyRoleRuns() {
    for (Role role : List.of(Role.FRAUD, Role.PAYMENT, Role.ANALYTICS, Role.HTTP)) {
      runs(role.toString(), "UP", "");
    }
  }

  @Test
  void allIsWellOnlyWhileEveryGroupIsLessThanFiveSecondsBehind() {
    arrives(60, 20, 20);
    assertThat(only()).isEqualTo("WELL well: All is well. Every group is less than 5 s behind.");
    lag(GROUPS.fraud(), 61, 1_180, 1_220); // what arrived in two seconds
    assertThat(worst().level()).isEqualTo(Level.WELL);
    for (int second = 62; second < 70; second++) {
      lag(GROUPS.fraud(), second, 1_180, second * 20);
      assertThat(worst().level())
          .as("the order at offset 1,180 came after second 59; now it is second %s", second)
          .isEqualTo(second < 64 ? Level.WELL : Level.BEHIND);
    }
  }

  @Test
  void beforeKafkaHasAnsweredNothingIsWell() {
    assertThat(only())
        .isEqualTo("STARTING starting: Starting. Not every part of the system has reported yet.");
    arrives(60, 20, 20);
    starting = true;
    assertThat(worst().level()).isEqualTo(Level.STARTING);
  }

  @Test
  void aGroupThatFallsBehindIsToldNeverToCatchUp() {
    arrives(120, 52.1, 12);
    money(GROUPS.payments(), 4_812, 4_812, Map.of("EUR", 120_333_120L, "JPY", 88_000L));
    assertThat(line(GROUPS.payments()))
        .isEqualTo(
            "BEHIND group-behind: payments-group is 1 min 40 s behind and falling further behind."
                + " Orders are accepted and not paid yet."
                + " 4,812 orders wait, worth EUR 1,203,331.20 and JPY 88,000."
                + " In the last minute, 52.1 orders/s arrived and 12.0/s were processed:"
                + " at this rate it never catches up. -> /system");
  }

  @Test
  void aGroupThatCatchesUpIsToldWhen() {
    arrives(60, 100, 0);
    for (int second = 61; second <= 130; second++) {
      lag(GROUPS.payments(), second, (second - 60) * 150L, 13_000 + (second - 130) * 50L);
    }
    assertThat(line(GROUPS.payments()))
        .isEqualTo(
            "BEHIND group-behind: payments-group is 50 s behind."
                + " Orders are accepted and not paid yet. 2,500 orders wait."
                + " In the last minute, 50.0 orders/s arrived and 150/s were processed:"
                + " it catches up in about 25 s. -> /system");
  }

  @Test
  void aTrendThatHasJustTurnedIsToldAtOnce() {
    for (int second = 0; second <= 120; second++) {
      lag(GROUPS.payments(), second, second * 10L, second * 20L);
    }
    for (int second = 121; second <= 130; second++) { // somebody has mended it
      lag(GROUPS.payments(), second, 1_200 + (second - 120) * 50L, second * 20L);
    }
    assertThat(line(GROUPS.payments()))
        .contains(
            "payments-group is 45 s behind. ",
            "In the last 10 s, 20.0 orders/s arrived and 50.0/s were processed: it catches up in"
                + " about 30 s.");
    for (int second = 131; second <= 141; second++) { // for ten seconds
      lag(GROUPS.payments(), second, 1_700 + (second - 130) * 5L, second * 20L);
    }
    assertThat(line(GROUPS.payments()))
        .contains(
            " and falling further behind. ",
            "In the last minute, 20.0 orders/s arrived and 15.8/s were processed: at this rate it"
                + " never catches up.");
  }

  @Test
  void aGroupWhoseOrdersTakeLongEachIsToldSo() {
    arrives(120, 52.1, 12);
    assertThat(worst().text()).doesNotContain("take longer");
    instances.removeIf(it -> it.frame().role().equals("payment"));
    runs("payment", "UP", "", Map.of(Counts.P50_US, 2_140_000L));
    assertThat(worst().text()).endsWith(" Half of the orders take longer than 2.1 s to process.");
    instances.remove(instances.size() - 1);
    runs("payment", "UP", "", Map.of(Counts.P50_US, 0L, Counts.OLDEST_MS, 4_999L));
    assertThat(worst().text()).doesNotContain("in work");
    instances.remove(instances.size() - 1);
    runs("payment", "UP", "", Map.of(Counts.P50_US, 0L, Counts.OLDEST_MS, 16_400L));
    assertThat(worst().text())
        .as("a provider that does not answer at all")
        .endsWith(" One order has been in work for 16 s.");
  }

  @Test
  void moneyThatIsExtrapolatedIsAboutAndManyCurrenciesAreCounted() {
    arrives(120, 2, 1);
    money(
        GROUPS.payments(),
        200,
        100,
        Map.of("AUD", 1L, "EUR", 200L, "JPY", 3L, "KWD", 4L, "USD", 5L));
    assertThat(worst().text())
        .contains(
            "worth about AUD 0.02, EUR 4.00 and JPY 6 and more in 2 other currencies."
                + " In the last minute, ");
  }

  @Test
  void theStoreIsLateInRecordsAndSaysWhatIsMissing() {
    lag(GROUPS.analytics(), 0, 0, 9);
    lag(GROUPS.analytics(), 3, 0, 9);
    assertThat(worst().level())
        .as("for three seconds that is all that is known")
        .isEqualTo(Level.WELL);
    lag(GROUPS.analytics(), 6, 3, 9);
    assertThat(only())
        .isEqualTo(
            "BEHIND group-behind: analytics-group is more than 6 s behind."
                + " Pages, totals and exports lack the newest orders and outcomes."
                + " 6 records wait."
                + " In the last 6 s, 0.0 records/s arrived and 0.5/s were processed:"
                + " it catches up in about 12 s. -> /system");
  }

  @Test
  void aLagThatKafkaNoLongerReportsIsNotShownAsNow() {
    arrives(120, 2, 1);
    lagsAreCurrent = false;
    broker = Health.degraded("Kafka did not answer: connection refused");
    assertThat(only())
        .isEqualTo(
            "RISK kafka-unsteady: Kafka did not answer the last question."
                + " Kafka did not answer: connection refused. -> /system");
  }

  @Test
  void whoseLastProcessWasStoppedIsSaidAtOnceWithWhatWaits() {
    arrives(120, 2, 1);
    stops("payment", true);
    assertThat(only())
        .isEqualTo(
            "HALTED role-missing: No payment process runs."
                + " The last one, vm-1, was stopped at 20:50:30 UTC."
                + " Orders are accepted and not paid yet. 120 orders wait."
                + " In the last minute, 2.0 orders/s arrived. None is processed until a process"
                + " runs. -> ./orders --roles payment");
    assertThat(worst().since()).isEqualTo(STARTED.plusSeconds(30));
  }

  @Test
  void whoseLastProcessVanishedIsSaidToHaveVanished() {
    arrives(60, 2, 2);
    stops("fraud", false);
    assertThat(only())
        .isEqualTo(
            "HALTED role-missing: No fraud process runs. The last one, vm-1, has not reported since"
                + " 20:50:30 UTC, and did not say that it stops. Orders are paid without having"
                + " been checked for fraud. -> ./orders --roles fraud");
  }

  @Test
  void whoWasNeverSeenIsMissingOnlyWhereItWouldBeSeen() {
    arrives(60, 2, 2);
    instances.removeIf(it -> it.frame().role().equals("analytics"));
    assertThat(only())
        .isEqualTo(
            "HALTED role-missing: No analytics process runs. None has reported on the event bus."
                + " Pages, totals and exports lack the newest orders and outcomes."
                + " -> ./orders --roles analytics");
    address = Optional.empty();
    assertThat(worst().level()).as("no bus is shared: nobody can know").isEqualTo(Level.WELL);
    roles = List.of("http", "analytics");
    assertThat(only()).contains("No instance in this process has reported.");
    starting = true;
    assertThat(worst().level()).isEqualTo(Level.STARTING);
  }

  @Test
  void oneOfSeveralMayStop() {
    arrives(60, 2, 2);
    instances.add(instances.get(1));
    departures.add(frame("payment", true));
    assertThat(worst().level()).isEqualTo(Level.WELL);
  }

  @Test
  void kafkaDownIsOneLineAndWhatFollowsFromItNone() {
    arrives(120, 2, 1);
    broker = Health.down("Kafka has not answered for 12 s: connection refused");
    instances.clear();
    runs("fraud", "DEGRADED", "waiting for Kafka");
    runs("producer", "DOWN", "no order can be written");
    assertThat(only())
        .isEqualTo(
            "DOWN kafka-down: Kafka does not answer."
                + " Kafka has not answered for 12 s: connection refused."
                + " No order can be taken or processed until it does; none is lost. -> /system");
  }

  @Test
  void aStoreThatIsDownExplainsWhyItsGroupIsLate() {
    arrives(120, 2, 2);
    lag(GROUPS.analytics(), 121, 100, 240);
    store = Health.down("database is locked");
    instances.removeIf(it -> it.frame().role().equals("analytics"));
    runs("analytics", "DEGRADED", "the store does not answer");
    assertThat(situation().lines()).hasSize(1);
    assertThat(text(worst()))
        .startsWith(
            "DOWN store-down: The store does not work. Database is locked."
                + " Orders are taken, checked and paid; the page cannot show them."
                + " analytics-group is ")
        .contains(" behind", " 140 records wait. ");
    store = Health.degraded("the store has not answered for 11 s");
    assertThat(only())
        .startsWith(
            "BEHIND store-unsteady: The store has trouble. The store has not answered for 11 s."
                + " analytics-group is ")
        .contains(" behind and falling further behind. 140 records wait");
  }

  @Test
  void aStoreThatTookNothingForAMinuteIsDownEvenIfItMayComeBack() {
    for (int second = 0; second <= 61; second++) {
      lag(GROUPS.analytics(), second, 5, 9 + 2L * second);
    }
    store = Health.degraded("its file is locked by another process, so nothing can be written");
    instances.removeIf(it -> it.frame().role().equals("analytics"));
    runs("analytics", "DEGRADED", "orders-0@5 has been processing since 61 s");
    assertThat(only())
        .startsWith(
            "HALTED store-down: The store does not work. Its file is locked by another process, so"
                + " nothing can be written. Orders are taken, checked and paid; the page cannot"
                + " show them. analytics-group is more than 1 min 1 s behind and"
                + " falling further behind.");
  }

  @Test
  void aRoleThatSaysWhatItLacksIsQuoted() {
    arrives(60, 2, 2);
    instances.removeIf(it -> it.frame().role().equals("payment"));
    runs("payment", "DEGRADED", "the gateway does not answer");
    assertThat(only())
        .isEqualTo(
            "RISK role-degraded: payments-group has trouble."
                + " Payment 0 of vm-1: the gateway does not answer. -> /system");
    instances.remove(instances.size() - 1);
    runs("payment", "DOWN", "fenced");
    assertThat(only())
        .isEqualTo(
            "HALTED role-down: payments-group does not work. Payment 0 of vm-1: fenced. ->"
                + " /system");
  }

  @Test
  void troubleThatPassesWithinFiveSecondsIsNone() {
    arrives(60, 2, 2);
    unwellMs = 4_999;
    runs("payment", "DEGRADED", "loading the settled orders of 3 partitions");
    runs("analytics", "DEGRADED", "finding out where to start in 3 partitions");
    runs("producer", "DEGRADED", "orders wait for Kafka");
    assertThat(worst().level()).isEqualTo(Level.WELL);
    runs("fraud", "DOWN", "fenced");
    assertThat(only())
        .as("what does not work is told at once, and alone")
        .startsWith("HALTED role-down: fraud-group does not work. Fraud 0 of vm-1: fenced.");
    unwellMs = 5_000;
    runs("analytics", "DEGRADED", "finding out where to start in 2 partitions");
    assertThat(line(GROUPS.analytics()))
        .startsWith(
            "RISK role-degraded: analytics-group has trouble."
                + " Analytics 0 of vm-1: finding out where to start in 2 partitions.");
  }

  @Test
  void anIntakeThatHasTroubleIsNamed() {
    arrives(60, 2, 2);
    runs("producer", "DEGRADED", "orders wait for Kafka");
    assertThat(only())
        .isEqualTo(
            "RISK role-degraded: producer of vm-1 has trouble. Orders wait for Kafka. -> /system");
    instances.remove(instances.size() - 1);
    runs("own.js", "DOWN", "its file has an error in line 3");
    assertThat(only())
        .isEqualTo(
            "HALTED role-down: own.js of vm-1 does not work. Its file has an error in line 3."
                + " -> /system");
  }

  @Test
  void aGroupThatProcessesNothingForAMinuteStandsStill() {
    arrives(130, 2, 0);
    assertThat(line(GROUPS.payments()))
        .startsWith(
            "HALTED group-stands-still: payments-group has processed nothing in orders-0 for a"
                + " minute."
                + " None of the 260 records waiting in orders-0 was processed in the last minute."
                + " 260 orders wait. In the last minute, 2.0 orders/s arrived and none was"
                + " processed: at this rate it never catches up.");
  }

  @Test
  void aRoleThatHasJustComeBackDoesNotStandStill() {
    arrives(130, 2, 0);
    instances.removeIf(it -> it.frame().role().equals("payment"));
    startedAt = STARTED.plusSeconds(300 - 59);
    runs("payment", "DEGRADED", "loading the settled orders of 3 partitions");
    assertThat(line(GROUPS.payments())).startsWith("BEHIND role-degraded: ");
    startedAt = STARTED.plusSeconds(300 - 60);
    runs("payment", "DEGRADED", "loading the settled orders of 3 partitions");
    assertThat(line(GROUPS.payments())).startsWith("HALTED role-down: ");
  }

  @Test
  void kafkaWhoseProcessEndedIsDownAsSoonAsItDoesNotAnswer() {
    arrives(120, 2, 2);
    runs("broker", "UP", "");
    stops("broker", false);
    assertThat(worst().level()).as("another one may have taken over").isEqualTo(Level.WELL);
    broker = Health.degraded("Kafka has not answered for 5 s");
    assertThat(only())
        .isEqualTo(
            "DOWN kafka-down: Kafka does not answer. Kafka has not answered for 5 s."
                + " The last broker process, vm-1, has not reported since 20:50:30 UTC, and did not"
                + " say that it stops. No order can be taken or processed until it does; none is"
                + " lost. -> ./orders --roles broker");
  }

  @Test
  void aProblemCarriesWhatWaitsBehindItAndItsOwnFix() {
    arrives(130, 2, 0);
    problems =
        List.of(
            SystemProblem.of(
                    ProblemKind.OPEN_TRANSACTION,
                    SystemProblem.Severity.HALTED,
                    "orders-0 is held at offset 52 by an open transaction of another program: Kafka"
                        + " ends it 120 s after its start",
                    STARTED.plusSeconds(10))
                .at("orders", 0)
                .fixedBy("./orders transactions --end orders-0"));
    assertThat(only())
        .startsWith(
            "HALTED open-transaction: orders-0 is held at offset 52 by an open transaction of"
                + " another program. Kafka ends it 120 s after its start. payments-group is ")
        .contains(" behind and falling further behind. 260 orders wait. ")
        .endsWith(" -> ./orders transactions --end orders-0");
    assertThat(worst().since()).isEqualTo(STARTED.plusSeconds(10));
  }

  @Test
  void aProblemInOneSentenceIsAHeadlineAlone() {
    arrives(60, 2, 2);
    problems =
        List.of(
            SystemProblem.of(
                ProblemKind.RECORDS_LOST,
                SystemProblem.Severity.BREACH,
                "5 records of orders-0, offsets 27 to 31, were deleted before fraud-group read"
                    + " them",
                STARTED));
    assertThat(worst().title()).isEqualTo(problems.get(0).text());
    assertThat(worst().text()).isEmpty();
  }

  @Test
  void theWorstComesFirst() {
    arrives(120, 2, 1);
    stops("fraud", true);
    newLetters = 30;
    problems =
        List.of(
            problem(ProblemKind.RECORDS_LOST, SystemProblem.Severity.BREACH),
            problem(ProblemKind.DISK_NEARLY_FULL, SystemProblem.Severity.RISK));
    store = Health.down("it is gone");
    assertThat(situation().lines())
        .extracting(StateLine::kind)
        .containsExactly(
            "store-down",
            "records-lost",
            "role-missing",
            "group-behind",
            "disk-nearly-full",
            "dead-letters");
  }

  @Test
  void manyDeadLettersAMinuteAreSaid() {
    arrives(60, 2, 2);
    newLetters = 29;
    assertThat(worst().level()).isEqualTo(Level.WELL);
    newLetters = 1_204;
    assertThat(only())
        .isEqualTo(
            "RISK dead-letters: Many records cannot be processed."
                + " 1,204 dead letters were added in the last minute."
                + " Each keeps the record and the reason. -> /dead-letters");
  }

  @Test
  void aClockThatDiffersIsNamed() {
    arrives(60, 2, 2);
    clock = Optional.of(new Clocks.Difference("vm-2", Duration.ofSeconds(-75)));
    assertThat(only())
        .isEqualTo(
            "RISK clock-differs: The clocks of vm-2 and this process differ by 1 min 15 s."
                + " vm-2 is behind. Times on this page and the order of events are not reliable."
                + " -> /system");
  }

  private void stops(String role, boolean inGoodOrder) {
    instances.removeIf(it -> it.frame().role().equals(role));
    departures.add(frame(role, inGoodOrder));
  }

  private static RoleFrame frame(String role, boolean last) {
    return new RoleFrame(
        role,
        "vm-1",
        0,
        STARTED,
        STARTED.plusSeconds(30),
        Map.of(),
        "UP",
        "",
        new JsonArray(),
        last ? new JsonObject().put(RoleFrame.STOPPED, true) : new JsonObject());
  }

  private static SystemProblem problem(ProblemKind kind, SystemProblem.Severity severity) {
    return SystemProblem.of(kind, severity, "something is wrong with it", STARTED);
  }

  private void runs(String role, String health, String detail) {
    runs(role, health, detail, Map.of());
  }

  private void runs(String role, String health, String detail, Map<String, Long> counts) {
    instances.add(
        new InstanceState(
            new RoleFrame(
                role,
                "vm-1",
                0,
                startedAt,
                STARTED.plusSeconds(300),
                counts,
                health,
                detail,
                new JsonArray()),
            0,
            40,
            health.equals("UP") ? 0 : unwellMs));
  }

  /** All groups for so many seconds, at so many records a second. */
  private void arrives(int seconds, double arriving, double processed) {
    for (int second = 0; second <= seconds; second++) {
      long end = Math.round(second * arriving);
      long committed = Math.round(second * processed);
      lags.add(
          STARTED.plusSeconds(second),
          List.of(
              new PartitionLag(GROUPS.fraud(), "orders", 0, end, end),
              new PartitionLag(GROUPS.payments(), "orders", 0, committed, end),
              new PartitionLag(GROUPS.analytics(), "orders", 0, end, end)));
    }
  }

  private void lag(String group, int second, long committed, long end) {
    lags.add(
        STARTED.plusSeconds(second), List.of(new PartitionLag(group, "orders", 0, committed, end)));
  }

  private void money(String group, long lag, long read, Map<String, Long> amounts) {
    Map<Currency, Long> byCurrency = new java.util.HashMap<>();
    amounts.forEach((code, amount) -> byCurrency.put(Currency.getInstance(code), amount));
    backlogs =
        Optional.of(
            new Backlogs(
                List.of(
                    new Backlog(
                        new PartitionLag(group, "orders", 0, 0, lag),
                        Optional.of(STARTED),
                        read,
                        byCurrency)),
                "orders"));
  }

  private StateLine worst() {
    return situation().lines().get(0);
  }

  private String only() {
    assertThat(situation().lines()).hasSize(1);
    return text(worst());
  }

  private String line(String group) {
    return situation().lines().stream()
        .filter(it -> group.equals(it.group()))
        .map(SituationTest::text)
        .findFirst()
        .orElseThrow();
  }

  private static String text(StateLine line) {
    return "%s %s: %s%s"
        .formatted(
            line.level(),
            line.kind(),
            line.sentence(),
            line.fix().isEmpty() ? "" : " -> " + line.fix());
  }

  private Situation situation() {
    SystemState state =
        new SystemState(
            new ProcessInfo("vm-1", "0.1.0", STARTED, roles, address),
            GROUPS,
            "127.0.0.1:9092",
            broker,
            store,
            lags,
            lagsAreCurrent,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            instances,
            departures,
            starting,
            problems);
    return new Situation(state, backlogs, newLetters, clock);
  }
}
