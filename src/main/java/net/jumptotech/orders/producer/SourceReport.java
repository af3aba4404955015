package net.jumptotech.orders.producer;

import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.stream.DeadLetterHeaders;

/** The report on a finite source, once everything that was read is acknowledged by Kafka. */
public final class SourceReport {

  private final String source;
  private final long read;
  private final long accepted;
  private final long rejected;
  private final SentOrders sent;
  private final Refusals refusals;
  private final PassedOver passedOver;

  /**
   * @param source as in {@link Source#name}
   * @param read lines, or records of several lines, without blank ones and those passed over
   * @param accepted on {@code orders}
   * @param rejected on {@code dead-letters}
   */
  SourceReport(
      String source,
      long read,
      long accepted,
      long rejected,
      SentOrders sent,
      Refusals refusals,
      PassedOver passedOver) {
    this.source = source;
    this.read = read;
    this.accepted = accepted;
    this.rejected = rejected;
    this.sent = sent;
    this.refusals = refusals;
    this.passedOver = passedOver;
  }

  /** Whether there was no source at all. */
  public boolean isOfNothing() {
    return source.equals(new Source.None().name());
  }

  public String source() {
    return source;
  }

  /** Lines, or records of several lines. */
  public long read() {
    return read;
  }

  /** Acknowledged by Kafka. */
  public long accepted() {
    return accepted;
  }

  public long rejected() {
    return rejected;
  }

  /** The number of different accepted orders; a lower bound unless {@link #knowsAll}. */
  public long orders() {
    return sent.orders();
  }

  SentOrders sent() {
    return sent;
  }

  /** Whether it remembers all of them, which it does up to half a million. */
  public boolean knowsAll() {
    return sent.complete();
  }

  /**
   * Whether the order with the id is one of the source; true for any id unless {@link #knowsAll}.
   */
  public boolean mayContain(String id) {
    return sent.mayContain(id);
  }

  /**
   * The lines for people at the end.
   *
   * @param deadLetters the topic with the refused records
   */
  List<String> lines(String deadLetters) {
    List<String> lines = new ArrayList<>(List.of(toString()));
    lines.addAll(
        details(
            "refused; the topic %s has each with its reason (%s %s)"
                .formatted(deadLetters, DeadLetterHeaders.SOURCE, source)));
    return lines;
  }

  /**
   * What is behind the numbers.
   *
   * @param whatOfRefused stands before the reasons
   */
  List<String> details(String whatOfRefused) {
    List<String> lines = new ArrayList<>();
    if (rejected > 0) {
      lines.add("  " + whatOfRefused + ":");
      refusals.lines().forEach(it -> lines.add("    " + it));
    }
    if (sent.repeats() > 0) {
      lines.add(
          ("  repeats: %s with the id of an earlier line, %s of them with a different amount,"
                  + " currency, country or status%s")
              .formatted(
                  Numbers.count(sent.repeats()),
                  Numbers.count(sent.changed()),
                  sent.changed() > 0 ? "; an order is settled once, as it first arrived:" : ""));
      List<String> places = sent.changedPlaces();
      places.forEach(it -> lines.add("    " + it));
      if (sent.changed() > places.size()) {
        lines.add("    and %s more".formatted(Numbers.count(sent.changed() - places.size())));
      }
    }
    if (passedOver.count() > 0) {
      List<String> first = passedOver.first();
      lines.add(
          "  passed over, since they are no orders of their own: "
              + Numbers.count(passedOver.count()));
      first.forEach(it -> lines.add("    " + it));
      if (passedOver.count() > first.size()) {
        lines.add("    and %s more".formatted(Numbers.count(passedOver.count() - first.size())));
      }
    }
    if (read == 0) {
      lines.add("  it contains no orders: it is empty or has only a header");
    }
    return lines;
  }

  @Override
  public String toString() {
    return "%s: %s read, %s accepted, %s refused"
        .formatted(source, Numbers.count(read), Numbers.count(accepted), Numbers.count(rejected));
  }
}
