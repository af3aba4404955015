package net.jumptotech.orders.app;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;

/** Looks again and again, never longer than it must. */
final class Await {

  private static final long STEP_NANOS = Duration.ofMillis(50).toNanos();

  private Await() {}

  static void until(Duration within, String what, Callable<Boolean> condition) {
    long until = System.nanoTime() + within.toNanos();
    Throwable last = null;
    while (System.nanoTime() - until < 0) {
      try {
        if (condition.call()) {
          return;
        }
        last = null;
      } catch (Exception | AssertionError notYet) {
        last = notYet;
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
    throw new AssertionError("not within " + within + ": " + what, last);
  }
}
