package net.jumptotech.orders.store.couchbase;

import java.time.Instant;
import net.jumptotech.orders.store.OrderStore.Cursor;

/**
 * The place of an order among all others, as one text that sorts in the same way: by {@code
 * created_at}, always to the nanosecond and with four digits for the year, then by id. SQL++
 * compares texts byte by byte; so does Java if they are ASCII, as these are.
 */
record Position(Instant createdAt, String id) {

  private static final int SECONDS_LENGTH = "2026-01-05T10:42:18".length();
  private static final int TIME_LENGTH = "2026-01-05T10:42:18.091000000Z".length();
  private static final Instant FIRST = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant LAST = Instant.parse("9999-12-31T23:59:59.999999999Z");

  /** Comes after every order: no time begins with it. */
  static final String AFTER_ALL = "~";

  /** Comes before every order. */
  static final String BEFORE_ALL = "";

  static Position of(Cursor cursor) {
    return new Position(cursor.createdAt(), cursor.id());
  }

  static Position parse(String text) {
    return new Position(
        Instant.parse(text.substring(0, TIME_LENGTH)), text.substring(TIME_LENGTH + 1));
  }

  /** Comes before every order of that time and after every earlier one. */
  static String startOf(Instant time) {
    if (time.isBefore(FIRST)) {
      return BEFORE_ALL;
    }
    return time.isAfter(LAST) ? AFTER_ALL : fixed(time);
  }

  String text() {
    return fixed(createdAt) + " " + id;
  }

  /** Called for every document: a formatter would take ten times as long. */
  private static String fixed(Instant time) {
    String nanos = Integer.toString(1_000_000_000 + time.getNano()); // with leading zeros
    return time.toString().substring(0, SECONDS_LENGTH) + "." + nanos.substring(1) + "Z";
  }

  Cursor cursor() {
    return new Cursor(createdAt, id);
  }
}
