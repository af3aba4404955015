package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.runtime.ProblemKind;
import org.junit.jupiter.api.Test;

class StateGaugesTest {

  private static final List<StateLine> WELL =
      List.of(StateLine.of(ProblemKind.WELL, Level.WELL, "All is well", ""));

  @Test
  void aGroupThatKeepsUpHasNothingToCatchUpThoughAsMuchArrivesAsIsProcessed() {
    assertThat(drain(Duration.ofMillis(4_900))).isZero();
    assertThat(drain(Duration.ofSeconds(5))).isInfinite();
  }

  private static double drain(Duration behind) {
    GroupBacklog backlog =
        new GroupBacklog(
            "payments-group",
            "order",
            3,
            Optional.of(behind),
            false,
            Map.of(),
            false,
            Optional.of(20.0),
            Optional.of(20.0),
            Duration.ofMinutes(1));
    JsonArray rows = StateGauges.of(WELL, List.of(backlog));
    return rows.stream()
        .map(JsonObject.class::cast)
        .filter(it -> it.getString("name").equals("orders_group_drain_seconds"))
        .mapToDouble(it -> it.getDouble("value"))
        .findFirst()
        .orElseThrow();
  }
}
