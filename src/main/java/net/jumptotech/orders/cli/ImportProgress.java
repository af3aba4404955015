package net.jumptotech.orders.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import net.jumptotech.orders.producer.Source;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.producer.SourceWatch;
import net.jumptotech.orders.runtime.Numbers;
import picocli.CommandLine.Help.Ansi;

/**
 * Shows how far an import is: on a terminal in one line that changes, elsewhere in a line now and
 * then.
 */
final class ImportProgress implements SourceWatch {

  private static final long TERMINAL_MS = 500;
  private static final long PLAIN_MS = 10_000;
  private static final int COLUMNS = 79; // a longer line would not be overwritten
  private static final String CLEAR = "\r\033[K";

  private final PrintStream out;
  private final boolean isTerminal;
  private final String name;
  private final long size;
  private final long startNanos = System.nanoTime();

  /**
   * @param size of the file in bytes; 0 if it is not known
   */
  ImportProgress(PrintStream out, boolean isTerminal, String name, long size) {
    this.out = out;
    this.isTerminal = isTerminal;
    this.name = name;
    this.size = size;
  }

  /** On the console, which may be a terminal. */
  static ImportProgress of(Source.File file, PrintStream console) {
    return new ImportProgress(console, Ansi.AUTO.enabled(), file.name(), size(file.path()));
  }

  /** Of the file on the disk; 0 if it is none. */
  private static long size(String path) {
    try {
      return path.equals(Source.File.STANDARD_INPUT) ? 0 : Files.size(Path.of(path));
    } catch (IOException unknown) {
      return 0;
    }
  }

  @Override
  public long everyMs() {
    return isTerminal ? TERMINAL_MS : PLAIN_MS;
  }

  @Override
  public void say(String line) {
    out.println((isTerminal ? CLEAR : "") + line);
  }

  @Override
  public void progress(SourceReport soFar, long bytes) {
    String line = line(soFar.read(), bytes, Duration.ofNanos(System.nanoTime() - startNanos));
    if (isTerminal) {
      out.print(CLEAR + line.substring(0, Math.min(line.length(), COLUMNS)));
      out.flush();
    } else {
      out.println(line);
    }
  }

  String line(long lines, long bytes, Duration elapsed) {
    double seconds = Math.max(1e-3, elapsed.toNanos() / 1e9);
    String rate = "%s lines/s".formatted(Numbers.rate(lines / seconds));
    if (size == 0 || bytes == 0) {
      return "%s: %s, %s".formatted(name, Numbers.count(lines, "line"), rate);
    }
    long read = Math.min(bytes, size);
    Duration left = Duration.ofMillis((long) (seconds * 1e3 * (size - read) / read));
    return "%s: %d %%, %s of %s MB, %s, about %s left"
        .formatted(
            name,
            100 * read / size,
            megabytes(read),
            megabytes(size),
            rate,
            Numbers.duration(left));
  }

  private static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%,.1f", bytes / 1e6);
  }

  @Override
  public void stopped(SourceReport soFar) {
    say("stopped: " + soFar);
    say("  it can be run again from the beginning: an order id is settled once");
  }
}
