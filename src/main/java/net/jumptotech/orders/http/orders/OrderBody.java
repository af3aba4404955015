package net.jumptotech.orders.http.orders;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;

/**
 * The orders in the body of a request: one as a JSON object, several as an array, or one per line.
 * Finds every mistake in any of them, and says where it is.
 */
public final class OrderBody {

  public static final int MAX_ORDERS = 1_000;
  public static final long MAX_BYTES = 2 * 1_024 * 1_024;

  /** Limit for one order. Orders from Kafka may be larger; ordinary ones have some 200 bytes. */
  static final int MAX_ORDER_BYTES = 64 * 1_024;

  static final String LINES = "application/x-ndjson";

  /** In a body up to this size, no order can exceed its limit on the wire. */
  private static final int SMALL = MAX_ORDER_BYTES / 4;

  private final Instant received = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private final boolean small;
  private final Client client;
  private final List<Order> orders = new ArrayList<>();
  private final List<InvalidEvent.Violation> mistakes = new ArrayList<>();
  private int found;

  private OrderBody(Call call) {
    this.small = call.body().length() <= SMALL;
    this.client = call.client();
  }

  static OrderBody read(Call call) {
    OrderBody read = new OrderBody(call);
    if (call.contentType().equals(LINES)) {
      read.lines(call.body().getBytes());
    } else {
      read.json(call.body().getBytes());
    }
    return read;
  }

  /** The number of orders, right or wrong. */
  int found() {
    return found;
  }

  /**
   * @throws Problem 400 if one of them is wrong, or there are none or too many
   */
  List<Order> orders() {
    if (found < 1 || found > MAX_ORDERS) {
      throw Problem.invalid("", "expected 1 to " + MAX_ORDERS + " orders, was " + found);
    }
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
    return orders;
  }

  private void json(byte[] body) {
    try {
      Object value = Json.value(body);
      if (value instanceof List<?> elements) {
        found = elements.size();
        for (int i = 0; i < found && found <= MAX_ORDERS; i++) {
          add("[" + i + "]", elements.get(i));
        }
      } else {
        found = 1;
        add("", value);
      }
    } catch (InvalidEvent wrong) {
      found = 1;
      mistakes.addAll(wrong.problems());
    }
  }

  private void lines(byte[] body) {
    int line = 0;
    for (int from = 0; from < body.length; ) {
      int to = from;
      while (to < body.length && body[to] != '\n') {
        to++;
      }
      line++;
      if (!isBlank(body, from, to) && ++found <= MAX_ORDERS) {
        String where = "[line " + line + "]";
        try {
          add(where, Json.value(Arrays.copyOfRange(body, from, to)));
        } catch (InvalidEvent wrong) {
          wrong.problems().forEach(it -> mistakes.add(placed(where, it)));
        }
      }
      from = to + 1;
    }
  }

  private static boolean isBlank(byte[] body, int from, int to) {
    for (int i = from; i < to; i++) {
      if (body[i] != ' ' && body[i] != '\t' && body[i] != '\r') {
        return false;
      }
    }
    return true;
  }

  private void add(String where, Object element) {
    try {
      Order order = order(element);
      if (!small) {
        checkSize(order);
      }
      orders.add(order);
    } catch (InvalidEvent wrong) {
      wrong.problems().forEach(it -> mistakes.add(placed(where, it)));
    }
  }

  private Order order(Object element) throws InvalidEvent {
    if (element instanceof Map<?, ?> fields) {
      checkNotWrapped(fields);
      return client.own(EventJson.order(Json.asObject(element), received));
    }
    throw new InvalidEvent(
        "",
        "expected an order (a JSON object), was " + ParameterRules.shown(String.valueOf(element)));
  }

  /**
   * Shops' APIs answer {"orders": […]}: an error about three missing fields would not explain that.
   */
  private static void checkNotWrapped(Map<?, ?> fields) throws InvalidEvent {
    for (String name : List.of("orders", "order")) {
      Object inside = fields.get(name);
      if (!fields.containsKey(EventJson.ORDER_ID)
          && (inside instanceof List<?> || inside instanceof Map<?, ?>)) {
        throw new InvalidEvent(
            "",
            "expected an order, was an object with the order in \"%s\": send only that, for example the output of jq .%s"
                .formatted(name, name));
      }
    }
  }

  private static void checkSize(Order order) throws InvalidEvent {
    int bytes = EventJson.bytes(order).length;
    if (bytes > MAX_ORDER_BYTES) {
      throw new InvalidEvent("", "expected at most " + MAX_ORDER_BYTES + " bytes, was " + bytes);
    }
  }

  private static InvalidEvent.Violation placed(String where, InvalidEvent.Violation mistake) {
    if (where.isEmpty()) {
      return mistake;
    }
    String field = mistake.field().isEmpty() ? where : where + "." + mistake.field();
    return new InvalidEvent.Violation(field, mistake.message());
  }
}
