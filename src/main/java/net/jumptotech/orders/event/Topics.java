package net.jumptotech.orders.event;

/** The topics. Keys are the order id as text, values are JSON ({@link EventJson}). */
public record Topics(String orders, String fraudAlerts, String payments, String deadLetters) {

  public static final Topics STANDARD =
      new Topics("orders", "fraud-alerts", "payments", "dead-letters");

  /** The same topics under other names, so that tests can share a broker. */
  public Topics prefixed(String prefix) {
    return new Topics(
        prefix + orders, prefix + fraudAlerts, prefix + payments, prefix + deadLetters);
  }
}
