package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Finds settled orders in former partitions. Once partitions are added, an order that is sent again
 * may reach another partition than the first time, while its outcome is in the partition of the
 * first. So a reader that takes over a partition also loads, from all other partitions of the
 * outcomes, the orders that now belong to its own.
 *
 * <p>An added partition waits until the group has read what was in the former ones when it was
 * first seen: an order may wait there, and its repeat in the added one.
 *
 * <p>The number of partitions, and its time, is kept as the metadata of an offset of a separate
 * group. If that is missing, the topic may show it ({@link PartitionHistory}), and everything is
 * read. After the horizon none of this is needed any more. If nothing is ever settled, only the
 * number of partitions is read. Blocks the thread that examines partitions.
 */
final class FormerPartitions {

  private static final Duration POLL = Duration.ofMillis(50);
  private static final long TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final String SUFFIX = "-partitions";

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final String input;
  private final Optional<String> output;
  private Map<TopicPartition, Long> goals = Map.of();
  private int goalsOf;
  private volatile Growth growth; // null until it is first read

  FormerPartitions(KafkaConnection kafka, PumpOptions options) {
    this.kafka = kafka;
    this.options = options;
    this.input = options.inputs().get(0);
    this.output = options.settledIn();
  }

  /**
   * Adds to each index the orders from other partitions that belong to its partition.
   *
   * @param indexes by number of the partition; complete ones are removed
   * @return what the others wait for; empty if there are none
   */
  Optional<String> addTo(Map<Integer, SettledOrders> indexes, Admin admin) {
    learn(admin);
    boolean forgotten = growth.at().plus(options.horizon().multipliedBy(2)).isBefore(Instant.now());
    if (output.isEmpty() || growth.neverChanged() || forgotten) {
      indexes.clear();
      return Optional.empty();
    }
    indexes.keySet().removeIf(growth::alwaysCameTo);
    Map<Integer, SettledOrders> reading = new HashMap<>(indexes);
    int former = 0;
    long left = 0;
    // newest number first, which is the largest: a partition that waits for it waits for smaller
    // ones too
    for (Growth.Former each : growth.former()) {
      if (reading.keySet().stream().anyMatch(it -> it >= each.partitions())) {
        long unread = leftInFormer(each.partitions(), admin);
        if (unread > 0) {
          former = each.partitions();
          left = unread;
          reading.keySet().removeIf(it -> it >= each.partitions());
        }
      }
    }
    if (!reading.isEmpty()) {
      try {
        read(reading, growth.now(), admin);
      } catch (TimeoutException held) {
        // partitions that need nothing from it continue meanwhile
        return Optional.of(held.getMessage());
      }
      indexes.keySet().removeAll(reading.keySet());
    }
    return indexes.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "%s has %d partitions and had %d: the added ones wait until %s has read %d more records of the former ones, whose repeats may be in the added ones"
                .formatted(input, growth.now(), former, options.group(), left));
  }

  /** The numbers of partitions as last read; any thread. Null before that. */
  Growth growth() {
    return growth;
  }

  /** Reads the current number of partitions. */
  void learn(Admin admin) {
    int now = partitions(input, admin);
    try {
      growth = growth(now, admin);
    } catch (AuthorizationException notOurs) {
      if (growth == null || growth.now() != now) {
        // it cannot be stored, so everything is read each time
        growth =
            growth == null
                ? new Growth(now, history(now, admin), false, Instant.now())
                : growth.to(now, Instant.now());
      }
    }
  }

  private Growth growth(int now, Admin admin) {
    TopicPartition place = new TopicPartition(input, 0);
    Optional<Growth> known =
        Growth.of(committed(options.group() + SUFFIX, List.of(place), false, admin).get(place));
    Growth found =
        known
            .map(it -> it.now() == now ? it : it.to(now, Instant.now()))
            .orElseGet(
                () -> new Growth(now, history(now, admin), hasNoOutcome(admin), Instant.now()));
    // each time: Kafka forgets what nobody commits for some days
    answer(
        admin
            .alterConsumerGroupOffsets(options.group() + SUFFIX, Map.of(place, found.kept()))
            .all());
    return found;
  }

  private boolean hasNoOutcome(Admin admin) {
    return output.isPresent()
        && ends(outputs(admin), OffsetSpec.latest(), admin).values().stream()
            .allMatch(end -> end == 0);
  }

  private List<Growth.Former> history(int now, Admin admin) {
    List<TopicPartition> inputs = inputs(now);
    Map<TopicPartition, ListOffsetsResultInfo> firsts =
        listed(inputs, OffsetSpec.forTimestamp(0), admin);
    Map<TopicPartition, Long> ends = ends(inputs, OffsetSpec.latest(), admin);
    long[] began = inputs.stream().mapToLong(it -> began(firsts.get(it), ends.get(it))).toArray();
    return PartitionHistory.of(
        began, (count, until) -> written(inputs(count), until, ends, admin), Instant.now());
  }

  private static long began(ListOffsetsResultInfo first, long end) {
    if (first.offset() == 0) {
      return first.timestamp();
    }
    return end == 0 ? PartitionHistory.NEVER : PartitionHistory.ALWAYS;
  }

  private static long written(
      List<TopicPartition> partitions, long until, Map<TopicPartition, Long> ends, Admin admin) {
    if (until == PartitionHistory.ALWAYS) {
      return 0;
    }
    Map<TopicPartition, Long> reached =
        until == PartitionHistory.NEVER
            ? ends
            : ends(partitions, OffsetSpec.forTimestamp(until), admin);
    // -1: nothing is that recent
    return partitions.stream()
        .mapToLong(it -> reached.get(it) < 0 ? ends.get(it) : reached.get(it))
        .sum();
  }

  private List<TopicPartition> inputs(int partitions) {
    return IntStream.range(0, partitions).mapToObj(it -> new TopicPartition(input, it)).toList();
  }

  private long leftInFormer(int former, Admin admin) {
    if (goalsOf != growth.now()) {
      int most = growth.former().get(0).partitions();
      goals = ends(inputs(most), OffsetSpec.latest(), admin);
      goalsOf = growth.now();
    }
    return left(former, admin);
  }

  /** Records below the goals that the group has not committed yet. */
  private long left(int former, Admin admin) {
    Map<TopicPartition, OffsetAndMetadata> offsets =
        committed(options.group(), List.copyOf(goals.keySet()), true, admin);
    return goals.entrySet().stream()
        .filter(goal -> goal.getKey().partition() < former)
        .mapToLong(
            goal -> {
              OffsetAndMetadata reached = offsets.get(goal.getKey());
              return Math.max(0, goal.getValue() - (reached == null ? 0 : reached.offset()));
            })
        .sum();
  }

  private void read(Map<Integer, SettledOrders> indexes, int partitions, Admin admin) {
    List<TopicPartition> outputs = outputs(admin);
    Map<TopicPartition, Long> ends = ends(outputs, OffsetSpec.latest(), admin);
    Map<TopicPartition, Long> beginnings = ends(outputs, OffsetSpec.earliest(), admin);
    List<TopicPartition> open = new ArrayList<>(outputs);
    // everything that is kept, twice the horizon, independent of any clock
    open.removeIf(it -> beginnings.get(it) >= ends.get(it));
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(
            kafka.reader(options.name() + "-former"),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      reader.assign(open);
      open.forEach(it -> reader.seek(it, beginnings.get(it)));
      long until = System.nanoTime() + TIMEOUT_NANOS;
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> outcome : reader.poll(POLL)) {
          until = System.nanoTime() + TIMEOUT_NANOS;
          SettledOrders index =
              outcome.key() == null
                  ? null
                  : indexes.get(OrderRecords.partitionOf(outcome.key(), partitions));
          if (index != null) {
            index.add(outcome.key());
          }
        }
        open.removeIf(it -> reader.position(it) >= ends.get(it));
        if (!open.isEmpty() && System.nanoTime() - until > 0) {
          throw new TimeoutException(
              "%s cannot be read up to its end: check whether an open transaction blocks it (orders transactions)"
                  .formatted(open));
        }
      }
    }
  }

  private List<TopicPartition> outputs(Admin admin) {
    String topic = output.orElseThrow();
    return IntStream.range(0, partitions(topic, admin))
        .mapToObj(it -> new TopicPartition(topic, it))
        .toList();
  }

  private static int partitions(String topic, Admin admin) {
    return answer(admin.describeTopics(List.of(topic)).allTopicNames())
        .get(topic)
        .partitions()
        .size();
  }

  private static Map<TopicPartition, Long> ends(
      List<TopicPartition> partitions, OffsetSpec spec, Admin admin) {
    return listed(partitions, spec, admin).entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, it -> it.getValue().offset()));
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> listed(
      List<TopicPartition> partitions, OffsetSpec spec, Admin admin) {
    return answer(
        admin
            .listOffsets(
                partitions.stream().collect(Collectors.toMap(it -> it, it -> spec)),
                new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
            .all());
  }

  private static Map<TopicPartition, OffsetAndMetadata> committed(
      String group, List<TopicPartition> partitions, boolean stable, Admin admin) {
    return new HashMap<>(
        answer(
            admin
                .listConsumerGroupOffsets(
                    Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
                    new ListConsumerGroupOffsetsOptions().requireStable(stable))
                .partitionsToOffsetAndMetadata(group)));
  }

  private static <T> T answer(KafkaFuture<T> asked) {
    try {
      return asked.get(KafkaConnection.ANSWER_MS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopped) {
      throw new InterruptException(stopped);
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException cause
          ? cause
          : new KafkaException(failed.getCause());
    } catch (java.util.concurrent.TimeoutException slow) {
      throw new TimeoutException("no answer from Kafka", slow);
    }
  }
}
