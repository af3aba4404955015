package net.jumptotech.orders.http.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.Future;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.monitor.Freshness;
import net.jumptotech.orders.monitor.StoreSummary;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderStore;

/** Answers from the store. A failure of the store is a 503: it is asked again or not at all. */
public final class OrderQueries {

  private static final int NEWEST = 10;
  private static final Duration DEFAULT_SPAN = Duration.ofMinutes(60);

  /** Bounds the answer: an entry a minute and currency. */
  private static final Duration MAX_SPAN = Duration.ofDays(7);

  /** Counting further would take long, and tell little more. */
  private static final long MOST_COUNTED = 100_000;

  private record Newest(String status, List<Map<String, Object>> orders) {}

  private record Listed(
      List<Map<String, Object>> orders,
      Optional<String> next,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Matches> matches,
      @JsonUnwrapped Freshness fresh) {}

  /**
   * @param atLeast whether there may be more
   */
  private record Matches(long count, boolean atLeast) {

    static Matches of(OrderStore.Count found) {
      return new Matches(found.orders(), found.atLeast());
    }
  }

  private final OrderStore store;
  private final Supplier<Optional<Instant>> completeUpTo;
  private final Supplier<String> whyMissing;

  /**
   * @param completeUpTo all that was in Kafka at this time is in the store
   * @param whyMissing a sentence on why an accepted order may not be found, or nothing
   */
  public OrderQueries(
      OrderStore store, Supplier<Optional<Instant>> completeUpTo, Supplier<String> whyMissing) {
    this.whyMissing = whyMissing;
    this.store = store;
    this.completeUpTo = completeUpTo;
  }

  public Future<Answer> newest(Call call) {
    return page(OrderStore.Filter.ALL, Optional.empty(), NEWEST)
        .map(page -> Answer.ok(new Newest("ok", documents(page.orders()))));
  }

  public Future<Answer> list(Call call) {
    Parameters given = call.parameters();
    OrderStore.Filter filter = filter(given);
    Freshness fresh = Freshness.now(completeUpTo);
    Future<OrderStore.Page> page =
        given
            .text("id")
            .map(id -> only(OrderId.of(id), filter))
            .orElseGet(
                () -> page(filter, given.text("cursor", PageCursor::of), given.number("limit")));
    return page.compose(
        found ->
            matches(given, filter, found)
                .map(
                    count ->
                        Answer.ok(
                            new Listed(
                                listed(found.orders(), given.flag("brief").orElse(false)),
                                found.next().map(PageCursor::text),
                                count.map(Matches::of),
                                fresh))));
  }

  private Future<OrderStore.Page> only(OrderId id, OrderStore.Filter filter) {
    return store
        .get(id)
        .recover(OrderQueries::unavailable)
        .map(
            found ->
                new OrderStore.Page(
                    found.filter(filter::matches).stream().toList(), Optional.empty()));
  }

  /** Empty where nobody wants to know. */
  private Future<Optional<OrderStore.Count>> matches(
      Parameters given, OrderStore.Filter filter, OrderStore.Page page) {
    if (!given.flag("count").orElse(false)) {
      return Future.succeededFuture(Optional.empty());
    }
    boolean whole = given.text("cursor").isEmpty() && page.next().isEmpty();
    return whole
        ? Future.succeededFuture(Optional.of(new OrderStore.Count(page.orders().size(), false)))
        : store.count(filter, MOST_COUNTED).recover(OrderQueries::unavailable).map(Optional::of);
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
            given.text("before", OrderQueries::instant),
            given.text("conflict"));
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

  public Future<Answer> one(Call call) {
    OrderId id = OrderId.of(call.parameters().text("id").orElseThrow());
    return store
        .get(id)
        .recover(OrderQueries::unavailable)
        .map(
            found ->
                found
                    .map(document -> Answer.ok(DocumentJson.fields(document)))
                    .orElseThrow(
                        () ->
                            Problem.of(
                                404, "No order has the id \"" + id + "\"." + whyMissing.get())));
  }

  public Future<Answer> summary(Call call) {
    Optional<Instant> since = call.parameters().text("since", OrderQueries::instant);
    Freshness fresh = Freshness.now(completeUpTo);
    return page(OrderStore.Filter.ALL, Optional.empty(), 1)
        .compose(
            newest ->
                store.summary(from(since, newestMinute(newest))).recover(OrderQueries::unavailable))
        .map(summary -> Answer.ok(StoreSummary.of(summary, fresh)));
  }

  private Future<OrderStore.Page> page(
      OrderStore.Filter filter, Optional<OrderStore.Cursor> after, int limit) {
    return store.page(filter, after, limit).recover(OrderQueries::unavailable);
  }

  public static <T> Future<T> unavailable(Throwable cause) {
    return Future.failedFuture(
        cause instanceof TimeoutException
            ? Problem.unavailable(
                "The store stopped a query: "
                    + cause.getMessage()
                    + ". Narrow it down: a shorter time range (since, before), or no count.",
                null)
            : Problem.unavailable("The store does not answer. Try again.", cause));
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

  private static List<Map<String, Object>> listed(List<OrderDocument> documents, boolean brief) {
    return brief ? documents.stream().map(DocumentJson::listed).toList() : documents(documents);
  }

  private static List<Map<String, Object>> documents(List<OrderDocument> documents) {
    return documents.stream().map(DocumentJson::fields).toList();
  }
}
