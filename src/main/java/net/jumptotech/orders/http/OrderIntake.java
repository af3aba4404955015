package net.jumptotech.orders.http;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.OrderWriter;
import net.jumptotech.orders.stream.WrittenRecord;

/**
 * Takes orders in: all of a request are checked, then all are written, and the sender is answered
 * when Kafka has acknowledged every one. Used on one event loop.
 */
final class OrderIntake {

  /** No order of a body up to this size can grow, on the wire, beyond what Kafka takes. */
  private static final int SMALL_BODY = OrderWriter.LARGEST_ORDER / 4;

  static final int MAX_ORDERS = 1_000;
  static final long MAX_BYTES = 2 * 1_024 * 1_024;

  private final OrderWriter writer;
  private final int maxInFlight;
  private long accepted;
  private long rejected;
  private long failed;
  private int inFlight;

  OrderIntake(OrderWriter writer, int maxInFlight) {
    this.writer = writer;
    this.maxInFlight = maxInFlight;
  }

  /**
   * Orders since the start: acknowledged, refused as wrong, refused or lost by no fault of theirs.
   */
  Map<String, Long> counts() {
    return Map.of(
        "accepted", accepted,
        "rejected", rejected,
        "failed", failed,
        "in_flight", (long) inFlight);
  }

  Future<Answer> send(Call call) {
    List<Order> orders = orders(call.body());
    if (inFlight + orders.size() > maxInFlight) {
      failed += orders.size();
      throw Problem.unavailable(
          inFlight + " orders wait for Kafka, at most " + maxInFlight + " may. Send it again.",
          null);
    }
    List<Future<WrittenRecord>> writes = orders.stream().map(this::write).toList();
    // join, not all: an answer while writes are in flight would tell nothing about them
    return Future.join(writes)
        .transform(
            done ->
                done.succeeded()
                    ? Future.succeededFuture(accepted(orders, writes))
                    : Future.failedFuture(unacknowledged(writes)));
  }

  private Future<WrittenRecord> write(Order order) {
    inFlight++;
    return writer
        .write(order)
        .onComplete(
            done -> {
              inFlight--;
              if (done.succeeded()) {
                accepted++;
              } else {
                failed++;
              }
            });
  }

  private List<Order> orders(Buffer body) {
    Instant received = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Object value;
    try {
      value = EventJson.value(body.getBytes());
    } catch (InvalidEvent wrong) {
      rejected++;
      throw Problem.invalid(wrong.problems());
    }
    boolean array = value instanceof List<?>;
    List<?> elements = array ? (List<?>) value : List.of(value == null ? "null" : value);
    if (elements.isEmpty() || elements.size() > MAX_ORDERS) {
      rejected += elements.size();
      throw Problem.invalid("", "expected 1 to " + MAX_ORDERS + " orders, was " + elements.size());
    }
    List<Order> orders = new ArrayList<>(elements.size());
    List<InvalidEvent.Problem> mistakes = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      try {
        Order order = order(elements.get(i), received);
        if (body.length() > SMALL_BODY) {
          checkSize(order);
        }
        orders.add(order);
      } catch (InvalidEvent wrong) {
        String where = array ? "[" + i + "]" : "";
        wrong.problems().forEach(it -> mistakes.add(placed(where, it)));
      }
    }
    if (!mistakes.isEmpty()) {
      rejected += elements.size();
      throw Problem.invalid(mistakes);
    }
    return orders;
  }

  private static Order order(Object element, Instant received) throws InvalidEvent {
    if (element instanceof Map<?, ?>) {
      return EventJson.order(EventJson.asObject(element), received);
    }
    throw new InvalidEvent(
        "",
        "expected an order (a JSON object), was " + ParameterRules.shown(String.valueOf(element)));
  }

  private static void checkSize(Order order) throws InvalidEvent {
    int bytes = EventJson.bytes(order).length;
    if (bytes > OrderWriter.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + OrderWriter.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }

  private static InvalidEvent.Problem placed(String where, InvalidEvent.Problem mistake) {
    if (where.isEmpty()) {
      return mistake;
    }
    String field = mistake.field().isEmpty() ? where : where + "." + mistake.field();
    return new InvalidEvent.Problem(field, mistake.message());
  }

  private static Answer accepted(List<Order> orders, List<Future<WrittenRecord>> writes) {
    List<Map<String, Object>> accepted = new ArrayList<>(orders.size());
    for (int i = 0; i < orders.size(); i++) {
      WrittenRecord at = writes.get(i).result();
      Map<String, Object> one = new LinkedHashMap<>();
      one.put("order_id", EventJson.fields(orders.get(i)).get("order_id"));
      one.put("topic", at.topic());
      one.put("partition", at.partition());
      one.put("offset", at.offset());
      accepted.add(one);
    }
    return Answer.json(201, Map.of("accepted", accepted));
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
