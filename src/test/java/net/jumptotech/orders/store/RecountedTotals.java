package net.jumptotech.orders.store;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderStore.CountryTotal;
import net.jumptotech.orders.store.OrderStore.MinuteTotal;

/** Totals counted anew from the documents, the plain way. */
record RecountedTotals(
    long orders,
    long stubs,
    List<CountryTotal> byCountry,
    List<MinuteTotal> byMinute,
    Map<Conflict.Kind, Long> conflicts) {

  private record Key<P extends Comparable<P>>(P part, String currency)
      implements Comparable<Key<P>> {
    @Override
    public int compareTo(Key<P> other) {
      int byPart = part.compareTo(other.part);
      return byPart != 0 ? byPart : currency.compareTo(other.currency);
    }
  }

  private record Sum(
      long orders, BigDecimal amount, long paid, BigDecimal amountPaid, long flagged) {
    Sum plus(Sum other) {
      return new Sum(
          orders + other.orders,
          amount.add(other.amount),
          paid + other.paid,
          amountPaid.add(other.amountPaid),
          flagged + other.flagged);
    }
  }

  static RecountedTotals of(Iterable<OrderDocument> documents) {
    TreeMap<Key<String>, Sum> countries = new TreeMap<>();
    TreeMap<Key<Instant>, Sum> minutes = new TreeMap<>();
    long orders = 0;
    long stubs = 0;
    Map<Conflict.Kind, Long> conflicts = new EnumMap<>(Conflict.Kind.class);
    for (OrderDocument document : documents) {
      if (document.placed().isEmpty()) {
        stubs++;
        continue;
      }
      orders++;
      Order order = document.placed().get().order();
      Sum ordered =
          new Sum(
              1,
              order.total().amount(),
              0,
              zero(order.total()),
              isFlagged(document, order) ? 1 : 0);
      add(countries, minutes, order, order.total(), ordered);
      for (Payment charge : document.charges()) {
        Money paid = charge.amount();
        add(countries, minutes, order, paid, new Sum(0, zero(paid), 1, paid.amount(), 0));
      }
      document.conflict().ifPresent(it -> conflicts.merge(it.kind(), 1L, Long::sum));
    }
    return new RecountedTotals(orders, stubs, byCountry(countries), byMinute(minutes), conflicts);
  }

  private static boolean isFlagged(OrderDocument document, Order order) {
    return document.flagged().filter(it -> isOf(order, it.alert())).isPresent();
  }

  private static boolean isOf(Order order, FraudAlert alert) {
    return alert.amount().amount().compareTo(order.total().amount()) == 0
        && alert.country().equals(order.country());
  }

  private static BigDecimal zero(Money money) {
    return new Money(0, money.currency()).amount();
  }

  private static void add(
      TreeMap<Key<String>, Sum> countries,
      TreeMap<Key<Instant>, Sum> minutes,
      Order order,
      Money money,
      Sum sum) {
    String currency = money.currency().getCurrencyCode();
    countries.merge(new Key<>(order.country(), currency), sum, Sum::plus);
    Instant minute = order.createdAt().truncatedTo(ChronoUnit.MINUTES);
    minutes.merge(new Key<>(minute, currency), sum, Sum::plus);
  }

  private static List<CountryTotal> byCountry(TreeMap<Key<String>, Sum> sums) {
    return sums.entrySet().stream()
        .map(
            it ->
                new CountryTotal(
                    it.getKey().part(),
                    it.getKey().currency(),
                    it.getValue().orders(),
                    it.getValue().amount(),
                    it.getValue().paid(),
                    it.getValue().amountPaid(),
                    it.getValue().flagged()))
        .toList();
  }

  private static List<MinuteTotal> byMinute(TreeMap<Key<Instant>, Sum> sums) {
    return sums.entrySet().stream()
        .map(
            it ->
                new MinuteTotal(
                    it.getKey().part(),
                    it.getKey().currency(),
                    it.getValue().orders(),
                    it.getValue().amount(),
                    it.getValue().paid(),
                    it.getValue().amountPaid(),
                    it.getValue().flagged()))
        .toList();
  }
}
