package net.jumptotech.orders.store;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
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

  /** A page ends before the document with which it would hold more than this, as JSON. */
  int PAGE_BYTES = 2 * 1_024 * 1_024;

  /**
   * Merges the facts into their documents, in the order given.
   *
   * @return completed when the changes survive a crash of this process. Fails, or waits, while the
   *     store cannot write; any part of the batch may be in it then, and giving it again is always
   *     right
   */
  Future<Applied> apply(List<OrderFact> facts);

  Future<Optional<OrderDocument>> get(OrderId id);

  /**
   * Placed orders, newest first by (created_at, id): as many as {@code limit}, or fewer where they
   * are large, but one at least if there is one. A page that ends early has a {@code next}.
   *
   * @return fails with {@link java.util.concurrent.TimeoutException} where so few match, or so much
   *     has to be looked at, that it took too long; likewise the questions below
   */
  Future<Page> page(Filter filter, Optional<Cursor> after, int limit);

  /**
   * How many placed orders match, counted up to {@code most}.
   *
   * <p>Where the store has no better way they are read.
   */
  default Future<Long> count(Filter filter, long most) {
    return count(filter, Optional.empty(), 0, most);
  }

  private Future<Long> count(Filter filter, Optional<Cursor> after, long counted, long most) {
    int limit = (int) Math.min(1_000, most - counted);
    return page(filter, after, limit)
        .compose(
            page -> {
              long now = counted + page.orders().size();
              return page.next().isEmpty() || now >= most
                  ? Future.succeededFuture(now)
                  : count(filter, page.next(), now, most);
            });
  }

  /** Totals over everything, and by minute from the minute of {@code since} on. */
  Future<Summary> summary(Instant since);

  /** How far the store has taken in what lies in Kafka, as far as it was told. */
  Future<LogProgress> progress();

  /**
   * Tells the store how far it has taken in what lies in Kafka. What it was told of other
   * partitions stays.
   *
   * @param before what it was told before, and still knows
   * @return false, and nothing is written, if it is another store by now, or an older copy of it
   */
  Future<Boolean> keep(LogProgress before, LogProgress now);

  /** What the last use of the store showed, no I/O. */
  Health health();

  Future<Void> close();

  /**
   * What became of a batch.
   *
   * @param changed the documents that changed for a reader ({@link OrderDocument#showsTheSameAs}),
   *     in their newest state, each once, in the order in which the batch first names them
   * @param refused orders whose facts are not in the store and will never be, and why: what it has
   *     under their id is not a document of ours
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
   * @param amountMin amounts of this one and more; the number in the order's own currency, as the
   *     fraud rules compare it
   * @param amountMax amounts of this one and less, likewise
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

    /** Whatever their conflicts. */
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

    /** Orders with a conflict, of whichever kind, or without one; empty where that is all one. */
    public Optional<Boolean> anyConflict() {
      return conflict.filter(it -> kind().isEmpty()).map(Boolean::valueOf);
    }

    /** The one kind of conflict that is asked for. */
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

  /** Where a page ended: the next one begins behind it. */
  record Cursor(Instant createdAt, String id) {}

  /**
   * @param next empty on the last page
   */
  record Page(List<OrderDocument> orders, Optional<Cursor> next) {}

  /**
   * @param orders placed orders
   * @param stubs documents of which only an alert or a payment is known
   * @param conflicts placed orders with a conflict of each kind; those without any are left out
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
   * One country and currency. Payments count in their own currency.
   *
   * @param amount sum of the orders' amounts in the currency's major units, exact, as text
   * @param paid payments that took money; an order that was paid twice has two, since the money
   *     moved twice
   * @param amountPaid sum of these payments, likewise
   */
  record CountryTotal(
      String country,
      String currency,
      long orders,
      String amount,
      long paid,
      String amountPaid,
      long flagged) {}

  /** One minute (of {@code created_at}) and currency. */
  record MinuteTotal(
      Instant minute,
      String currency,
      long orders,
      String amount,
      long paid,
      String amountPaid,
      long flagged) {}
}
