package net.jumptotech.orders.monitor.frames;

import java.util.List;
import java.util.stream.Stream;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;

/** Names of counts in a frame that several classes use; docs/event-bus.md explains all counts. */
public final class Counts {

  public static final String ACCEPTED = "accepted";
  public static final String REJECTED = "rejected";
  public static final String FAILED = "failed";
  public static final String IN_FLIGHT = "in_flight";
  public static final String ALERTS = "alerts";
  public static final String PAID = "paid";
  public static final String DECLINED = "declined";
  public static final String NOT_CHARGED = "not_charged";
  public static final String STORED = "stored";

  /** Requests that the payment gateway is answering. */
  public static final String GATEWAY_IN_FLIGHT = "gateway_in_flight";

  /** Orders whose charge is not known yet: the first request is under way, or had no answer. */
  public static final String GATEWAY_ASKED = "gateway_asked";

  public static final String GATEWAY_UNANSWERED = "gateway_unanswered";

  public static final String RECEIVED = "received";
  public static final String DUPLICATES = "duplicates";
  public static final String MISPLACED = DeadLetterCause.MISPLACED.toString();

  /** What {@link #REJECTED} of a reader consists of. */
  public static final List<String> DEAD_LETTER_CAUSES =
      Stream.of(DeadLetterCause.values()).map(DeadLetterCause::toString).toList();

  public static final String SETTLED_IDS = "settled_ids";
  public static final String SETTLED_BYTES = "settled_bytes";

  /** Half of the records, or all but one in a hundred, took at most so many microseconds. */
  public static final String P50_US = "p50_us";

  public static final String P99_US = "p99_us";

  /** For so many milliseconds the oldest record in flight has been in work. */
  public static final String OLDEST_MS = "oldest_ms";

  private Counts() {}
}
