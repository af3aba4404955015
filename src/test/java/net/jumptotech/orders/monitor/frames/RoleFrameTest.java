package net.jumptotech.orders.monitor.frames;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.runtime.Health;
import org.junit.jupiter.api.Test;

class RoleFrameTest {

  @Test
  void aFrameIsTheSameAfterItsTripOverTheBus() {
    RoleFrame frame =
        new RoleFrame(
            "analytics",
            "p-1",
            2,
            Instant.parse("2026-01-05T10:42:18.091Z"),
            Instant.parse("2026-01-05T10:42:19Z"),
            Map.of("received", 12L, "large", Long.MAX_VALUE),
            "DEGRADED",
            "waits for Kafka",
            new JsonArray().add(new JsonObject().put("order_id", 1)),
            new JsonObject().put(RoleFrame.VERSION, "0.1.0"));
    // through bytes, as between processes: numbers lose their Java type on the way
    RoleFrame received = RoleFrame.of(new JsonObject(frame.toJson().toBuffer()));
    assertThat(received).isEqualTo(frame);
  }

  @Test
  void aFrameOfAnInstanceThatSaysNothingAboutItselfIsHeardToo() {
    RoleFrame frame =
        new RoleFrame(
            "fraud", "p-1", 0, Instant.EPOCH, Instant.EPOCH, Map.of(), "UP", "", new JsonArray());
    JsonObject json = frame.toJson();
    json.remove("about");
    assertThat(RoleFrame.of(json)).isEqualTo(frame);
    assertThat(frame.store()).isEqualTo(Health.UP);
  }

  @Test
  void whoWritesToTheStoreSaysHowItIs() {
    Health locked = Health.degraded("its file is locked");
    JsonObject about = RoleFrames.aboutStore(locked);
    RoleFrame frame =
        new RoleFrame(
            "analytics",
            "p-1",
            0,
            Instant.EPOCH,
            Instant.EPOCH,
            Map.of(),
            "DEGRADED",
            "its file is locked",
            new JsonArray(),
            about);
    assertThat(RoleFrame.of(new JsonObject(frame.toJson().toBuffer())).store()).isEqualTo(locked);
    assertThat(RoleFrames.aboutStore(Health.UP)).isEmpty();
  }
}
