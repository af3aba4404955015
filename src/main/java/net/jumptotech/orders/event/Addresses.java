package net.jumptotech.orders.event;

/** The event-bus addresses. What travels there may be lost; what must last travels over Kafka. */
public final class Addresses {

  /** Every role's {@link RoleFrame}, four a second from each instance; heard by http. */
  public static final String FRAMES = "orders.frames";

  /** Totals, rates and lag of the pipeline, four a second; heard by browsers. */
  public static final String UI_OVERVIEW = "ui.overview";

  /** The newest orders, four a second; heard by browsers. */
  public static final String UI_ORDERS = "ui.orders";

  /**
   * An order as on its topic ({@code Buffer}), asked of any one fraud instance; it replies with
   * what its rules say of the order, as JSON.
   */
  public static final String FRAUD_EXPLAIN = "orders.fraud.explain";

  private Addresses() {}
}
