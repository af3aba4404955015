package net.jumptotech.orders.http.orders;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.write.OrderWriter;

/**
 * Takes orders in: all of a request are checked, then all are written, and the sender is answered
 * when Kafka has acknowledged every one. They carry the name of whoever sent them. Used on one
 * event loop.
 */
public final class OrderIntake {

  private static final String KEY = "Idempotency-Key";
  private static final long LONGEST_WAIT_MS = 1_000;

  private record Receipt(List<Accepted> accepted) {}

  private record Accepted(Object orderId, String topic, int partition, long offset) {}

  private final Vertx vertx;
  private final OrderWriter writer;
  private final int maxInFlight;
  private final SendingRates rates;
  private final IdempotentAnswers answers = new IdempotentAnswers();
  private long accepted;
  private long rejected;
  private long failed;
  private int inFlight;

  public OrderIntake(Vertx vertx, OrderWriter writer, int maxInFlight, SendingRates rates) {
    this.vertx = vertx;
    this.writer = writer;
    this.maxInFlight = maxInFlight;
    this.rates = rates;
  }

  /**
   * Orders since the start: acknowledged, refused as wrong, refused or lost by no fault of theirs.
   */
  public Map<String, Long> counts() {
    return Map.of(
        Counts.ACCEPTED, accepted,
        Counts.REJECTED, rejected,
        Counts.FAILED, failed,
        Counts.IN_FLIGHT, (long) inFlight);
  }

  public Future<Answer> send(Call call) {
    return call.parameters()
        .text(KEY)
        .map(key -> answers.once(key, call, () -> write(call)))
        .orElseGet(() -> write(call));
  }

  /**
   * A caller who has sent too much waits, at most a second: the answer 429 alone would slow down
   * nobody who sends again at once, and would cost the others nearly as much as an order.
   */
  private Future<Answer> write(Call call) {
    long wait = rates.waitMillis(call.client().caller());
    return wait == 0
        ? writeNow(call)
        : vertx
            .timer(Math.min(wait, LONGEST_WAIT_MS), TimeUnit.MILLISECONDS)
            .compose(paid -> writeNow(call));
  }

  private Future<Answer> writeNow(Call call) {
    String caller = call.client().caller();
    rates.check(caller);
    List<Order> orders = orders(call);
    if (inFlight + orders.size() > maxInFlight) {
      failed += orders.size();
      throw Problem.tooMany(
          inFlight
              + " orders are already waiting for Kafka, the limit is "
              + maxInFlight
              + ". Send the request again.");
    }
    rates.sent(caller, orders.size(), call.body().length());
    boolean apart = orders.size() > 1;
    List<Future<WrittenRecord>> writes = orders.stream().map(order -> write(order, apart)).toList();
    // join, not all: an answer while writes are in flight would tell nothing about them
    return Future.join(writes)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(accepted(orders, writes))
                    : Future.failedFuture(unacknowledged(writes)));
  }

  private Future<WrittenRecord> write(Order order, boolean apart) {
    inFlight++;
    Future<WrittenRecord> written = apart ? writer.writeApart(order) : writer.write(order);
    return written.onComplete(
        done -> {
          inFlight--;
          if (done.succeeded()) {
            accepted++;
          } else {
            failed++;
          }
        });
  }

  private List<Order> orders(Call call) {
    OrderBody body = OrderBody.read(call);
    try {
      return body.orders();
    } catch (Problem wrong) {
      rejected += body.found();
      throw wrong;
    }
  }

  private static Answer accepted(List<Order> orders, List<Future<WrittenRecord>> writes) {
    List<Accepted> accepted = new ArrayList<>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      WrittenRecord at = writes.get(i).result();
      Object id = EventJson.fields(orders.get(i)).get(EventJson.ORDER_ID);
      accepted.add(new Accepted(id, at.topic(), at.partition(), at.offset()));
    }
    return Answer.json(202, new Receipt(accepted));
  }

  private static Problem unacknowledged(List<Future<WrittenRecord>> writes) {
    List<Throwable> lost = writes.stream().filter(Future::failed).map(Future::cause).toList();
    return Problem.unavailable(
        "Kafka did not acknowledge "
            + lost.size()
            + " of "
            + writes.size()
            + " orders. Send the same request again.",
        lost.get(0));
  }
}
