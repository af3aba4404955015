package net.jumptotech.orders.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.event.KeyValuePair;

/**
 * Lets the same line through once a second, for every logger: the first at once, and then one that
 * says how many were held back. Each event is either written or counted on a line that is, so one
 * for each line and the counts on them add up to what happened.
 *
 * <p>Two events are the same if these are: logger, level, the message before its arguments are put
 * in, the arguments, and class and message of the exception and of what caused it. Two kinds of
 * arguments do not count: numbers, and what the line also has as a field, such as the place of a
 * record or its order id. So {@code "{}: {}"} of two readers, or with two reasons, are two lines;
 * ten thousand dead letters with one reason are one.
 *
 * <p>An argument may be what a client has sent. So a message at WARN or ERROR is told apart by ten
 * sets of arguments at a time, and shares one more line among all others; and there are a thousand
 * different lines at a time, and one more for whatever is beyond. DEBUG is not limited: whoever
 * sets it wants to see all. Any thread.
 */
final class RepeatLimit {

  static final String HELD_BACK = "held_back";

  private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final int MOST_ARGUMENT_SETS = 10;
  private static final int MOST_LINES = 1_000;
  private static final int LONGEST_TEXT = 200;
  private static final Message ANYTHING = new Message("", Level.OFF, "");
  private static final Cause ANY_OTHER = new Cause(List.of("any other"), List.of());

  private final LongSupplier clock;
  private final Map<Message, Map<Cause, Line>> lines = new HashMap<>();
  private int size;
  private int holding;

  private record Message(String logger, Level level, String template) {}

  private record Cause(List<String> arguments, List<String> exceptions) {}

  /** A line that was written, and what was held back since. */
  private static final class Line {
    private final boolean isOfOthers;
    private long writtenNanos;
    private long heldBack;
    private ILoggingEvent first; // of those held back

    Line(boolean isOfOthers, long writtenNanos) {
      this.isOfOthers = isOfOthers;
      this.writtenNanos = writtenNanos;
    }
  }

  /**
   * @param clock nanoseconds, never going back
   */
  RepeatLimit(LongSupplier clock) {
    this.clock = clock;
  }

  /** What to write now: the event, the event with a count, or nothing. */
  synchronized Optional<ILoggingEvent> pass(ILoggingEvent event) {
    if (!event.getLevel().isGreaterOrEqual(Level.INFO)) {
      return Optional.of(event);
    }
    long now = clock.getAsLong();
    Line known = find(event, now);
    if (known == null) {
      return Optional.of(event);
    }
    if (now - known.writtenNanos >= EVERY_NANOS) {
      long heldBack = release(known, now);
      return Optional.of(heldBack == 0 ? event : counted(event, heldBack, known.isOfOthers));
    }
    if (known.heldBack++ == 0) {
      known.first = LogEvents.kept(event);
      holding++;
    }
    return Optional.empty();
  }

  /** Whether anything is held back that has not been told yet. */
  synchronized boolean isHolding() {
    return holding > 0;
  }

  /** What was held back for a second; nothing of its kind came since. */
  synchronized List<ILoggingEvent> due() {
    return tell(EVERY_NANOS);
  }

  /** All that is held back: there is no later. */
  synchronized List<ILoggingEvent> rest() {
    return tell(0);
  }

  private List<ILoggingEvent> tell(long afterNanos) {
    long now = clock.getAsLong();
    List<ILoggingEvent> told = new ArrayList<>();
    for (Map<Cause, Line> causes : lines.values()) {
      for (Line line : causes.values()) {
        if (line.heldBack > 0 && now - line.writtenNanos >= afterNanos) {
          ILoggingEvent first = line.first;
          long others = release(line, now) - 1;
          told.add(others == 0 ? first : counted(first, others, line.isOfOthers));
        }
      }
    }
    return told;
  }

  /** Null if the event is the first of its kind, which is then known. */
  private Line find(ILoggingEvent event, long now) {
    Message message =
        new Message(
            event.getLoggerName(), event.getLevel(), cut(String.valueOf(event.getMessage())));
    Map<Cause, Line> causes = lines.get(message);
    Cause cause = cause(event);
    Line line = causes == null ? null : causes.get(cause);
    if (line != null) {
      return line;
    }
    if (size >= MOST_LINES) {
      forget(now);
    }
    if (size >= MOST_LINES) {
      return findOrAdd(ANYTHING, ANY_OTHER, now);
    }
    causes = lines.get(message);
    if (causes != null
        && causes.size() >= MOST_ARGUMENT_SETS
        && event.getLevel().isGreaterOrEqual(Level.WARN)) {
      causes.values().removeIf(it -> isOver(it, now));
      size = count();
      cause = causes.size() < MOST_ARGUMENT_SETS ? cause : ANY_OTHER;
    }
    return findOrAdd(message, cause, now);
  }

  private Line findOrAdd(Message message, Cause cause, long now) {
    Map<Cause, Line> causes = lines.computeIfAbsent(message, any -> new HashMap<>());
    Line line = causes.get(cause);
    if (line == null) {
      causes.put(cause, new Line(cause == ANY_OTHER, now));
      size++;
    }
    return line;
  }

  /** What is over is as good as never seen. */
  private void forget(long now) {
    Iterator<Map<Cause, Line>> all = lines.values().iterator();
    while (all.hasNext()) {
      Map<Cause, Line> causes = all.next();
      causes.values().removeIf(line -> isOver(line, now));
      if (causes.isEmpty()) {
        all.remove();
      }
    }
    size = count();
  }

  private int count() {
    return lines.values().stream().mapToInt(Map::size).sum();
  }

  private static boolean isOver(Line line, long now) {
    return line.heldBack == 0 && now - line.writtenNanos >= EVERY_NANOS;
  }

  private long release(Line line, long now) {
    long heldBack = line.heldBack;
    if (heldBack > 0) {
      holding--;
    }
    line.heldBack = 0;
    line.first = null;
    line.writtenNanos = now;
    return heldBack;
  }

  private static ILoggingEvent counted(ILoggingEvent event, long heldBack, boolean isOfOthers) {
    LoggingEvent counted =
        LogEvents.saying(
            "%s (%d more%s since the last such line)"
                .formatted(
                    LogEvents.message(event), heldBack, isOfOthers ? " with other causes" : ""),
            event);
    counted.addKeyValuePair(new KeyValuePair(HELD_BACK, heldBack));
    return counted;
  }

  private static Cause cause(ILoggingEvent event) {
    List<String> arguments = new ArrayList<>();
    Object[] given = event.getArgumentArray();
    for (int i = 0; given != null && i < given.length; i++) {
      if (!(given[i] instanceof Number) && !isField(given[i], event)) {
        arguments.add(cut(String.valueOf(given[i])));
      }
    }
    List<String> exceptions = new ArrayList<>();
    for (IThrowableProxy thrown = event.getThrowableProxy();
        thrown != null && exceptions.size() < MOST_ARGUMENT_SETS;
        thrown = thrown.getCause()) {
      exceptions.add(thrown.getClassName());
      exceptions.add(cut(LogEvents.message(thrown)));
    }
    return new Cause(arguments, exceptions);
  }

  private static boolean isField(Object argument, ILoggingEvent event) {
    for (KeyValuePair field : LogEvents.fields(event)) {
      if (field.value != null && field.value.equals(argument)) {
        return true;
      }
    }
    return false;
  }

  private static String cut(String text) {
    return text.length() <= LONGEST_TEXT ? text : text.substring(0, LONGEST_TEXT);
  }
}
