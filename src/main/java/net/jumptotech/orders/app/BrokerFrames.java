package net.jumptotech.orders.app;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Disk;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.SystemProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes frames for the embedded broker, which is no verticle: how much disk space is left.
 * Whether the broker answers, http sees for itself.
 */
final class BrokerFrames implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(BrokerFrames.class);
  private static final long ASK_DISK_MS = 5_000;

  private final Vertx vertx;
  private final RoleFrames frames;
  private final long timer;
  private volatile Health disk = Health.UP;
  private volatile Instant since = Instant.EPOCH;

  BrokerFrames(Vertx vertx, ProcessInfo process, Path directory) {
    this.vertx = vertx;
    frames =
        RoleFrames.publish(
            vertx,
            Role.BROKER.toString(),
            process,
            0,
            Map::of,
            () -> disk,
            JsonArray::new,
            this::problems);
    timer = vertx.setPeriodic(0, ASK_DISK_MS, tick -> ask(directory));
  }

  private void ask(Path directory) {
    vertx.executeBlocking(() -> Disk.health(directory)).onSuccess(this::update);
  }

  private void update(Health health) {
    if (disk.state() == Health.State.UP && health.state() != Health.State.UP) {
      since = Instant.now();
      log.warn(health.detail());
    }
    disk = health;
  }

  private JsonObject problems() {
    Health now = disk;
    return now.state() == Health.State.UP
        ? new JsonObject()
        : new JsonObject()
            .put(
                RoleFrame.PROBLEMS,
                new JsonArray()
                    .add(
                        SystemProblem.of(
                                ProblemKind.DISK_NEARLY_FULL,
                                SystemProblem.Severity.RISK,
                                now.detail(),
                                since)
                            .toJson()));
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    frames.close();
  }
}
