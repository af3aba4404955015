package net.jumptotech.orders.runtime;

/**
 * The names under which a log line carries, beside its message, what it is about: {@code
 * log.atWarn().addKeyValue(PLACE, "orders-2@1500").log("{}: …", …)}. In text the message has to say
 * it too; logfmt and ECS have fields for it.
 */
public final class LogFields {

  /** The id of an order. */
  public static final String ORDER_ID = "order_id";

  /** Topic, partition and offset: {@code orders-2@1500}. */
  public static final String PLACE = "place";

  /** The trace that the line belongs to, 32 hexadecimal digits. */
  public static final String TRACE_ID = "trace_id";

  /** The path of a request, without its query. */
  public static final String PATH = "path";

  private LogFields() {}
}
