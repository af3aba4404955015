package net.jumptotech.orders.event;

import io.vertx.core.eventbus.DeliveryOptions;

/**
 * The event-bus addresses. Messages on the event bus may be lost; whatever must last goes through
 * Kafka.
 *
 * <p>Several processes may share the bus. A message for this process only is sent with {@link
 * #HERE} and received by a {@code localConsumer}. It then arrives even while the cluster cannot be
 * asked who subscribes.
 */
public final class Addresses {

  /** Delivers to this process only. */
  public static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

  /**
   * The {@code RoleFrame} of every role of this process, four a second from each instance. Stays in
   * this process; received by http and by the health check.
   */
  public static final String FRAMES = "orders.frames";

  /** The same frames, from every process on the bus including this one; received by every http. */
  public static final String FLEET_FRAMES = "orders.fleet.frames";

  /**
   * Totals, rates and lag of the pipeline, four a second. Stays in this process, since every http
   * has its own; received by browsers.
   */
  public static final String UI_OVERVIEW = "ui.overview";

  /** The newest orders, four a second; stays in this process; received by browsers. */
  public static final String UI_ORDERS = "ui.orders";

  /**
   * What metrics say of the whole system, once a second; stays in this process, since every http
   * has its own; received by {@code /metrics}.
   */
  public static final String STATE = "orders.state";

  /**
   * A request to any one fraud instance in any process: an order as on its topic ({@code Buffer}).
   * The reply is JSON and explains what the rules find. Ask again if there is no reply: the
   * instance may just have died.
   */
  public static final String FRAUD_EXPLAIN = "orders.fraud.explain";

  /**
   * Every alert, as on its topic, once its transaction is committed. Published only with {@code
   * fraud.announce}, one message per alert. If the process dies between commit and publishing, the
   * alert is on the topic only.
   */
  public static final String FRAUD_ALERTS = "orders.fraud.alerts";

  /**
   * A request to any one listener, sent only with {@code fraud.ask}: orders that no rule suspects
   * ({@link ExternalVerdict#question}). The reply says which are suspicious ({@link
   * ExternalVerdict#answer}). Orders continue without a reply that comes late.
   */
  public static final String FRAUD_ASK = "orders.fraud.ask";

  /**
   * Sessions that somebody has ended by logging out, so that no process takes a copy of their
   * cookie; received by every http. One that starts asks the others for theirs.
   */
  public static final String ENDED_SESSIONS = "orders.sessions.ended";

  private Addresses() {}
}
