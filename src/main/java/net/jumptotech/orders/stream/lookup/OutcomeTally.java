package net.jumptotech.orders.stream.lookup;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.RangeSlices;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Counts the outcomes that all readers, wherever they run, wrote in a period, by reading the
 * outcome topics. Never blocks; futures complete on the caller's context.
 */
public final class OutcomeTally {

  private static final Duration MOST_TIME = Duration.ofSeconds(60);

  /** Offsets of one partition that are read at once. */
  private static final int SLICE = 20_000;

  /** Alerts that are compared with the outcomes of their orders. */
  private static final int MOST_ALERTS = 200_000;

  /** Dead letters may be 4 MB each. */
  private static final int LETTERS = 10;

  private static final Duration MOST_LETTER_TIME = Duration.ofSeconds(5);

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final Topics topics;
  private final Map<TopicPartition, Long> startOffsets;

  /**
   * @param payments outcomes by status
   * @param flagged orders with such an outcome that have an alert on the content that was charged
   * @param otherAlerts alerts on other content of an order, or on an order whose outcome is older
   * @param letters dead letters written by a group
   * @param all whether everything was read in time; otherwise the counts are lower bounds
   */
  public record Counts(
      Map<Payment.Status, Long> payments,
      long flagged,
      long otherAlerts,
      long letters,
      boolean all) {

    public long of(Payment.Status status) {
      return payments.getOrDefault(status, 0L);
    }

    /** The number of orders whose outcome is from this period. */
    public long settled() {
      return payments.values().stream().mapToLong(it -> it).sum();
    }
  }

  private OutcomeTally(
      Vertx vertx, KafkaConnection kafka, Topics topics, Map<TopicPartition, Long> startOffsets) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.topics = topics;
    this.startOffsets = startOffsets;
  }

  /** Starts the period now. */
  public static Future<OutcomeTally> begin(Vertx vertx, KafkaConnection kafka, Topics topics) {
    return vertx.executeBlocking(
        () -> {
          try (RangeReader open = new RangeReader(kafka)) {
            Map<TopicPartition, Long> startOffsets = new HashMap<>();
            open.bounds(partitions(open, topics))
                .forEach((partition, bound) -> startOffsets.put(partition, bound.to()));
            return new OutcomeTally(vertx, kafka, topics, startOffsets);
          }
        },
        false);
  }

  /**
   * Counts up to now, for orders with such an id.
   *
   * @param rejected the known number of dead letters without a group: if there are no others, none
   *     is read
   */
  public Future<Counts> count(Predicate<String> ours, long rejected) {
    return vertx.executeBlocking(() -> read(ours, rejected), false);
  }

  private static List<TopicPartition> partitions(RangeReader open, Topics topics) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(topics.payments(), topics.fraudAlerts(), topics.deadLetters())) {
      partitions.addAll(open.partitions(topic));
    }
    return partitions;
  }

  private Counts read(Predicate<String> ours, long rejected) {
    Map<Payment.Status, Long> payments = new EnumMap<>(Payment.Status.class);
    Set<String> alerts = new HashSet<>();
    long[] counts = new long[2]; // flagged, dead letters
    try (RangeReader open = new RangeReader(kafka)) {
      Map<TopicPartition, RangeReader.Range> since = since(open);
      boolean all =
          read(
              open,
              of(since, topics.fraudAlerts()),
              SLICE,
              MOST_TIME,
              record -> {
                if (alerts.size() < MOST_ALERTS && isOurs(record, ours)) {
                  alert(record).ifPresent(alerts::add);
                }
              });
      all &= alerts.size() < MOST_ALERTS;
      all &=
          read(
              open,
              of(since, topics.payments()),
              SLICE,
              MOST_TIME,
              record -> {
                if (isOurs(record, ours)) {
                  Optional<Payment> payment = payment(record);
                  payment.ifPresent(it -> payments.merge(it.status(), 1L, Long::sum));
                  counts[0] += payment.filter(it -> alerts.remove(judged(it))).isPresent() ? 1 : 0;
                }
              });
      Map<TopicPartition, RangeReader.Range> letters = of(since, topics.deadLetters());
      if (letters.values().stream().mapToLong(RangeReader.Range::length).sum() > rejected) {
        all &=
            read(
                open,
                letters,
                LETTERS,
                MOST_LETTER_TIME,
                record -> {
                  if (DeadLetterNote.of(record).group().isPresent() && isOurs(record, ours)) {
                    counts[1]++;
                  }
                });
      }
      return new Counts(payments, counts[0], alerts.size(), counts[1], all);
    }
  }

  /** Everything since the start; new partitions as a whole. */
  private Map<TopicPartition, RangeReader.Range> since(RangeReader open) {
    Map<TopicPartition, RangeReader.Range> since = new HashMap<>();
    open.bounds(partitions(open, topics))
        .forEach(
            (partition, bound) ->
                since.put(
                    partition,
                    new RangeReader.Range(
                        Math.max(bound.from(), startOffsets.getOrDefault(partition, 0L)),
                        bound.to())));
    return since;
  }

  private static Map<TopicPartition, RangeReader.Range> of(
      Map<TopicPartition, RangeReader.Range> ranges, String... topics) {
    Map<TopicPartition, RangeReader.Range> some = new HashMap<>(ranges);
    some.keySet().removeIf(it -> !List.of(topics).contains(it.topic()));
    return some;
  }

  /** Reads slice by slice; false if the time was not enough. */
  private static boolean read(
      RangeReader open,
      Map<TopicPartition, RangeReader.Range> ranges,
      int slice,
      Duration most,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    long deadline = System.nanoTime() + most.toNanos();
    RangeSlices slices = new RangeSlices(ranges);
    while (!slices.isDone()) {
      if (System.nanoTime() - deadline > 0) {
        return false;
      }
      open.read(slices.next(slice), each);
    }
    return true;
  }

  private static boolean isOurs(ConsumerRecord<byte[], byte[]> record, Predicate<String> ours) {
    return record.key() != null && ours.test(new String(record.key(), StandardCharsets.UTF_8));
  }

  // what others write there is no outcome

  private static Optional<Payment> payment(ConsumerRecord<byte[], byte[]> record) {
    try {
      return Optional.of(EventJson.payment(record.value(), Instant.EPOCH));
    } catch (InvalidEvent notOurs) {
      return Optional.empty();
    }
  }

  /** The content it was raised on, in the form of {@link #judged}. */
  private static Optional<String> alert(ConsumerRecord<byte[], byte[]> record) {
    try {
      FraudAlert alert = EventJson.fraudAlert(record.value(), Instant.EPOCH);
      return Optional.of(alert.orderId() + " " + alert.amount() + " " + alert.country());
    } catch (InvalidEvent notOurs) {
      return Optional.empty();
    }
  }

  private static String judged(Payment payment) {
    return payment.orderId() + " " + payment.amount() + " " + payment.country();
  }
}
