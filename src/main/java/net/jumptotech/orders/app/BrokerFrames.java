package net.jumptotech.orders.app;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.nio.file.Path;
import java.util.Map;
import net.jumptotech.orders.runtime.Disk;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.RoleFrames;

/**
 * Speaks for the embedded broker, which is no verticle: how much room its disk has left. That it
 * answers, http sees for itself.
 */
final class BrokerFrames implements AutoCloseable {

  private static final long ASK_DISK_MS = 5_000;

  private final Vertx vertx;
  private final RoleFrames frames;
  private final long timer;
  private volatile Health disk = Health.UP;

  BrokerFrames(Vertx vertx, ProcessInfo process, Path directory) {
    this.vertx = vertx;
    frames =
        RoleFrames.publish(
            vertx, Role.BROKER.toString(), process, 0, Map::of, () -> disk, JsonArray::new);
    timer = vertx.setPeriodic(0, ASK_DISK_MS, tick -> ask(directory));
  }

  private void ask(Path directory) {
    vertx.executeBlocking(() -> Disk.health(directory)).onSuccess(health -> disk = health);
  }

  @Override
  public void close() {
    vertx.cancelTimer(timer);
    frames.close();
  }
}
