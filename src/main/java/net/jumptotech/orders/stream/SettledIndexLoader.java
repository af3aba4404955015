package net.jumptotech.orders.stream;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds out which orders of a partition are settled, on a thread of its own, before any of the
 * partition's records is worked on.
 *
 * <p>Three steps, and their order is what makes it safe:
 *
 * <ol>
 *   <li>the group's committed offset of the input partition, with requireStable: the answer waits
 *       for a transaction that the former owner left undecided;
 *   <li>the end of the output partition as a read_uncommitted reader sees it. Not the last stable
 *       offset: the commit marker of a decided transaction may still be missing there, and with it
 *       an outcome;
 *   <li>a read_committed read, from the horizon until that end is reached.
 * </ol>
 *
 * An error sends a partition back to step 1. Ids that were read stay: a settled order is so for
 * good.
 */
final class SettledIndexLoader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SettledIndexLoader.class);
  private static final Duration POLL = Duration.ofMillis(20);
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long NOTHING_TO_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final Duration IDLE = Duration.ofMillis(200);

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final String outputTopic;
  private final Queue<Load> loaded = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Load> inbox = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, Load> loads = new HashMap<>(); // by output partition
  private final Thread thread;
  private volatile boolean closed;
  private volatile String trouble = "";

  /** The index of one partition in the making. */
  private static final class Load {
    private final OwnedPartition partition;
    private final TopicPartition output;
    private final SettledOrders index;
    private final long startedNanos = System.nanoTime();
    private CompletableFuture<Bounds> bounds;
    private Bounds reading;
    private long notBeforeNanos = System.nanoTime();

    Load(OwnedPartition partition, String outputTopic, Duration horizon) {
      this.partition = partition;
      this.output = new TopicPartition(outputTopic, partition.name().partition());
      this.index = new SettledOrders(horizon);
    }

    private void restart() {
      bounds = null;
      reading = null;
      notBeforeNanos = System.nanoTime() + ASK_AGAIN_NANOS;
    }
  }

  /** Which part of the output partition has to be read. */
  private record Bounds(long from, long end) {}

  SettledIndexLoader(KafkaConnection kafka, PumpOptions options, String outputTopic) {
    this.kafka = kafka;
    this.options = options;
    this.outputTopic = outputTopic;
    this.thread = new Thread(this::run, "settled-index-" + options.name());
    thread.setDaemon(true);
    thread.start();
  }

  /** Begins to load; any thread. */
  void load(OwnedPartition partition) {
    inbox.add(new Load(partition, outputTopic, options.horizon()));
  }

  /** Lets the records flow of the partitions that are loaded and still ours; the pump's thread. */
  void admitLoaded(Assignment assignment) {
    for (Load load = loaded.poll(); load != null; load = loaded.poll()) {
      OwnedPartition partition = load.partition;
      if (assignment.get(partition.name()) == partition) {
        partition.ready(load.index);
        log.atLevel(load.index.size() == 0 ? Level.DEBUG : Level.INFO)
            .log(
                "{}: {} has {} settled orders in {} bytes, read in {} ms",
                options.name(),
                partition.name(),
                load.index.size(),
                load.index.bytes(),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - load.startedNanos));
      }
    }
  }

  /** What is in the way, empty if nothing is; any thread. */
  String trouble() {
    return trouble;
  }

  @Override
  public void close() {
    closed = true;
  }

  private void run() {
    while (!closed) {
      try {
        Load first = inbox.poll(IDLE.toMillis(), TimeUnit.MILLISECONDS);
        if (first != null) {
          accept(first);
        }
        if (!loads.isEmpty()) {
          loadAll();
        }
      } catch (InterruptedException | InterruptException stopped) {
        return;
      } catch (RuntimeException | Error failed) {
        note(failed);
        loads.values().forEach(Load::restart);
        LockSupport.parkNanos(ASK_AGAIN_NANOS);
      }
    }
  }

  /** Clients live only while there is something to load: a pump at work needs none of them. */
  private void loadAll() {
    String purpose = options.name() + "-index";
    try (Admin admin = Admin.create(kafka.administrator(purpose));
        KafkaConsumer<byte[], byte[]> reader = reader(purpose)) {
      while (!loads.isEmpty() && !closed) {
        admitAndForget();
        askBounds(admin);
        assign(reader);
        if (reader.assignment().isEmpty()) {
          LockSupport.parkNanos(NOTHING_TO_READ_NANOS);
        } else {
          read(reader);
        }
      }
    }
  }

  private KafkaConsumer<byte[], byte[]> reader(String purpose) {
    Map<String, Object> config = kafka.reader(purpose);
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 10_000);
    config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 8 * 1024 * 1024);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 20);
    return BoundedConsumer.ofKeys(config);
  }

  /** Once for each cause: it is tried ten times a second. */
  private void note(Throwable failed) {
    String said =
        KafkaUnusable.sentence(failed.getCause() == null ? failed : failed.getCause(), kafka);
    if (!said.equals(trouble)) {
      log.warn(
          "{}: reading settled orders of {} failed, again from the start: {}",
          options.name(),
          outputTopic,
          said);
    }
    trouble = said;
  }

  private void accept(Load load) {
    loads.put(load.output, load); // an older load of this partition was dropped with its assignment
  }

  private void admitAndForget() {
    for (Load load = inbox.poll(); load != null; load = inbox.poll()) {
      accept(load);
    }
    loads.values().removeIf(load -> load.partition.isDropped());
  }

  private void askBounds(Admin admin) {
    for (Load load : loads.values()) {
      if (load.reading != null) {
        continue;
      }
      if (load.bounds == null) {
        if (System.nanoTime() >= load.notBeforeNanos) {
          load.bounds = bounds(load, admin);
        }
      } else if (load.bounds.isCompletedExceptionally()) {
        load.bounds.whenComplete((none, cause) -> note(cause));
        load.restart();
      } else if (load.bounds.isDone()) {
        load.reading = load.bounds.getNow(null);
        if (load.reading == null) {
          load.restart();
        }
      }
    }
  }

  /** Steps 1 and 2; null while the committed offset is not stable. */
  private CompletableFuture<Bounds> bounds(Load load, Admin admin) {
    TopicPartition input = load.partition.name();
    return admin
        .listConsumerGroupOffsets(
            Map.of(
                options.group(),
                new ListConsumerGroupOffsetsSpec().topicPartitions(List.of(input))),
            new ListConsumerGroupOffsetsOptions().requireStable(true))
        .partitionsToOffsetAndMetadata(options.group())
        .toCompletionStage()
        .toCompletableFuture()
        // a partition whose offset is unstable is left out of the answer; one without offset is
        // null
        .thenCompose(
            offsets ->
                offsets.containsKey(input)
                    ? ends(load.output, from(offsets.get(input)), admin)
                    : CompletableFuture.completedFuture(null));
  }

  /**
   * A group without an offset reads its input from the first record, however old: it is new, or
   * Kafka forgot its offsets. Only the whole output tells then what is settled.
   */
  private OffsetSpec from(OffsetAndMetadata committed) {
    return committed == null
        ? OffsetSpec.earliest()
        : OffsetSpec.forTimestamp(Instant.now().minus(options.horizon()).toEpochMilli());
  }

  private CompletableFuture<Bounds> ends(TopicPartition output, OffsetSpec first, Admin admin) {
    CompletableFuture<Long> from = offset(output, first, admin);
    CompletableFuture<Long> end = offset(output, OffsetSpec.latest(), admin);
    // -1: nothing is younger than the horizon
    return from.thenCombine(end, (start, last) -> new Bounds(start < 0 ? last : start, last));
  }

  private static CompletableFuture<Long> offset(
      TopicPartition output, OffsetSpec spec, Admin admin) {
    return admin
        .listOffsets(Map.of(output, spec), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .partitionResult(output)
        .toCompletionStage()
        .toCompletableFuture()
        .thenApply(found -> found.offset());
  }

  private void assign(KafkaConsumer<byte[], byte[]> reader) {
    Set<TopicPartition> wanted = new HashSet<>();
    loads.values().stream()
        .filter(load -> load.reading != null)
        .forEach(load -> wanted.add(load.output));
    Set<TopicPartition> had = reader.assignment();
    if (wanted.equals(had)) {
      return;
    }
    List<TopicPartition> fresh = new ArrayList<>(wanted);
    fresh.removeAll(had);
    reader.assign(wanted);
    fresh.forEach(output -> reader.seek(output, loads.get(output).reading.from));
  }

  private void read(KafkaConsumer<byte[], byte[]> reader) {
    ConsumerRecords<byte[], byte[]> records = reader.poll(POLL);
    for (ConsumerRecord<byte[], byte[]> record : records) {
      Load load = loads.get(new TopicPartition(record.topic(), record.partition()));
      if (load != null && record.key() != null) {
        load.index.add(record.key());
      }
    }
    for (Iterator<Load> each = loads.values().iterator(); each.hasNext(); ) {
      Load load = each.next();
      if (load.reading != null && reader.position(load.output) >= load.reading.end) {
        each.remove();
        trouble = "";
        loaded.add(load);
      }
    }
  }
}
