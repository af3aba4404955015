package net.jumptotech.orders.producer;

import java.util.Locale;

/**
 * What became of a finite source: everything that was read is in Kafka, acknowledged.
 *
 * @param source as {@link Source#name} gives it
 * @param read lines, or records of several lines; blank ones do not count
 * @param accepted on {@code orders}
 * @param rejected on {@code dead-letters}
 */
public record SourceReport(String source, long read, long accepted, long rejected) {

  @Override
  public String toString() {
    return String.format(
        Locale.ROOT, "%s: %,d read, %,d accepted, %,d rejected", source, read, accepted, rejected);
  }
}
