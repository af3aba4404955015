package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonObject;
import java.util.function.Predicate;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.monitor.frames.RoleFrame;

/** What a role says of itself in a test. */
public final class NextFrame {

  private NextFrame() {}

  /** The next frame of this process that is as wanted; completes on the event bus's thread. */
  public static Future<RoleFrame> of(Vertx vertx, Predicate<RoleFrame> wanted) {
    Promise<RoleFrame> found = Promise.promise();
    MessageConsumer<JsonObject> frames = vertx.eventBus().localConsumer(Addresses.FRAMES);
    frames.handler(
        message -> {
          RoleFrame frame = RoleFrame.of(message.body());
          if (wanted.test(frame)) {
            found.tryComplete(frame);
          }
        });
    return found.future().eventually(frames::unregister);
  }
}
