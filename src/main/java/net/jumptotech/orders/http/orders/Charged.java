package net.jumptotech.orders.http.orders;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderDocument;

/**
 * What an order cost in total: the sum of its payments in the currency of the first one. Usually
 * there is one payment.
 */
record Charged(BigDecimal amount, Currency currency) {

  /** Empty if no money was taken. */
  static Optional<Charged> of(OrderDocument document) {
    List<Money> charges = document.charges().stream().map(Payment::amount).toList();
    return charges.stream()
        .map(Money::currency)
        .findFirst()
        .map(
            currency ->
                new Charged(
                    charges.stream()
                        .filter(it -> it.currency().equals(currency))
                        .map(Money::amount)
                        .reduce(BigDecimal.ZERO, BigDecimal::add),
                    currency));
  }
}
