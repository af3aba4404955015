package net.jumptotech.orders.store;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;

/**
 * The document of every order, and totals over them.
 *
 * <p>Futures complete on the caller's context; nothing here blocks the caller.
 */
public interface OrderStore {

  /** A page ends before the document that would make it larger than this, as JSON. */
  int PAGE_BYTES = 2 * 1_024 * 1_024;

  /**
   * Merges the facts into their documents, in the given order.
   *
   * @return completed when the changes survive a crash of this process. Fails, or waits, while the
   *     store cannot write. Any part of the batch may be stored then; applying it again is always
   *     correct
   */
  Future<Applied> apply(List<OrderFact> facts);

  Future<Optional<OrderDocument>> get(OrderId id);

  /**
   * Placed orders, newest first by (created_at, id): up to {@code limit}. Fewer, with a {@code
   * next}, if they are large, but then at least one; or if the store looked at many orders of which
   * few match, and then perhaps none.
   *
   * @return fails with {@link java.util.concurrent.TimeoutException}, which names the query, if it
   *     took too long; so do the queries below
   */
  Future<Page> page(Filter filter, Optional<Cursor> after, int limit);

  /**
   * Counts matching placed orders, up to {@code most}.
   *
   * <p>Reads them if the store has no better way.
   */
  default Future<Count> count(Filter filter, long most) {
    return count(filter, Optional.empty(), 0, most);
  }

  private Future<Count> count(Filter filter, Optional<Cursor> after, long counted, long most) {
    int limit = (int) Math.min(1_000, most - counted);
    return page(filter, after, limit)
        .compose(
            page -> {
              long now = counted + page.orders().size();
              return page.next().isEmpty() || now >= most
                  ? Future.succeededFuture(new Count(now, page.next().isPresent()))
                  : count(filter, page.next(), now, most);
            });
  }

  /** Totals over everything, and per minute from the minute of {@code since}. */
  Future<Summary> summary(Instant since);

  /** The progress that was last written to the store. */
  Future<LogProgress> progress();

  /**
   * Writes the progress of the store. Partitions that are not named keep theirs.
   *
   * @param before the progress written last, which the store must still have
   * @return false, and nothing is written, if it is now another store, or an older copy of it
   */
  Future<Boolean> keep(LogProgress before, LogProgress now);

  /** The result of the last use of the store; no I/O. */
  Health health();

  Future<Void> close();

  /**
   * The result of a batch.
   *
   * @param changed the documents that changed for a reader ({@link OrderDocument#showsTheSameAs}),
   *     in their newest state, each once, in the order in which the batch first names them
   * @param refused orders whose facts will never be stored, and why: the document under their id is
   *     not ours
   */
  record Applied(List<OrderDocument> changed, Map<OrderId, String> refused) {
    public Applied {
      changed = List.copyOf(changed);
      refused = Map.copyOf(refused);
    }

    public static Applied all(List<OrderDocument> changed) {
      return new Applied(changed, Map.of());
    }
  }

  /**
   * Which orders a page shows; an empty part does not filter.
   *
   * @param payment {@code PAID}, {@code DECLINED}, {@code NOT_CHARGED}, or {@code PENDING}
   * @param amountMin inclusive; the number in the order's own currency, as the fraud rules compare
   *     it
   * @param amountMax inclusive, likewise
   * @param since of {@code created_at}, inclusive
   * @param before of {@code created_at}, exclusive
   * @param conflict {@code true}, {@code false}, or one {@link Conflict.Kind}
   */
  record Filter(
      Optional<String> status,
      Optional<String> country,
      Optional<Boolean> flagged,
      Optional<String> payment,
      Optional<BigDecimal> amountMin,
      Optional<BigDecimal> amountMax,
      Optional<Instant> since,
      Optional<Instant> before,
      Optional<String> conflict) {

    public static final Filter ALL =
        new Filter(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** Without a filter for conflicts. */
    public Filter(
        Optional<String> status,
        Optional<String> country,
        Optional<Boolean> flagged,
        Optional<String> payment,
        Optional<BigDecimal> amountMin,
        Optional<BigDecimal> amountMax,
        Optional<Instant> since,
        Optional<Instant> before) {
      this(
          status, country, flagged, payment, amountMin, amountMax, since, before, Optional.empty());
    }

    /** As in the query of a URL; {@code all orders} if nothing is filtered. */
    public String inWords() {
      List<String> parts = new ArrayList<>();
      status.ifPresent(it -> parts.add("status=" + it));
      country.ifPresent(it -> parts.add("country=" + it));
      flagged.ifPresent(it -> parts.add("flagged=" + it));
      payment.ifPresent(it -> parts.add("payment=" + it));
      amountMin.ifPresent(it -> parts.add("amount_min=" + it));
      amountMax.ifPresent(it -> parts.add("amount_max=" + it));
      since.ifPresent(it -> parts.add("since=" + it));
      before.ifPresent(it -> parts.add("before=" + it));
      conflict.ifPresent(it -> parts.add("conflict=" + it));
      return parts.isEmpty() ? "all orders" : String.join("&", parts);
    }

    /** Whether orders must have a conflict of any kind, or none; empty if that does not matter. */
    public Optional<Boolean> anyConflict() {
      return conflict.filter(it -> kind().isEmpty()).map(Boolean::valueOf);
    }

    /** The requested kind of conflict. */
    public Optional<Conflict.Kind> kind() {
      return conflict
          .filter(it -> !it.equals("true") && !it.equals("false"))
          .map(Conflict.Kind::valueOf);
    }

    /** Whether a page shows the document. */
    public boolean matches(OrderDocument document) {
      return document.placed().map(OrderFact.Placed::order).filter(this::matches).isPresent()
          && flagged.map(it -> it == document.flagged().isPresent()).orElse(true)
          && payment.map(document.outcome()::equals).orElse(true)
          && (conflict.isEmpty() || matches(document.conflict().map(Conflict::kind)));
    }

    private boolean matches(Optional<Conflict.Kind> found) {
      return anyConflict().map(it -> it == found.isPresent()).orElseGet(() -> kind().equals(found));
    }

    private boolean matches(Order order) {
      return status.map(order.status().name()::equals).orElse(true)
          && country.map(order.country()::equals).orElse(true)
          && amountMin.map(it -> it.compareTo(order.total().amount()) <= 0).orElse(true)
          && amountMax.map(it -> it.compareTo(order.total().amount()) >= 0).orElse(true)
          && since.map(it -> !order.createdAt().isBefore(it)).orElse(true)
          && before.map(it -> order.createdAt().isBefore(it)).orElse(true);
    }
  }

  /** The last order of a page; the next page begins behind it. */
  record Cursor(Instant createdAt, String id) {}

  /**
   * @param atLeast whether there may be more: the store stopped counting
   */
  record Count(long orders, boolean atLeast) {}

  /**
   * @param next empty on the last page
   */
  record Page(List<OrderDocument> orders, Optional<Cursor> next) {}

  /**
   * @param orders placed orders
   * @param stubs documents without their order, of which only an alert or a payment is known
   * @param conflicts placed orders with a conflict, by kind; kinds without orders are left out
   */
  record Summary(
      long orders,
      long stubs,
      List<CountryTotal> byCountry,
      List<MinuteTotal> byMinute,
      Map<Conflict.Kind, Long> conflicts) {

    public Summary {
      conflicts = Map.copyOf(conflicts);
    }

    /** Without conflicts. */
    public Summary(
        long orders, long stubs, List<CountryTotal> byCountry, List<MinuteTotal> byMinute) {
      this(orders, stubs, byCountry, byMinute, Map.of());
    }
  }

  /**
   * Totals of one country and currency. Payments count in their own currency.
   *
   * @param amount sum of the orders' amounts in the currency's major units, exact
   * @param paid payments that took money; an order that was paid twice counts twice, since the
   *     money moved twice
   * @param amountPaid sum of these payments, likewise
   */
  record CountryTotal(
      String country,
      String currency,
      long orders,
      BigDecimal amount,
      long paid,
      BigDecimal amountPaid,
      long flagged) {}

  /** Totals of one minute (of {@code created_at}) and currency. */
  record MinuteTotal(
      Instant minute,
      String currency,
      long orders,
      BigDecimal amount,
      long paid,
      BigDecimal amountPaid,
      long flagged) {}
}
