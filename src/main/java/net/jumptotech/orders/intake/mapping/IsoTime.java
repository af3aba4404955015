package net.jumptotech.orders.intake.mapping;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * A time in the order of ISO 8601, with a blank or a T in the middle, and an offset in any spelling
 * or none: {@code 2026-05-01 09:59:00 +0200}, {@code 2026-05-01}.
 */
public final class IsoTime {

  private static final int NANO_DIGITS = 9;

  private final String text;
  private int at;

  private IsoTime(String text) {
    this.text = text;
  }

  /**
   * @param offset empty if the text has none
   */
  public record Read(LocalDateTime time, Optional<ZoneOffset> offset) {

    /** The time, if it has an offset. */
    public Optional<Instant> instant() {
      return offset.map(time::toInstant);
    }
  }

  /** Empty if it is no time. */
  public static Optional<Read> read(String text) {
    try {
      return Optional.of(new IsoTime(text).read());
    } catch (DateTimeException | IndexOutOfBoundsException wrong) {
      return Optional.empty();
    }
  }

  private Read read() {
    int year = digits(4);
    expect('-');
    int month = digits(2);
    expect('-');
    int day = digits(2);
    if (at == text.length()) {
      return new Read(LocalDateTime.of(year, month, day, 0, 0), Optional.empty());
    }
    if (!take('T') && !take('t') && !skipBlanks()) {
      throw new DateTimeException(text);
    }
    int hour = digits(2);
    expect(':');
    int minute = digits(2);
    int second = take(':') ? digits(2) : 0;
    int nano = take('.') ? fraction() : 0;
    LocalDateTime time = LocalDateTime.of(year, month, day, hour, minute, second, nano);
    skipBlanks();
    return new Read(time, offset());
  }

  private Optional<ZoneOffset> offset() {
    if (at == text.length()) {
      return Optional.empty();
    }
    String rest = text.substring(at);
    if (rest.equalsIgnoreCase("Z") || rest.equals("UTC") || rest.equals("GMT")) {
      return Optional.of(ZoneOffset.UTC);
    }
    boolean minus = take('-');
    if (!minus) {
      expect('+');
    }
    int hours = digits(2);
    int minutes = 0;
    if (at < text.length()) {
      take(':');
      minutes = digits(2);
    }
    if (at < text.length() || minutes > 59) {
      throw new DateTimeException(text);
    }
    int seconds = (hours * 60 + minutes) * 60;
    return Optional.of(ZoneOffset.ofTotalSeconds(minus ? -seconds : seconds));
  }

  private int digits(int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number * 10 + digit();
    }
    return number;
  }

  private int digit() {
    char it = text.charAt(at++);
    if (it < '0' || it > '9') {
      throw new DateTimeException(text);
    }
    return it - '0';
  }

  private int fraction() {
    int nano = 0;
    int count = 0;
    while (at < text.length() && Character.isDigit(text.charAt(at))) {
      nano = nano * 10 + digit();
      count++;
    }
    if (count == 0 || count > NANO_DIGITS) {
      throw new DateTimeException(text);
    }
    for (; count < NANO_DIGITS; count++) {
      nano *= 10;
    }
    return nano;
  }

  private boolean skipBlanks() {
    int from = at;
    while (at < text.length() && text.charAt(at) == ' ') {
      at++;
    }
    return at > from;
  }

  private boolean take(char wanted) {
    boolean there = at < text.length() && text.charAt(at) == wanted;
    at += there ? 1 : 0;
    return there;
  }

  private void expect(char wanted) {
    if (!take(wanted)) {
      throw new DateTimeException(text);
    }
  }
}
