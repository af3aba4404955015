package net.jumptotech.orders.monitor;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.metrics.ProcessMetrics;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class MetricsVerticleIT {

  private static final ProcessInfo PROCESS =
      new ProcessInfo("this", "test", Instant.EPOCH, List.of("payment", "http"));

  private final ProcessMetrics metrics = ProcessMetrics.open();
  private Vertx vertx;

  @BeforeEach
  void start(Vertx vertx) {
    this.vertx = vertx;
    await(
        vertx.deployVerticle(
            new MetricsVerticle(PROCESS, Map.of("payments-group", "payment"), metrics)));
  }

  @AfterEach
  void stop() {
    metrics.close();
  }

  @Test
  void theCountsOfAllInstancesOfARoleAreAddedUp() {
    hear("payment", "this", 0, Map.of("received", 12L, "paid", 7L, "declined", 2L, "given_up", 3L));
    hear("payment", "this", 1, Map.of("received", 5L, "paid", 4L, "given_up", 2L, "misplaced", 1L));
    hear("payment", "another", 0, Map.of("received", 100L, "paid", 100L));
    hear("payment", "this", 2, Map.of("received", 0L, "p99_us", 2_500L, "gateway_unanswered", 3L));
    hear("http", "this", 0, Map.of("accepted", 20L, "in_flight", 3L, "sockets", 2L));
    until("orders_page_subscribers{role=\"http\"} 2.0");

    assertThat(scrape())
        .contains(
            "# TYPE orders_outcomes_total counter",
            "orders_outcomes_total{role=\"payment\",status=\"PAID\"} 11.0",
            "orders_outcomes_total{role=\"payment\",status=\"DECLINED\"} 2.0",
            "orders_outcomes_total{role=\"payment\",status=\"NOT_CHARGED\"} 0.0",
            "orders_received_total{role=\"payment\"} 17.0",
            "orders_dead_letters_total{cause=\"misplaced\",group=\"payments-group\"} 1.0",
            "orders_dead_letters_total{cause=\"given_up\",group=\"payments-group\"} 5.0",
            "orders_record_seconds{quantile=\"0.99\",role=\"payment\"} 0.0025",
            "orders_gateway_waiting{role=\"payment\",state=\"unanswered\"} 3.0",
            "orders_intake_total{result=\"accepted\",role=\"http\"} 20.0",
            "orders_in_flight{role=\"http\"} 3.0");
  }

  @Test
  void theStateIsOneLevelAndEachProblemIsCountedByItsKindAndGroup() {
    List<StateLine> lines =
        List.of(
            StateLine.of(ProblemKind.GROUP_BEHIND, Level.BEHIND, "late", "")
                .about("payments-group"),
            StateLine.of(ProblemKind.DEAD_LETTERS, Level.RISK, "many", ""),
            new StateLine("invented-elsewhere", Level.RISK, "new", "", "their-group", null, ""),
            new StateLine("invented-again", Level.RISK, "new", "", null, null, ""));

    state(lines, List.of(backlog("payments-group", 40, 2, 1)));

    assertThat(scrape())
        .contains(
            "orders_state{level=\"BEHIND\"} 1.0",
            "orders_state{level=\"WELL\"} 0.0",
            "orders_problem{group=\"payments-group\",kind=\"group-behind\"} 1.0",
            "orders_problem{group=\"\",kind=\"dead-letters\"} 1.0",
            "orders_problem{group=\"\",kind=\"other\"} 2.0");
  }

  @Test
  void aGroupIsLateInRecordsSecondsAndMoneyAndMayNeverCatchUp() {
    state(
        List.of(StateLine.of(ProblemKind.WELL, Level.WELL, "All is well", "")),
        List.of(
            backlog("payments-group", 40, 2, 1),
            backlog("fraud-group", 40, 1, 3),
            backlog("analytics-group", 0, 1, 1)));

    assertThat(scrape())
        .contains(
            "orders_group_lag_records{group=\"payments-group\"} 40.0",
            "orders_group_lag_seconds{group=\"payments-group\"} 20.0",
            "orders_group_lag_money{currency=\"EUR\",group=\"payments-group\"} 12.5",
            "orders_group_drain_seconds{group=\"payments-group\"} +Inf",
            "orders_group_drain_seconds{group=\"fraud-group\"} 20.0",
            "orders_group_lag_seconds{group=\"analytics-group\"} 0.0",
            "orders_group_drain_seconds{group=\"analytics-group\"} 0.0")
        .noneMatch(line -> line.startsWith("orders_problem"));
  }

  private static GroupBacklog backlog(String group, long waiting, double arriving, double done) {
    return new GroupBacklog(
        group,
        "order",
        waiting,
        Optional.of(Duration.ofSeconds(20)),
        false,
        waiting == 0 ? Map.of() : Map.of("EUR", new BigDecimal("12.50")),
        false,
        Optional.of(arriving),
        Optional.of(done),
        Duration.ofMinutes(1));
  }

  private void hear(String role, String process, int instance, Map<String, Long> counts) {
    RoleFrame frame =
        new RoleFrame(
            role,
            process,
            instance,
            Instant.EPOCH,
            Instant.now(),
            counts,
            "UP",
            "",
            new JsonArray());
    vertx.eventBus().publish(Addresses.FRAMES, frame.toJson(), Addresses.HERE);
  }

  private void state(List<StateLine> lines, List<GroupBacklog> backlogs) {
    vertx.eventBus().publish(Addresses.STATE, StateGauges.of(lines, backlogs), Addresses.HERE);
    until("orders_state{level=\"" + lines.get(0).level() + "\"} 1.0");
  }

  private void until(String line) {
    Await.until(Await.LONG, line, () -> scrape().contains(line));
  }

  private List<String> scrape() {
    return metrics.exposition(null).text().lines().toList();
  }
}
