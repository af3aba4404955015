package net.jumptotech.orders.tracing;

import io.opentelemetry.sdk.trace.IdGenerator;
import java.util.function.Supplier;

/** Random ids, and for a trace one that was drawn before it began. Any thread. */
final class TraceIds implements IdGenerator {

  private final IdGenerator random = IdGenerator.random();
  private final ThreadLocal<String> drawn = new ThreadLocal<>();

  /**
   * Begins a trace that has this id.
   *
   * @param start starts its first span on the calling thread
   */
  <T> T begin(String traceId, Supplier<T> start) {
    drawn.set(traceId);
    try {
      return start.get();
    } finally {
      drawn.remove();
    }
  }

  @Override
  public String generateTraceId() {
    String known = drawn.get();
    return known == null ? random.generateTraceId() : known;
  }

  @Override
  public String generateSpanId() {
    return random.generateSpanId();
  }
}
