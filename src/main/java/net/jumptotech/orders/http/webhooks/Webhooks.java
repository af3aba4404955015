package net.jumptotech.orders.http.webhooks;

import io.vertx.core.Future;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.write.OrderWriter;

/**
 * Takes the webhooks of shops and payment providers. A platform sends again whatever is not
 * answered with 2xx, and gives up on us after some failures. So it gets a 2xx once Kafka has
 * acknowledged the order, and for what would be no better the next time: events that are not taken,
 * and orders that break our contract, which become dead letters first. Used on one event loop.
 */
public final class Webhooks {

  /** The bodies of all deliveries that wait for Kafka, also those that were told to come again. */
  private static final long MAX_BYTES_IN_FLIGHT = 16 * 1_024 * 1_024;

  private static final int LONGEST_REASON = 2_000;

  private record Accepted(
      String result, Object orderId, String topic, int partition, long offset) {}

  /**
   * @param deadLetter as {@code /api/dead-letters/{place}} takes it
   */
  private record Rejected(String result, String reason, String deadLetter) {}

  private record Ignored(String result, String reason) {}

  private final Vertx vertx;
  private final WebhookOptions options;
  private final OrderWriter writer;
  private final Deliveries deliveries = new Deliveries();
  private long bytesInFlight;
  private int inFlight;
  private long accepted;
  private long rejected;
  private long failed;

  public Webhooks(Vertx vertx, WebhookOptions options, OrderWriter writer) {
    this.vertx = vertx;
    this.options = options;
    this.writer = writer;
  }

  /** As the counts of {@code OrderIntake}; a rejected order is a dead letter. */
  public Map<String, Long> counts() {
    return Map.of(
        Counts.ACCEPTED, accepted,
        Counts.REJECTED, rejected,
        Counts.FAILED, failed,
        Counts.IN_FLIGHT, (long) inFlight);
  }

  public Future<Answer> shopify(Call call) {
    return receive(Platforms.SHOPIFY, call);
  }

  public Future<Answer> wooCommerce(Call call) {
    return receive(Platforms.WOOCOMMERCE, call);
  }

  public Future<Answer> stripe(Call call) {
    return receive(Platforms.STRIPE, call);
  }

  private Future<Answer> receive(Platform platform, Call call) {
    WebhookOptions.Source source = options.sources().get(platform.name());
    if (source == null) {
      throw Problem.of(
          404, "No webhooks of %s are taken: its secret is not set.".formatted(platform.name()));
    }
    Optional<String> unsigned = platform.whyUnsigned(call);
    if (unsigned.isPresent()) {
      return Future.succeededFuture(ignored(unsigned.get()));
    }
    platform.verify(call, source.secrets());
    Delivery delivery = platform.delivery(call);
    if (delivery instanceof Delivery.Ignored nothing) {
      return Future.succeededFuture(ignored(nothing.reason()));
    }
    Delivery.OfOrder order = (Delivery.OfOrder) delivery;
    String key = platform.name() + ' ' + order.key();
    return inTime(
        platform,
        deliveries.once(key, () -> write(platform, source.mapping(), call, order.order())));
  }

  private Future<Answer> write(Platform platform, OrderMapping mapping, Call call, byte[] json) {
    int bytes = call.body().length();
    if (bytesInFlight + bytes > MAX_BYTES_IN_FLIGHT) {
      failed++;
      throw Problem.unavailable(
          bytesInFlight + " bytes of webhooks are already waiting for Kafka. Send it again.", null);
    }
    bytesInFlight += bytes;
    inFlight++;
    return Future.succeededFuture() // so that an exception becomes a failure
        .compose(go -> writeOrReject(platform, mapping, call, json))
        .onComplete(
            done -> {
              bytesInFlight -= bytes;
              inFlight--;
              failed += done.failed() ? 1 : 0;
            });
  }

  private Future<Answer> writeOrReject(
      Platform platform, OrderMapping mapping, Call call, byte[] json) {
    Order order;
    try {
      Map<String, Object> object = Json.object(json);
      Optional<String> whyNoOrder = mapping.whyNoOrder(object);
      if (whyNoOrder.isPresent()) {
        return Future.succeededFuture(ignored("not an order that is taken: " + whyNoOrder.get()));
      }
      order = mapping.order(object);
      checkSize(order);
    } catch (InvalidEvent wrong) {
      return writer
          .reject(call.body().getBytes(), wrong, Map.of(DeadLetterHeaders.SOURCE, source(platform)))
          .map(at -> rejected(wrong, at))
          .recover(Webhooks::unacknowledged);
    }
    return writer
        .write(order.from(source(platform)))
        .map(at -> accepted(order, at))
        .recover(Webhooks::unacknowledged);
  }

  /** The sender of its orders, too. No key has such a name: names of keys have no colon. */
  private static String source(Platform platform) {
    return "webhook:" + platform.name();
  }

  private static void checkSize(Order order) throws InvalidEvent {
    int bytes = EventJson.bytes(order).length;
    if (bytes > EventJson.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + EventJson.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }

  /** The write goes on after the platform was told to come again. */
  private Future<Answer> inTime(Platform platform, Future<Answer> answer) {
    if (answer.isComplete()) {
      return answer;
    }
    long seconds = platform.patience().toSeconds();
    Timer tooLate = vertx.timer(seconds, TimeUnit.SECONDS);
    answer.onComplete(done -> tooLate.cancel());
    return Future.any(answer, tooLate)
        .transform(
            first ->
                answer.isComplete()
                    ? answer
                    : unacknowledged(
                        new TimeoutException("no acknowledgement within " + seconds + " s")));
  }

  private static Future<Answer> unacknowledged(Throwable cause) {
    return Future.failedFuture(
        Problem.unavailable("Kafka did not acknowledge it. Send it again.", cause));
  }

  private Answer accepted(Order order, WrittenRecord at) {
    accepted++;
    Object id = EventJson.fields(order).get(EventJson.ORDER_ID);
    return Answer.ok(new Accepted("accepted", id, at.topic(), at.partition(), at.offset()));
  }

  private Answer rejected(InvalidEvent wrong, WrittenRecord at) {
    rejected++;
    String reason = Shown.cut(wrong.getMessage(), LONGEST_REASON);
    String place = at.partition() + "-" + at.offset();
    return Answer.ok(new Rejected("rejected", reason, place));
  }

  private static Answer ignored(String reason) {
    return Answer.ok(new Ignored("ignored", reason));
  }
}
