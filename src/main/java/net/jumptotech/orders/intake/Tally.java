package net.jumptotech.orders.intake;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;

/** What a file contains, as it is shown to people. Its memory is bounded. */
public final class Tally {

  /** So many of the orders are kept. */
  public static final int MOST_ORDERS = 10;

  private static final int MOST_PASSED_OVER = 3;

  private final SentOrders sent = new SentOrders();
  private final List<Order> orders = new ArrayList<>();
  private final Map<String, Total> totals = new TreeMap<>();
  private final List<Intake.PassedOver> firstPassedOver = new ArrayList<>();
  private long accepted;
  private long refused;
  private long passedOver;

  /**
   * The orders of one currency.
   *
   * @param cancelled whether they are the cancelled ones, which are not charged
   */
  public record Total(String currency, boolean cancelled, long orders, BigDecimal amount) {

    private Total and(Total other) {
      return new Total(currency, cancelled, orders + other.orders, amount.add(other.amount));
    }
  }

  /**
   * @param place where it is, for people
   */
  public void add(Intake intake, String place) {
    if (intake instanceof Intake.Accepted it) {
      add(it.order(), place);
    } else if (intake instanceof Intake.Refused) {
      refused++;
    } else if (intake instanceof Intake.PassedOver it) {
      passedOver++;
      if (firstPassedOver.size() < MOST_PASSED_OVER) {
        firstPassedOver.add(it);
      }
    }
  }

  private void add(Order order, String place) {
    accepted++;
    if (orders.size() < MOST_ORDERS) {
      orders.add(order);
    }
    if (sent.add(order, place)) {
      String currency = order.total().currency().getCurrencyCode();
      boolean cancelled = order.status() == OrderStatus.CANCELLED;
      totals.merge(
          currency + cancelled,
          new Total(currency, cancelled, 1, order.total().amount()),
          Total::and);
    }
  }

  public long accepted() {
    return accepted;
  }

  public long refused() {
    return refused;
  }

  public long passedOver() {
    return passedOver;
  }

  /** All records, of whatever kind. */
  public long read() {
    return accepted + refused + passedOver;
  }

  /** The first orders. */
  public List<Order> orders() {
    return List.copyOf(orders);
  }

  /** The first rows that were passed over. */
  public List<Intake.PassedOver> firstPassedOver() {
    return List.copyOf(firstPassedOver);
  }

  /** Of each order id once, as long as all of them are remembered. */
  public List<Total> totals() {
    return List.copyOf(totals.values());
  }

  /** All accepted orders, and which of them came again. */
  public SentOrders sent() {
    return sent;
  }
}
