package net.jumptotech.orders.intake;

import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;

/** Makes orders of the records of one file. */
interface Rows {

  /**
   * Empty if the record is no order, and no mistake.
   *
   * @param received as in {@link net.jumptotech.orders.event.EventJson#order(byte[], Instant)}
   */
  Optional<Order> order(byte[] record, Instant received) throws InvalidEvent;

  /** The most bytes that the names of fields add to a record in JSON. */
  default int growth() {
    return 0;
  }

  /** How the file is written; empty if it is not CSV. */
  default Optional<CsvForm> form() {
    return Optional.empty();
  }

  /** Why the record that was read last is no order. */
  default String whyNone() {
    return "";
  }
}
