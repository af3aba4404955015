package net.jumptotech.orders.event;

import io.vertx.core.eventbus.DeliveryOptions;

/**
 * The event-bus addresses. What travels there may be lost; what must last travels over Kafka.
 *
 * <p>The bus may be shared by several processes. What is of one process only is sent with {@link
 * #HERE} and heard by a {@code localConsumer}: it then arrives even while the others cannot be
 * asked who hears what.
 */
public final class Addresses {

  /** To this process, whoever shares its bus. */
  public static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

  /**
   * The {@code RoleFrame} of every role of this process, four a second from each instance; stays in
   * this process; heard by http and by whoever answers for our health.
   */
  public static final String FRAMES = "orders.frames";

  /** The same frames, of every process on the bus, this one among them; heard by every http. */
  public static final String FLEET_FRAMES = "orders.fleet.frames";

  /**
   * Totals, rates and lag of the pipeline, four a second; stays in this process, as every http has
   * its own; heard by browsers.
   */
  public static final String UI_OVERVIEW = "ui.overview";

  /** The newest orders, four a second; stays in this process; heard by browsers. */
  public static final String UI_ORDERS = "ui.orders";

  /**
   * An order as on its topic ({@code Buffer}), asked of any one fraud instance, in whichever
   * process; it replies with what its rules say of the order, as JSON. One that has just died may
   * be asked: ask again.
   */
  public static final String FRAUD_EXPLAIN = "orders.fraud.explain";

  /**
   * Every alert, as on its topic, once its transaction is committed; published by fraud where it is
   * told to ({@code fraud.announce}), as many a second as there are alerts. One whose process dies
   * between the commit and this is on the topic only.
   */
  public static final String FRAUD_ALERTS = "orders.fraud.alerts";

  /**
   * Orders that no rule suspects ({@link ExternalVerdict#question}), asked of any one that listens
   * where fraud is told to ({@code fraud.ask}); the reply says which are suspect ({@link
   * ExternalVerdict#answer}). Orders go on without one that comes late.
   */
  public static final String FRAUD_ASK = "orders.fraud.ask";

  private Addresses() {}
}
