package net.jumptotech.orders.store;

import java.util.Objects;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;

/**
 * The part of an order that its outcome depends on. Two records of an order with the same content
 * are repeats, even if other fields differ.
 *
 * @param sender who sent it, empty if that is not known
 */
public record Content(Money total, String country, OrderStatus status, String sender) {

  public Content {
    Objects.requireNonNull(total, "total");
    Objects.requireNonNull(country, "country");
    Objects.requireNonNull(status, "status");
    Objects.requireNonNull(sender, "sender");
  }

  static Content of(Order order) {
    return new Content(order.total(), order.country(), order.status(), order.sender());
  }

  /** Whether it may be of the owner of the id: an id that belongs to nobody is open to all. */
  boolean isOf(String owner) {
    return owner.isEmpty() || owner.equals(sender);
  }

  boolean isCancelled() {
    return status == OrderStatus.CANCELLED;
  }

  /** Whether both are checked and charged alike: an order may change from CREATED to CONFIRMED. */
  boolean isJudgedAs(Content other) {
    return hasMoneyOf(other) && isCancelled() == other.isCancelled();
  }

  boolean hasMoneyOf(Content other) {
    return total.equals(other.total) && country.equals(other.country);
  }

  /** Whether the outcome has the same money and country. */
  boolean hasMoneyOf(Payment outcome) {
    return total.equals(outcome.amount()) && country.equals(outcome.country());
  }

  /** Whether the alert has the same money and country. */
  boolean hasMoneyOf(FraudAlert alert) {
    return total.equals(alert.amount()) && country.equals(alert.country());
  }

  /** Whether the alert would have the same money if it stated no currency. */
  boolean mayHaveMoneyOf(FraudAlert alert) {
    return alert.amount().currency().equals(Money.DEFAULT_CURRENCY)
        && total.amount().compareTo(alert.amount().amount()) == 0
        && country.equals(alert.country());
  }

  /** Whether the outcome may belong to this content. */
  boolean explains(Payment outcome) {
    return hasMoneyOf(outcome)
        && isOf(outcome.sender())
        && isCancelled() == outcome.isOfCancelledOrder();
  }
}
