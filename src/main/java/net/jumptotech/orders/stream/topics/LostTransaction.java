package net.jumptotech.orders.stream.topics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.settled.SettledIndex;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * The result of a transaction whose end is lost, as far as the logs show it. Blocks.
 *
 * @param committed empty if nothing shows it
 * @param why in words
 */
record LostTransaction(Optional<Boolean> committed, String why) {

  private static final long CHUNK = 5_000;
  private static final int MOST_NAMED = 10;

  /**
   * @param reader the group that writes such outcomes, for {@code orders} of the same number; empty
   *     for dead letters, which name their group
   * @param rangeReader read_uncommitted
   */
  static LostTransaction of(
      OpenTransaction lost,
      Topics topics,
      Optional<String> reader,
      RangeReader rangeReader,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets) {
    TopicPartition place = new TopicPartition(lost.topic(), lost.partition());
    RangeReader.Range all = rangeReader.bounds(List.of(place)).get(place);
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    read(rangeReader, place, new RangeReader.Range(lost.offset(), all.to()), records::add);
    if (reader.isEmpty()) {
      return ofLetters(records, offsets);
    }
    TopicPartition input = new TopicPartition(topics.orders(), lost.partition());
    SettledIndex written = new SettledIndex();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      if (record.key() != null && written.contains(record.key())) {
        return new LostTransaction(
            Optional.of(false), "its orders have another outcome after it, so they were retried");
      }
      Optional.ofNullable(record.key()).ifPresent(written::add);
    }
    long committed = offset(offsets, reader.get(), input);
    boolean isBelow = anyBelow(committed, input, written, rangeReader);
    return isBelow
        ? new LostTransaction(
            Optional.of(true),
            "%s has committed offset %d on %s, after its orders"
                .formatted(reader.get(), committed, input))
        : new LostTransaction(
            Optional.of(false),
            "%s has committed offset %d on %s; none of its orders is below it, so all are read again"
                .formatted(reader.get(), committed, input));
  }

  private static boolean anyBelow(
      long committed, TopicPartition input, SettledIndex keys, RangeReader rangeReader) {
    AtomicBoolean found = new AtomicBoolean();
    backward(
        rangeReader,
        input,
        committed,
        record -> {
          if (record.key() != null && keys.contains(record.key())) {
            found.set(true);
          }
        },
        found);
    return found.get();
  }

  private static LostTransaction ofLetters(
      List<ConsumerRecord<byte[], byte[]>> letters,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets) {
    for (ConsumerRecord<byte[], byte[]> letter : letters) {
      Optional<String> topic = header(letter, DeadLetterHeaders.TOPIC);
      Optional<String> group = header(letter, DeadLetterHeaders.GROUP);
      if (topic.isEmpty() || group.isEmpty()) {
        continue;
      }
      TopicPartition source =
          new TopicPartition(
              topic.get(),
              Integer.parseInt(header(letter, DeadLetterHeaders.PARTITION).orElse("0")));
      long offset = Long.parseLong(header(letter, DeadLetterHeaders.OFFSET).orElse("0"));
      if (offset < offset(offsets, group.get(), source)) {
        return new LostTransaction(
            Optional.of(true),
            "%s has committed an offset on %s after the record of a dead letter in it"
                .formatted(group.get(), source));
      }
    }
    return new LostTransaction(
        Optional.of(false),
        "no group has committed an offset after the records of its dead letters");
  }

  private static Optional<String> header(ConsumerRecord<?, ?> letter, String name) {
    return Optional.ofNullable(letter.headers().lastHeader(name))
        .map(it -> new String(it.value(), UTF_8));
  }

  private static long offset(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> offsets,
      String group,
      TopicPartition partition) {
    OffsetAndMetadata found = offsets.getOrDefault(group, Map.of()).get(partition);
    return found == null ? 0 : found.offset();
  }

  /**
   * Orders below the committed offset and behind the last one with an outcome: their outcomes were
   * lost with the end of the log.
   *
   * @param rangeReader read_committed
   */
  static List<String> unsettled(
      OpenTransaction ended,
      Topics topics,
      Map<TopicPartition, OffsetAndMetadata> offsets,
      RangeReader rangeReader) {
    TopicPartition outcomes = new TopicPartition(ended.topic(), ended.partition());
    TopicPartition input = new TopicPartition(topics.orders(), ended.partition());
    OffsetAndMetadata committed = offsets.get(input);
    if (committed == null) {
      return List.of();
    }
    SettledIndex settled = new SettledIndex();
    read(
        rangeReader,
        outcomes,
        rangeReader.bounds(List.of(outcomes)).get(outcomes),
        record -> Optional.ofNullable(record.key()).ifPresent(settled::add));
    List<ConsumerRecord<byte[], byte[]>> chunk = new ArrayList<>();
    Map<String, Long> without = new HashMap<>();
    AtomicBoolean reached = new AtomicBoolean();
    backward(
        rangeReader,
        input,
        committed.offset(),
        chunk::add,
        reached,
        () -> {
          for (int i = chunk.size() - 1; i >= 0 && !reached.get(); i--) {
            ConsumerRecord<byte[], byte[]> order = chunk.get(i);
            if (order.key() == null) {
              continue;
            }
            if (settled.contains(order.key())) {
              reached.set(true);
            } else {
              without.put(new String(order.key(), UTF_8), order.offset());
            }
          }
          chunk.clear();
        });
    if (without.isEmpty()) {
      return List.of();
    }
    String named =
        without.entrySet().stream()
            .sorted(Map.Entry.comparingByValue())
            .limit(MOST_NAMED)
            .map(it -> it.getKey() + " at offset " + it.getValue())
            .reduce((one, other) -> one + ", " + other)
            .orElse("");
    return List.of(
        "%s: %d orders below the committed offset %d have no outcome: it was lost with the end of %s, or they are dead letters. Only your payment provider knows whether they were charged; send again those that were not."
            .formatted(input, without.size(), committed.offset(), outcomes),
        (without.size() > MOST_NAMED ? "The first of them: " : "They are: ") + named);
  }

  private static void backward(
      RangeReader rangeReader,
      TopicPartition partition,
      long below,
      Consumer<ConsumerRecord<byte[], byte[]>> each,
      AtomicBoolean enough) {
    backward(rangeReader, partition, below, each, enough, () -> {});
  }

  /** Reads from the end, chunk by chunk, until there is enough. */
  private static void backward(
      RangeReader rangeReader,
      TopicPartition partition,
      long below,
      Consumer<ConsumerRecord<byte[], byte[]>> each,
      AtomicBoolean enough,
      Runnable chunkRead) {
    RangeReader.Range all = rangeReader.bounds(List.of(partition)).get(partition);
    long to = Math.min(below, all.to());
    while (to > all.from() && !enough.get()) {
      long from = Math.max(all.from(), to - CHUNK);
      rangeReader.read(Map.of(partition, new RangeReader.Range(from, to)), each);
      chunkRead.run();
      to = from;
    }
  }

  private static void read(
      RangeReader rangeReader,
      TopicPartition partition,
      RangeReader.Range range,
      Consumer<ConsumerRecord<byte[], byte[]>> each) {
    for (long from = range.from(); from < range.to(); from += CHUNK) {
      rangeReader.read(
          Map.of(partition, new RangeReader.Range(from, Math.min(range.to(), from + CHUNK))), each);
    }
  }
}
