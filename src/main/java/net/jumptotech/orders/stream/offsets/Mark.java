package net.jumptotech.orders.stream.offsets;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/**
 * The metadata that we write with each committed offset, to recognise it as ours: {@code orders/1
 * at=475 of=pZ0y3cJq n=1795996800001 out=474 lost=- by=host-0-payments-group-0}. An offset without
 * it was set by another program; one with another {@code at} was moved.
 *
 * @param at the offset
 * @param topic identifies the topic behind the name, see {@link #topic}
 * @param number of the transaction, which distinguishes two of one writer
 * @param outcome offset of the record that the last outcome belongs to; -1 if there is none
 * @param kept the store had acknowledged everything below this offset; -1 if there is no store, or
 *     it has acknowledged nothing
 * @param by transactional id
 * @param sides the next record of each side input
 */
public record Mark(
    long at,
    String topic,
    long number,
    long outcome,
    long kept,
    List<Loss> losses,
    String by,
    List<Side> sides) {

  private static final String NONE = "-";
  private static final int MOST_BY = 200;
  private static final Pattern FORM =
      Pattern.compile(
          "orders/1 at=(\\d{1,18}) of=(\\S+) n=(\\d{1,18})(?: out=(\\d{1,18}))?(?:"
              + " kept=(\\d{1,18}))? lost=(\\S+) by=(.*?)(?: side=(\\S+))?");
  private static final Pattern SIDE = Pattern.compile("([^:,]+):([^:,]+):(\\d{1,18})");
  private static final Pattern LOSS =
      Pattern.compile("(\\d{1,18})-(\\d{1,18})x(\\d{1,18})@(\\d{1,11})(o?)");

  /**
   * How far a side input of the partition is processed ({@code PumpOptions#sideInputs}). It has no
   * committed offset of its own: Kafka forgets those of a topic to which nobody is subscribed.
   *
   * @param topic its name
   * @param id identifies the topic behind the name, as {@link Mark#topic}
   * @param at offset of the next record
   */
  public record Side(String topic, String id, long at) {
    @Override
    public String toString() {
      return topic + ":" + id + ":" + at;
    }
  }

  public Mark {
    losses = List.copyOf(losses);
    sides = List.copyOf(sides);
    by = by.length() <= MOST_BY ? by : by.substring(0, MOST_BY);
  }

  /** A topic that is deleted and recreated has the same name and another id. */
  public static String topic(org.apache.kafka.common.Uuid id) {
    return id.toString().substring(0, 8);
  }

  /** Empty if the offset has no mark, so it is not ours. */
  public static Optional<Mark> of(OffsetAndMetadata committed) {
    Matcher found = FORM.matcher(committed.metadata());
    if (!found.matches()) {
      return Optional.empty();
    }
    return losses(found.group(6))
        .map(
            losses ->
                new Mark(
                    Long.parseLong(found.group(1)),
                    found.group(2),
                    Long.parseLong(found.group(3)),
                    number(found.group(4)),
                    number(found.group(5)),
                    losses,
                    found.group(7),
                    sides(found.group(8))));
  }

  private static List<Side> sides(String text) {
    Matcher found = SIDE.matcher(text == null ? "" : text);
    List<Side> sides = new ArrayList<>();
    while (found.find()) {
      sides.add(new Side(found.group(1), found.group(2), Long.parseLong(found.group(3))));
    }
    return sides;
  }

  private static long number(String text) {
    return text == null ? -1 : Long.parseLong(text);
  }

  private static Optional<List<Loss>> losses(String text) {
    List<Loss> losses = new ArrayList<>();
    if (!text.equals(NONE)) {
      for (String each : text.split(",")) {
        Matcher found = LOSS.matcher(each);
        if (!found.matches()) {
          return Optional.empty();
        }
        losses.add(
            new Loss(
                Long.parseLong(found.group(1)),
                Long.parseLong(found.group(2)),
                Long.parseLong(found.group(3)),
                Instant.ofEpochSecond(Long.parseLong(found.group(4))),
                !found.group(5).isEmpty()));
      }
    }
    return Optional.of(losses);
  }

  /** The mark with the signature of its writer. */
  public Mark by(String writer, long number) {
    return new Mark(at, topic, number, outcome, kept, losses, writer, sides);
  }

  /** Whether the offset is still where the writer of the mark put it. */
  boolean isOf(OffsetAndMetadata committed, String topicNow) {
    return at == committed.offset() && topic.equals(topicNow);
  }

  @Override
  public String toString() {
    StringBuilder lost = new StringBuilder();
    for (Loss each : losses) {
      lost.append(lost.isEmpty() ? "" : ",")
          .append(each.from() + "-" + each.to() + "x" + each.records())
          .append("@" + each.since().getEpochSecond() + (each.ofOutcomes() ? "o" : ""));
    }
    String side = sides.stream().map(Side::toString).collect(Collectors.joining(","));
    return "orders/1 at=%d of=%s n=%d%s%s lost=%s by=%s%s"
        .formatted(
            at,
            topic,
            number,
            outcome < 0 ? "" : " out=" + outcome,
            kept < 0 ? "" : " kept=" + kept,
            lost.isEmpty() ? NONE : lost,
            by,
            side.isEmpty() ? "" : " side=" + side);
  }
}
