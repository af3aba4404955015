package net.jumptotech.orders.stream.pump;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import net.jumptotech.orders.stream.Replay;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the side inputs of the partitions that are ours. It is no member of the group: who owns a
 * partition of the input owns those with its number, whatever assignor the members use. If a side
 * input cannot be read, the input goes on. Used by the pump's thread.
 */
final class SideReader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SideReader.class);
  private static final long TRY_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);

  private final PumpOptions options;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Map<TopicPartition, Read> reads = new HashMap<>();
  private Consumer<byte[], byte[]> consumer; // null until there is something to read
  private long notBeforeNanos = System.nanoTime();
  private String failure = "";

  private record Read(SideInput input, OwnedPartition owner) {}

  SideReader(PumpOptions options, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.options = options;
    this.consumers = consumers;
  }

  /**
   * The records that have arrived; does not wait for more.
   *
   * @param partitions ours; those that are not ready have no side inputs yet
   */
  List<InFlightRecord> read(Collection<OwnedPartition> partitions) {
    if (options.sideInputs().isEmpty() || System.nanoTime() - notBeforeNanos < 0) {
      return List.of();
    }
    try {
      assign(partitions);
      List<InFlightRecord> added = reads.isEmpty() ? List.of() : add(consumer.poll(Duration.ZERO));
      failure = "";
      return added;
    } catch (InterruptException stopped) {
      throw stopped;
    } catch (KafkaException notNow) {
      note(notNow);
      notBeforeNanos = System.nanoTime() + TRY_AGAIN_NANOS;
      return List.of();
    }
  }

  private void note(KafkaException notNow) {
    if (!failure.equals(notNow.toString())) {
      log.warn(
          "{}: cannot read {}, trying again: {}",
          options.name(),
          String.join(", ", options.sideInputs()),
          notNow.toString());
    }
    failure = notNow.toString();
  }

  /** A partition that was lost and taken again has other side inputs, with their own positions. */
  private void assign(Collection<OwnedPartition> partitions) {
    Map<TopicPartition, Read> wanted = new HashMap<>();
    for (OwnedPartition owner : partitions) {
      owner.sides().forEach(input -> wanted.put(input.name(), new Read(input, owner)));
    }
    if (wanted.equals(reads)) {
      return;
    }
    if (consumer == null) {
      consumer = consumers.get();
    }
    consumer.assign(wanted.keySet());
    wanted.forEach(
        (name, read) -> {
          if (!read.equals(reads.get(name))) {
            consumer.seek(name, read.input.next());
          }
        });
    reads.clear();
    reads.putAll(wanted);
  }

  private List<InFlightRecord> add(ConsumerRecords<byte[], byte[]> records) {
    List<InFlightRecord> added = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Read read = reads.get(new TopicPartition(record.topic(), record.partition()));
      Optional<Replay> replay = Replay.of(record);
      if (replay.isEmpty()) {
        log.warn(
            "{}: {}-{}@{} is no replay: skipped",
            options.name(),
            record.topic(),
            record.partition(),
            record.offset());
      } else if (replay.get().group().equals(options.group())) {
        added.add(read.owner.add(replay.get().received(record), record.offset(), read.input));
      }
    }
    records
        .nextOffsets()
        .forEach((name, position) -> reads.get(name).input.polledUpTo(position.offset()));
    return added;
  }

  @Override
  public void close() {
    if (consumer != null) {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    }
  }
}
