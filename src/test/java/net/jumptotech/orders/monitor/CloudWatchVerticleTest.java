package net.jumptotech.orders.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
final class CloudWatchVerticleTest {

  @Test
  void theLagOfOurGroupsIsALineThatCloudWatchTakesForAMetric(Vertx vertx) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    List<PartitionLag> lag =
        List.of(
            new PartitionLag("payments-group", "orders", 0, 10, 15),
            new PartitionLag("payments-group", "orders", 1, 0, 7),
            new PartitionLag("fraud-group", "orders", 0, 0, 99));
    await(
        vertx.deployVerticle(
            new CloudWatchVerticle(
                "shop",
                Map.of("payments-group", "payment"),
                () -> Future.succeededFuture(lag),
                Clock.fixed(Instant.ofEpochMilli(1_234), ZoneOffset.UTC),
                new PrintStream(output, true, UTF_8))));

    Await.until("a line", () -> output.toString(UTF_8).endsWith("\n"));

    assertThat(new JsonObject(output.toString(UTF_8)))
        .isEqualTo(
            new JsonObject(
                """
                {
                  "_aws": {
                    "Timestamp": 1234,
                    "CloudWatchMetrics": [{
                      "Namespace": "shop",
                      "Dimensions": [["Service"]],
                      "Metrics": [{"Name": "ConsumerLag", "Unit": "Count"}]
                    }]
                  },
                  "Service": "payment",
                  "ConsumerLag": 12
                }
                """));
  }
}
