package net.jumptotech.orders;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waiting in tests: for a condition, with a deadline, and saying what did not come. */
public final class Await {

  /** Only how long to wait for what never comes: on a busy machine all takes its time. */
  public static final Duration LONG = Duration.ofMinutes(2);

  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long SLOW_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private Await() {}

  public static void until(String what, BooleanSupplier condition) {
    until(what, condition, () -> "");
  }

  /**
   * @param state said when it did not come in time
   */
  public static void until(String what, BooleanSupplier condition, Supplier<?> state) {
    long deadline = System.nanoTime() + LONG.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + LONG + ": " + what + " " + state.get());
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** For what may fail until it holds, such as a server that is not up yet. */
  public static void until(Duration within, String what, Callable<Boolean> condition) {
    until(within, what, condition, () -> "");
  }

  /**
   * @param state said when it did not come in time
   */
  public static void until(
      Duration within, String what, Callable<Boolean> condition, Supplier<?> state) {
    long deadline = System.nanoTime() + within.toNanos();
    Throwable last = null;
    while (System.nanoTime() - deadline < 0) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception | AssertionError notYet) {
        last = notYet;
      }
      LockSupport.parkNanos(SLOW_STEP_NANOS);
    }
    String failure = last == null ? "" : ": " + last.getMessage();
    throw new AssertionError(
        "not within " + within + ": " + what + failure + " " + state.get(), last);
  }

  /** The result of the future; throws what it failed with. */
  public static <T> T await(Future<T> future) {
    try {
      return future.await(LONG.toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException never) {
      throw new AssertionError("no answer within " + LONG, never);
    }
  }
}
