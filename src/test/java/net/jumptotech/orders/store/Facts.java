package net.jumptotech.orders.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;

/** Orders and what becomes of them, for tests of the store. */
public final class Facts {

  public static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final List<String> COUNTRIES = List.of("US", "CA", "DE", "FR");
  private static final List<String> CURRENCIES = List.of("USD", "EUR", "JPY", "BHD");

  /** Of one order. */
  private static final List<List<String>> SENDERS =
      List.of(List.of(""), List.of("shop-a"), List.of("", "shop-a"), List.of("shop-a", "shop-b"));

  private Facts() {}

  public static Order order(String id, Instant createdAt) {
    return order(id, createdAt, "US", 1299, "USD", OrderStatus.CREATED, Map.of());
  }

  public static Order order(String id, Instant createdAt, String currency, long minorUnits) {
    return order(id, createdAt, "US", minorUnits, currency, OrderStatus.CREATED, Map.of());
  }

  public static Order order(
      String id,
      Instant createdAt,
      String country,
      long minorUnits,
      String currency,
      OrderStatus status,
      Map<String, Object> more) {
    return new Order(OrderId.of(id), money(minorUnits, currency), country, status, createdAt, more);
  }

  public static OrderFact.Placed placed(Order order, long offset) {
    return new OrderFact.Placed(order, 1, offset, NOON.plusNanos(offset));
  }

  public static OrderFact.Flagged flagged(Order order, long version) {
    return new OrderFact.Flagged(
        new FraudAlert(
            order.id(),
            "HIGH",
            order.total(),
            order.country(),
            "rule",
            "1",
            NOON.plusNanos(version),
            order.sender()),
        version);
  }

  public static OrderFact.Settled settled(Order order, Payment.Status status, long version) {
    return new OrderFact.Settled(
        new Payment(
            order.id(),
            status,
            switch (status) {
              case PAID -> "";
              case DECLINED -> "because";
              case NOT_CHARGED -> Payment.ORDER_CANCELLED;
            },
            order.total(),
            order.country(),
            "pay-" + order.id(),
            NOON.plusNanos(version),
            Optional.empty(),
            0,
            order.sender()),
        version);
  }

  public static Money money(long minorUnits, String currency) {
    return new Money(minorUnits, Currency.getInstance(currency));
  }

  /**
   * All that ever becomes known of one order, in the order of offsets: it is sent, by nobody, by
   * one or by two, sent again, changed and changed back, flagged, settled by one of its contents or
   * by none of them, now and then more than once.
   */
  public static List<OrderFact> history(String id, Random random) {
    List<OrderFact> history = new ArrayList<>();
    List<Order> contents = new ArrayList<>(List.of(random(id, random)));
    List<String> senders = any(SENDERS, random);
    long offset = random.nextInt(1000);
    int most = random.nextInt(20) == 0 ? 40 : 4;
    for (int change = random.nextInt(most); change >= 0; change--) {
      Order order =
          contents
              .get(random.nextInt(contents.size()))
              .from(senders.get(random.nextInt(senders.size())));
      for (int again = random.nextInt(3); again >= 0; again--) {
        history.add(placed(again(order, offset), offset += 1 + random.nextInt(5)));
      }
      contents.add(order);
      contents.add(changed(order, change, random));
    }
    if (random.nextInt(8) == 0) {
      history.clear(); // only a stub
    }
    for (int alert = random.nextInt(random.nextInt(9) == 0 ? 40 : 3); alert > 0; alert--) {
      history.add(flagged(contents.get(random.nextInt(contents.size())), alert));
    }
    for (int payment = random.nextInt(random.nextInt(9) == 0 ? 12 : 3); payment > 0; payment--) {
      Payment.Status status = any(Payment.Status.values(), random);
      history.add(settled(contents.get(random.nextInt(contents.size())), status, payment));
    }
    return history;
  }

  /** What all of them together say, by the one rule. */
  public static Map<OrderId, OrderDocument> merged(List<OrderFact> facts) {
    Map<OrderId, OrderDocument> documents = new LinkedHashMap<>();
    for (OrderFact fact : facts) {
      documents.merge(
          fact.orderId(),
          OrderDocument.empty(fact.orderId()).merge(fact),
          (known, any) -> known.merge(fact));
    }
    return documents;
  }

  private static Order random(String id, Random random) {
    Order order =
        order(
            id,
            NOON.plusSeconds(random.nextInt(300)).plusNanos(random.nextInt(3)),
            COUNTRIES.get(random.nextInt(COUNTRIES.size())),
            random.nextInt(1_000_000) * 1_000L,
            CURRENCIES.get(random.nextInt(CURRENCIES.size())),
            any(OrderStatus.values(), random),
            Map.of("note", "n" + random.nextInt(9)));
    return random.nextInt(3) == 0 ? order.withoutCreatedAt(order.createdAt()) : order;
  }

  /** The same order in another record. */
  private static Order again(Order order, long offset) {
    return order.createdAtGiven() ? order : order.withoutCreatedAt(NOON.plusSeconds(offset));
  }

  private static Order changed(Order order, int change, Random random) {
    Order other = random(order.id().text(), random);
    return switch (random.nextInt(4)) {
      case 0 -> order.with(any(OrderStatus.values(), random));
      case 1 -> order.with(Map.of("note", "x".repeat(random.nextInt(2_000))));
      default -> other.with(Map.of("change", change));
    };
  }

  private static <E> E any(List<E> values, Random random) {
    return values.get(random.nextInt(values.size()));
  }

  private static <E> E any(E[] values, Random random) {
    return values[random.nextInt(values.length)];
  }
}
