package net.jumptotech.orders.cli.bench.compare;

import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import net.jumptotech.orders.runtime.Numbers;

/**
 * Says what is being measured and how long that will take. On a terminal it is one line that
 * changes every second; elsewhere it is a line now and then.
 */
public final class Progress implements AutoCloseable {

  private static final long PLAIN_EVERY_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final int COLUMNS = 79; // a longer line would not be overwritten
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean isTerminal;
  private final LongSupplier nanoTime;
  private final ScheduledExecutorService ticker;
  private String step = "";
  private String detail = "";
  private long stepNanos;
  private long leftNanos;
  private long saidNanos;

  /** Begins to write to a terminal, or to something else. */
  public static Progress on(PrintStream out, boolean isTerminal) {
    Progress progress = new Progress(out, isTerminal, System::nanoTime);
    progress.ticker.scheduleAtFixedRate(progress::tick, 1, 1, TimeUnit.SECONDS);
    return progress;
  }

  Progress(PrintStream out, boolean isTerminal, LongSupplier nanoTime) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.nanoTime = nanoTime;
    this.saidNanos = nanoTime.getAsLong() - PLAIN_EVERY_NANOS;
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            task -> {
              Thread thread = new Thread(task, "progress");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Another step begins.
   *
   * @param what {@code fraud, round 2 of 3}
   * @param left until the end of its comparison, zero if that is not known
   * @param detail what a narrow terminal may do without
   */
  public synchronized void step(String what, Duration left, String detail) {
    step = what;
    this.detail = detail;
    stepNanos = nanoTime.getAsLong();
    leftNanos = left.toNanos();
    tick();
  }

  /** Called each second. */
  synchronized void tick() {
    long now = nanoTime.getAsLong();
    if (step.isEmpty()) {
      return;
    }
    if (isTerminal) {
      String line = line(now);
      out.print(CLEAR + line.substring(0, Math.min(line.length(), COLUMNS)));
      out.flush();
    } else if (now - saidNanos >= PLAIN_EVERY_NANOS) {
      saidNanos = now;
      out.println(line(now));
    }
  }

  private String line(long now) {
    Duration left = Duration.ofNanos(leftNanos - (now - stepNanos));
    String rest = left.toSeconds() < 1 ? "" : ", about " + Numbers.duration(left) + " left";
    return "… " + step + rest + (detail.isEmpty() ? "" : ": " + detail);
  }

  /** Prints lines that stay. */
  public synchronized void say(Iterable<String> lines) {
    if (isTerminal) {
      out.print(CLEAR);
    }
    lines.forEach(out::println);
    out.flush();
    step = "";
  }

  @Override
  public void close() {
    ticker.shutdownNow();
  }
}
