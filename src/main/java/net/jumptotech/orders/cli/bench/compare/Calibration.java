package net.jumptotech.orders.cli.bench.compare;

/**
 * A fixed piece of work for all processors at once. It takes the same time again unless something
 * else uses them, or they became slower.
 */
final class Calibration {

  private static final int STEPS = 40_000_000; // 50 to 100 ms
  private static final int TRIES = 10;

  /** Kept, so that the compiler cannot leave the work out. */
  private static volatile long result;

  private Calibration() {}

  /**
   * The best of some tries, since what ends in between, such as a compilation, is no noise.
   *
   * @return milliseconds
   */
  static double run() throws InterruptedException {
    double best = Double.MAX_VALUE;
    for (int i = 0; i < TRIES; i++) {
      best = Math.min(best, once());
    }
    return best;
  }

  private static double once() throws InterruptedException {
    Thread[] threads = new Thread[Runtime.getRuntime().availableProcessors()];
    long begunNanos = System.nanoTime();
    for (int i = 0; i < threads.length; i++) {
      threads[i] = new Thread(Calibration::work, "calibration");
      threads[i].start();
    }
    for (Thread each : threads) {
      each.join();
    }
    return (System.nanoTime() - begunNanos) / 1e6;
  }

  /** Marsaglia's xorshift: each step needs the one before it. */
  private static void work() {
    long state = 88_172_645_463_325_252L;
    for (int i = 0; i < STEPS; i++) {
      state ^= state << 13;
      state ^= state >>> 7;
      state ^= state << 17;
    }
    result = state;
  }
}
