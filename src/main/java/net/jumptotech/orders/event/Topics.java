package net.jumptotech.orders.event;

/**
 * The topics. Keys are the order id as text, values are JSON ({@link EventJson}).
 *
 * @param replays records that one group shall process again ({@code Replay}); a side input of it
 * @param operations what people and programs did; its keys are their names
 */
public record Topics(
    String orders,
    String fraudAlerts,
    String payments,
    String deadLetters,
    String replays,
    String operations) {

  public static final Topics STANDARD =
      new Topics(
          "orders", "fraud-alerts", "payments", "dead-letters", "orders-replay", "operations");

  /** The same topics under other names, so that tests can share a broker. */
  public Topics prefixed(String prefix) {
    return new Topics(
        prefix + orders,
        prefix + fraudAlerts,
        prefix + payments,
        prefix + deadLetters,
        prefix + replays,
        prefix + operations);
  }
}
