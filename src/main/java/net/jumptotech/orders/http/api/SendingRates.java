package net.jumptotech.orders.http.api;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * How many orders and bytes each caller may send a second, so that a noisy one does not slow down
 * the others. What is sent is paid for by time: a caller who has sent more than its rate allows,
 * and a second's worth beyond it, must wait until that is made up for. So a request of any size
 * passes if nothing is owed. Used on one event loop.
 */
public final class SendingRates {

  private static final long BURST_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_CALLERS = 10_000;

  private final Limits limits;
  private final LongSupplier nanos;
  private final Map<String, Long> orders = new HashMap<>(); // when all is paid for
  private final Map<String, Long> bytes = new HashMap<>();

  /**
   * @param orders a second, 0 for any number
   * @param bytes a second, 0 for any number
   */
  public record Limits(long orders, long bytes) {

    public static final Limits NONE = new Limits(0, 0);
  }

  public SendingRates(Limits limits) {
    this(limits, System::nanoTime);
  }

  SendingRates(Limits limits, LongSupplier nanos) {
    this.limits = limits;
    this.nanos = nanos;
  }

  /**
   * @throws Problem 429, naming the limit and when to try again
   */
  public void check(String caller) {
    long forOrders = owed(orders, caller);
    long forBytes = owed(bytes, caller);
    if (forOrders > 0 || forBytes > 0) {
      boolean inOrders = forOrders >= forBytes;
      throw Problem.tooMany(
          "This sender may send %d %s a second (http.%s). Nothing was sent; try again later."
              .formatted(
                  inOrders ? limits.orders : limits.bytes,
                  inOrders ? "orders" : "bytes",
                  inOrders ? "orders-per-second" : "bytes-per-second"),
          TimeUnit.NANOSECONDS.toSeconds(Math.max(forOrders, forBytes)) + 1);
    }
  }

  /** How long the caller must wait before it may send again; 0 or less: not at all. */
  public long waitMillis(String caller) {
    long owed = Math.max(owed(orders, caller), owed(bytes, caller));
    return owed <= 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(owed) + 1;
  }

  public void sent(String caller, long someOrders, long someBytes) {
    add(orders, caller, someOrders, limits.orders);
    add(bytes, caller, someBytes, limits.bytes);
  }

  int remembered() {
    return Math.max(orders.size(), bytes.size());
  }

  private long owed(Map<String, Long> paidAt, String caller) {
    Long at = paidAt.get(caller);
    return at == null ? 0 : at - nanos.getAsLong();
  }

  private void add(Map<String, Long> paidAt, String caller, long amount, long perSecond) {
    if (perSecond == 0 || amount == 0) {
      return;
    }
    long now = nanos.getAsLong();
    long cost = (long) ((double) amount / perSecond * TimeUnit.SECONDS.toNanos(1));
    if (paidAt.size() >= MOST_CALLERS) {
      paidAt.values().removeIf(at -> at - now < -BURST_NANOS);
    }
    paidAt.merge(
        caller,
        now - BURST_NANOS + cost,
        (before, fresh) -> (before - now > -BURST_NANOS ? before : now - BURST_NANOS) + cost);
  }
}
