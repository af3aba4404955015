package net.jumptotech.orders.intake;

import java.util.Objects;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;

/** What a record of a file turned out to be. */
public sealed interface Intake {

  /** Number of the record's first line in its file, from 1. */
  long line();

  /** Its size in the file, in bytes. */
  int size();

  /**
   * An order.
   *
   * @param size of all its lines
   */
  record Accepted(Order order, long line, int size) implements Intake {
    public Accepted {
      Objects.requireNonNull(order, "order");
    }
  }

  /**
   * A record that breaks the contract.
   *
   * @param bytes as they were read, without the final line break
   */
  record Refused(byte[] bytes, InvalidEvent reason, long line) implements Intake {
    public Refused {
      Objects.requireNonNull(bytes, "bytes");
      Objects.requireNonNull(reason, "reason");
    }

    @Override
    public int size() {
      return bytes.length;
    }
  }

  /**
   * A row that is no order of its own: a continuation line, a total, a line below the table. It is
   * counted and reported, but it is no mistake.
   *
   * @param why in a few words
   */
  record PassedOver(String why, long line, int size) implements Intake {}
}
