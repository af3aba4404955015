package net.jumptotech.orders.monitor;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Asks for a value at most once a period and never while a request is open; keeps the last good
 * answer. Used on one event loop.
 */
final class Polled<T> {

  private final Supplier<Future<T>> question;
  private final long periodMs;
  private final LongSupplier clockMs;
  private final long createdAt;
  private boolean asking;
  private long askedAt;
  private T value;
  private long answeredAt;
  private Throwable failure;

  Polled(Supplier<Future<T>> question, Duration period, LongSupplier clockMs) {
    this.question = question;
    this.periodMs = period.toMillis();
    this.clockMs = clockMs;
    this.createdAt = clockMs.getAsLong();
    this.answeredAt = createdAt;
    this.askedAt = createdAt - periodMs;
  }

  /** Asks if it is time to. */
  void tick() {
    long now = clockMs.getAsLong();
    if (asking || now - askedAt < periodMs) {
      return;
    }
    asking = true;
    askedAt = now;
    Future.succeededFuture() // so that an exception becomes a failure
        .compose(go -> question.get())
        .onComplete(
            answer -> {
              value = answer;
              failure = null;
              answeredAt = clockMs.getAsLong();
              asking = false;
            },
            cause -> {
              failure = cause;
              asking = false;
            });
  }

  /** Empty until a request has been answered. */
  Optional<T> value() {
    return Optional.ofNullable(value);
  }

  /** Why the last request failed, empty if it did not. */
  Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  /** Time since the last good answer, or since this was created. */
  long ageMs() {
    return clockMs.getAsLong() - answeredAt;
  }
}
