package net.jumptotech.orders.runtime;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Repeats a step that fails, at growing intervals.
 *
 * @param attempts at most, including the first; {@link Integer#MAX_VALUE} never gives up
 * @param first pause after the first failure; it doubles with each failure
 * @param longest pause
 */
public record Retry(int attempts, Duration first, Duration longest) {

  private static final int MOST_DOUBLINGS = 20;

  public Retry {
    if (attempts < 1) {
      throw new IllegalArgumentException("attempts must be at least 1, was " + attempts);
    }
    if (first.toMillis() < 1 || longest.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "pauses must be at least 1ms and grow, were " + first + " to " + longest);
    }
  }

  /**
   * Repeats the step until it succeeds.
   *
   * @return the step's result, or its last failure; completes on the context of the step
   */
  public <T> Future<T> run(Vertx vertx, Supplier<Future<T>> step) {
    return run(vertx, step, any -> true);
  }

  /** As above, but ends at a failure for which {@code passes} is false. */
  public <T> Future<T> run(Vertx vertx, Supplier<Future<T>> step, Predicate<Throwable> passes) {
    Promise<T> done = Promise.promise();
    attempt(vertx, step, passes, 1, done);
    return done.future();
  }

  // re-arms itself instead of composing: a chain of futures would keep every past attempt
  private <T> void attempt(
      Vertx vertx,
      Supplier<Future<T>> step,
      Predicate<Throwable> passes,
      int attempt,
      Promise<T> done) {
    step.get()
        .onSuccess(done::complete)
        .onFailure(
            failure -> {
              if (attempt >= attempts || !passes.test(failure)) {
                done.fail(failure);
              } else {
                vertx.setTimer(
                    pause(attempt).toMillis(),
                    again -> attempt(vertx, step, passes, attempt + 1, done));
              }
            });
  }

  /** The pause after this many failures. */
  public Duration pause(int failures) {
    Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MOST_DOUBLINGS));
    return pause.compareTo(longest) < 0 ? pause : longest;
  }
}
