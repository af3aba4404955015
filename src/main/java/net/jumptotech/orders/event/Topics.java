package net.jumptotech.orders.event;

/**
 * The topics. Keys are the order id as text, values are JSON ({@link EventJson}).
 *
 * @param operations what people and programs did; its keys are their names
 */
public record Topics(
    String orders, String fraudAlerts, String payments, String deadLetters, String operations) {

  public static final Topics STANDARD =
      new Topics("orders", "fraud-alerts", "payments", "dead-letters", "operations");

  /** The same topics under other names, so that tests can share a broker. */
  public Topics prefixed(String prefix) {
    return new Topics(
        prefix + orders,
        prefix + fraudAlerts,
        prefix + payments,
        prefix + deadLetters,
        prefix + operations);
  }
}
