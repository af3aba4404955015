package net.jumptotech.orders.stream.settled;

import java.time.Duration;

/**
 * The settled orders of one partition, for one thread at a time. An id is known for at least the
 * horizon after it was added, and forgotten after twice the horizon. So memory is limited by what
 * arrives in that time.
 */
public final class SettledOrders {

  private final long horizonNanos;
  private SettledIndex current = new SettledIndex();
  private SettledIndex previous = new SettledIndex();
  private long nextNanos;

  public SettledOrders(Duration horizon) {
    this(horizon, System.nanoTime());
  }

  SettledOrders(Duration horizon, long nowNanos) {
    this.horizonNanos = horizon.toNanos();
    this.nextNanos = nowNanos + horizonNanos;
  }

  public boolean contains(byte[] id) {
    return current.contains(id) || previous.contains(id);
  }

  public void add(byte[] id) {
    add(id, System.nanoTime());
  }

  void add(byte[] id, long nowNanos) {
    if (nowNanos - nextNanos >= 0) {
      previous = current;
      current = new SettledIndex();
      nextNanos = nowNanos + horizonNanos;
    }
    current.add(id);
  }

  public long size() {
    return current.size() + previous.size();
  }

  public long bytes() {
    return current.bytes() + previous.bytes();
  }
}
