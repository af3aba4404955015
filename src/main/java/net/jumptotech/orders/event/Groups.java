package net.jumptotech.orders.event;

/** The consumer groups, one for each reader of {@code orders}. */
public record Groups(String fraud, String payments, String analytics) {

  public static final Groups STANDARD =
      new Groups("fraud-group", "payments-group", "analytics-group");

  /** The same groups under other names, so that tests can share a broker. */
  public Groups prefixed(String prefix) {
    return new Groups(prefix + fraud, prefix + payments, prefix + analytics);
  }
}
