package net.jumptotech.orders.intake;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.intake.mapping.Mapping.Repeated;

/**
 * Makes one order of the lines that follow each other with one order id: of the first one, or of
 * their sum. Keeps at most {@link EventJson#LARGEST_ORDER} bytes of lines. If one of the lines of a
 * sum is refused, all are: an order with a part of its amount would be wrong.
 */
final class OrderLines {

  private final Source source;
  private final boolean adds;
  private final Deque<Intake> ready = new ArrayDeque<>();
  private final List<Line> lines = new ArrayList<>();
  private Optional<OrderId> current = Optional.empty();
  private int bytes;
  private boolean tooLarge;
  private boolean ended;

  /** Reads the next line; empty at the end. */
  interface Source {
    Optional<Line> next() throws IOException;
  }

  /**
   * @param record the bytes of the line
   */
  record Line(byte[] record, Intake intake) {

    Optional<OrderId> id() {
      return intake instanceof Intake.Accepted accepted
          ? Optional.of(accepted.order().id())
          : intake instanceof Intake.Refused refused
              ? refused.reason().orderId()
              : Optional.empty();
    }
  }

  OrderLines(Source source, Repeated repeated) {
    this.source = source;
    this.adds = repeated == Repeated.SUM;
  }

  /** As {@link OrderReader#next}. */
  Optional<Intake> next() throws IOException {
    while (ready.isEmpty() && !ended) {
      Optional<Line> line = source.next();
      if (line.isEmpty()) {
        ended = true;
        flush();
      } else if (line.get().intake instanceof Intake.PassedOver) {
        ready.add(line.get().intake);
      } else if (adds) {
        add(line.get());
      } else {
        keepFirst(line.get());
      }
    }
    return Optional.ofNullable(ready.poll());
  }

  /** Whether something was read that {@link #next} will return. */
  boolean hasNext() {
    return !ready.isEmpty();
  }

  private void keepFirst(Line line) {
    Optional<OrderId> id = line.id();
    boolean same = id.isPresent() && id.equals(current);
    current = id;
    ready.add(
        same
            ? new Intake.PassedOver(
                "another line of order " + id.get(), line.intake.line(), line.record.length)
            : line.intake);
  }

  private void add(Line line) {
    Optional<OrderId> id = line.id();
    if (id.isEmpty() || !id.equals(current)) {
      flush();
      current = id;
      tooLarge = false;
    }
    lines.add(line);
    bytes += line.record.length + 1;
    if (tooLarge || bytes > EventJson.LARGEST_ORDER) {
      tooLarge = true;
      refuse(
          new InvalidEvent(
              "",
              "the lines of order %s have more than %d bytes; they are not added up"
                  .formatted(current.map(OrderId::text).orElse(""), EventJson.LARGEST_ORDER)));
      clear();
    }
  }

  private void flush() {
    if (lines.size() == 1) {
      ready.add(lines.get(0).intake);
    } else if (lines.size() > 1) {
      addUp();
    }
    clear();
  }

  private void clear() {
    lines.clear();
    bytes = 0;
  }

  private void addUp() {
    for (Line line : lines) {
      if (line.intake instanceof Intake.Refused refused) {
        refuse(
            refused
                .reason()
                .told(
                    it ->
                        new InvalidEvent.Violation(
                            it.field(),
                            "%s, in line %d; lines %d to %d are one order, whose amounts are added up"
                                .formatted(it.message(), refused.line(), first(), last()))));
        return;
      }
    }
    Order order = order(lines.get(0));
    long sum = 0;
    for (Line line : lines) {
      Order other = order(line);
      if (!other.total().currency().equals(order.total().currency())
          || !other.country().equals(order.country())
          || other.status() != order.status()) {
        refuse(
            new InvalidEvent(
                "",
                "line %d has another currency, country or status than line %d; lines %d to %d are one order, whose amounts are added up"
                    .formatted(line.intake.line(), first(), first(), last())));
        return;
      }
      sum += other.total().minorUnits(); // far from overflow: a million bytes of lines
    }
    if (sum > Money.MAX_MINOR_UNITS) {
      refuse(new InvalidEvent(EventJson.AMOUNT, "the sum of the lines is too large"));
      return;
    }
    Money total = new Money(sum, order.total().currency());
    ready.add(new Intake.Accepted(order.with(total), first(), bytes - 1));
  }

  private void refuse(InvalidEvent reason) {
    ByteArrayOutputStream all = new ByteArrayOutputStream(bytes);
    for (Line line : lines) {
      if (all.size() > 0) {
        all.write('\n');
      }
      all.writeBytes(line.record);
    }
    ready.add(new Intake.Refused(all.toByteArray(), reason, first()));
  }

  private static Order order(Line line) {
    return ((Intake.Accepted) line.intake).order();
  }

  private long first() {
    return lines.get(0).intake.line();
  }

  private long last() {
    return lines.get(lines.size() - 1).intake.line();
  }
}
