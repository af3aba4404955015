package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderStore;

/** Answers from the store. A failure of the store is a 503: it is asked again or not at all. */
final class OrderQueries {

  private static final int NEWEST = 10;
  private static final Duration DEFAULT_SPAN = Duration.ofMinutes(60);

  /** Bounds the answer: an entry a minute and currency. */
  private static final Duration MAX_SPAN = Duration.ofDays(7);

  private final OrderStore store;

  OrderQueries(OrderStore store) {
    this.store = store;
  }

  Future<Answer> newest(Call call) {
    return page(OrderStore.Filter.ALL, Optional.empty(), NEWEST)
        .map(
            page -> {
              Map<String, Object> out = new LinkedHashMap<>();
              out.put("status", "ok");
              out.put("orders", documents(page.orders()));
              return Answer.ok(out);
            });
  }

  Future<Answer> list(Call call) {
    Parameters given = call.parameters();
    return page(filter(given), given.text("cursor", PageCursor::of), given.number("limit"))
        .map(
            page -> {
              Map<String, Object> out = new LinkedHashMap<>();
              out.put("orders", documents(page.orders()));
              out.put("next", page.next().map(PageCursor::text).orElse(null));
              return Answer.ok(out);
            });
  }

  static OrderStore.Filter filter(Parameters given) {
    OrderStore.Filter filter =
        new OrderStore.Filter(
            given.text("status"),
            given.text("country", OrderQueries::country),
            given.flag("flagged"),
            given.text("payment"),
            given.decimal("amount_min"),
            given.decimal("amount_max"),
            given.text("since", OrderQueries::instant),
            given.text("before", OrderQueries::instant));
    checkOrder("amount_min", filter.amountMin(), "at most amount_max", filter.amountMax(), 0);
    checkOrder("since", filter.since(), "earlier than before", filter.before(), -1);
    return filter;
  }

  private static <T extends Comparable<T>> void checkOrder(
      String name, Optional<T> low, String expected, Optional<T> high, int most) {
    if (low.isPresent() && high.isPresent() && low.get().compareTo(high.get()) > most) {
      throw Problem.invalid(
          name, "expected " + expected + " (" + high.get() + "), was \"" + low.get() + "\"");
    }
  }

  Future<Answer> one(Call call) {
    OrderId id = OrderId.of(call.parameters().text("id").orElseThrow());
    return store
        .get(id)
        .recover(OrderQueries::unavailable)
        .map(
            found ->
                found
                    .map(document -> Answer.ok(DocumentJson.fields(document)))
                    .orElseThrow(() -> Problem.of(404, "No order has the id \"" + id + "\".")));
  }

  Future<Answer> summary(Call call) {
    Optional<Instant> since = call.parameters().text("since", OrderQueries::instant);
    return page(OrderStore.Filter.ALL, Optional.empty(), 1)
        .compose(
            newest ->
                store.summary(from(since, newestMinute(newest))).recover(OrderQueries::unavailable))
        .map(summary -> Answer.ok(SummaryJson.fields(summary)));
  }

  private Future<OrderStore.Page> page(
      OrderStore.Filter filter, Optional<OrderStore.Cursor> after, int limit) {
    return store.page(filter, after, limit).recover(OrderQueries::unavailable);
  }

  private static <T> Future<T> unavailable(Throwable cause) {
    return Future.failedFuture(Problem.unavailable("The store does not answer. Ask again.", cause));
  }

  private static Instant newestMinute(OrderStore.Page newest) {
    Instant now = Instant.now();
    return newest.orders().stream()
        .flatMap(document -> document.placed().stream())
        .map(placed -> placed.order().createdAt())
        .findFirst()
        .filter(newestOrder -> newestOrder.isBefore(now)) // a shop's clock may be ahead
        .orElse(now)
        .truncatedTo(ChronoUnit.MINUTES);
  }

  private static Instant from(Optional<Instant> since, Instant newestMinute) {
    if (since.isEmpty()) {
      return newestMinute.minus(DEFAULT_SPAN);
    }
    Instant earliest = newestMinute.minus(MAX_SPAN);
    if (since.get().isBefore(earliest)) {
      throw Problem.invalid(
          "since",
          "expected "
              + earliest
              + " (7 days before the newest order) or later, was \""
              + since.get()
              + "\"");
    }
    return since.get();
  }

  private static String country(String text) {
    if (Order.COUNTRIES.contains(text)) {
      return text;
    }
    throw new IllegalArgumentException(
        "expected an ISO 3166-1 alpha-2 country, was \"" + text + "\"");
  }

  private static Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "expected an ISO 8601 time with zone such as 2026-01-05T10:42:18Z, was \""
              + ParameterRules.shown(text)
              + "\"",
          wrong);
    }
  }

  private static List<Map<String, Object>> documents(List<OrderDocument> documents) {
    return documents.stream().map(DocumentJson::fields).toList();
  }
}
