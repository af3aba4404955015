package net.jumptotech.orders.stream;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import net.jumptotech.orders.runtime.Health;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads topics exactly once: every record is handled, and what came of it is written together with
 * its offset, in one transaction, whatever dies and when.
 *
 * <p>One thread owns the consumer and the transactional producer; nothing else touches them. Each
 * poll is handed to the verticle's context as one task ({@link Workbench}); what is finished there
 * goes out every 50 ms, in offset order ({@link Window}, {@link Transactions}). While too much is
 * in flight the partitions are paused and polling goes on, so that the group keeps us as a member.
 * A partition that is taken away is finished, committed and dropped inside the rebalance callback,
 * before anybody else gets it. A partition that comes to us stays paused until the orders settled
 * in it are known ({@link SettledIndexLoader}).
 *
 * <p>Whenever the fate of something is in doubt beyond repair the session ends: everything in
 * memory is dropped and built again from the log.
 *
 * <p>{@code Processor} and {@code status} run on the context that made the pump.
 *
 * @param <E> what a record says
 */
public final class Pump<E> {

  private static final Logger log = LoggerFactory.getLogger(Pump.class);

  private static final Duration LONGEST_POLL = Duration.ofMillis(20);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(3);
  private static final long PAUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long REVOKED_NANOS = TimeUnit.MILLISECONDS.toNanos(300);
  private static final long REVOKED_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long NEW_SESSION_NANOS = TimeUnit.MILLISECONDS.toNanos(500);
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final long SILENT_NANOS = TimeUnit.SECONDS.toNanos(15);
  private static final long MOST_BYTES = 64L * 1024 * 1024;

  private final Context context;
  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final Workbench<E> workbench;
  private final Transactions transactions;
  private final Thread thread;
  private final Promise<Void> stopped = Promise.promise();
  private final Map<TopicPartition, OwnedPartition> partitions = new ConcurrentHashMap<>();
  private final Queue<SettledIndexLoader.Load> loaded = new ConcurrentLinkedQueue<>();

  // the pump's thread alone
  private Consumer<byte[], byte[]> consumer;
  private SettledIndexLoader loader;
  private boolean full;
  private long bytesInFlight;
  private long lastWindowNanos = System.nanoTime();

  private volatile boolean stopping;
  private volatile int inFlight;
  private volatile long sessions;
  private volatile long lastTurnNanos = System.nanoTime();
  private volatile long oldestNanos;
  private volatile String trouble = "not started";

  /** A pump that works on the current context; call it from the verticle's {@code start}. */
  public Pump(Vertx vertx, KafkaConnection kafka, PumpOptions options, Processor<E> processor) {
    this(vertx, kafka, options, processor, () -> transactionalProducer(kafka, options));
  }

  /** For tests that put something between us and Kafka. */
  Pump(
      Vertx vertx,
      KafkaConnection kafka,
      PumpOptions options,
      Processor<E> processor,
      Supplier<Producer<byte[], byte[]>> producers) {
    this.context = vertx.getOrCreateContext();
    this.kafka = kafka;
    this.options = options;
    this.workbench =
        new Workbench<>(
            processor, options, new DeadLetters(options.deadLetters(), kafka.version()));
    this.transactions = new Transactions(producers, () -> stopping);
    this.thread = new Thread(this::run, "pump-" + options.name());
    thread.setDaemon(true);
  }

  /** Begins to read. Whether Kafka can be reached shows in {@link #status}. */
  public void start() {
    thread.start();
  }

  /**
   * Takes no more records, waits at most {@code drain} for those in flight, commits what is
   * finished and leaves the group. What is not finished then is read again by whoever owns it next.
   */
  public Future<Void> stop() {
    stopping = true;
    return stopped.future();
  }

  public PumpStatus status() {
    long ids = 0;
    long bytes = 0;
    for (OwnedPartition partition : partitions.values()) {
      if (partition.isReady() && partition.settled() != null) {
        ids += partition.settled().size();
        bytes += partition.settled().bytes();
      }
    }
    return new PumpStatus(
        workbench.received(),
        workbench.duplicates(),
        workbench.rejected(),
        inFlight,
        partitions.size(),
        ids,
        bytes,
        transactions.committed(),
        transactions.aborted(),
        transactions.unknown(),
        sessions,
        health());
  }

  /** From poll to decision, in microseconds, since the last call. */
  public Histogram latency() {
    return workbench.latency().getIntervalHistogram();
  }

  private Health health() {
    long now = System.nanoTime();
    if (!thread.isAlive()) {
      return Health.down("stopped");
    }
    if (!trouble.isEmpty()) {
      return Health.degraded(trouble);
    }
    if (now - lastTurnNanos > SILENT_NANOS) {
      return Health.degraded("waits for Kafka since " + seconds(now - lastTurnNanos) + " s");
    }
    if (oldestNanos > STUCK_NANOS) {
      return Health.degraded("a record is at work since " + seconds(oldestNanos) + " s");
    }
    long loading = partitions.values().stream().filter(partition -> !partition.isReady()).count();
    return loading == 0
        ? Health.UP
        : Health.degraded("reads which orders are settled in " + loading + " partitions");
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  // ---- the pump's thread

  private void run() {
    try {
      options
          .settledIn()
          .ifPresent(topic -> loader = new SettledIndexLoader(kafka, options, topic, loaded::add));
      while (!stopping) {
        runSession();
      }
    } finally {
      if (loader != null) {
        loader.close();
      }
      stopped.complete();
    }
  }

  private void runSession() {
    try {
      sessions++;
      session();
      trouble = "";
    } catch (RuntimeException | Error lost) {
      trouble = String.valueOf(lost.getMessage());
      log.warn(
          "{}: session ended, beginning again from the log: {}", options.name(), lost.toString());
    } finally {
      dropAll();
      close();
    }
    if (!stopping) {
      LockSupport.parkNanos(NEW_SESSION_NANOS);
    }
  }

  private void session() {
    transactions.open();
    consumer = newConsumer();
    consumer.subscribe(options.inputs(), new Rebalance());
    full = false;
    trouble = "";
    long drainUntil = Long.MAX_VALUE;
    while (!(stopping && (inFlight == 0 || System.nanoTime() - drainUntil > 0))) {
      if (stopping && drainUntil == Long.MAX_VALUE) {
        drainUntil = System.nanoTime() + options.drain().toNanos();
      }
      turn();
    }
    commitWindow();
  }

  private void turn() {
    lastTurnNanos = System.nanoTime();
    admitLoaded();
    full = stopping || isOverLimit(1) || (full && isOverLimit(2));
    boolean idle = pauseAndResume();
    ConsumerRecords<byte[], byte[]> records = poll(idle);
    dispatch(records);
    if (untilWindow() <= 0) {
      commitWindow();
    }
  }

  /** Paused at the limit, resumed at half of it: not back and forth with every record. */
  private boolean isOverLimit(int part) {
    return inFlight >= options.inFlight() / part && inFlight > 0
        || bytesInFlight >= MOST_BYTES / part;
  }

  private void admitLoaded() {
    for (var load = loaded.poll(); load != null; load = loaded.poll()) {
      OwnedPartition partition = load.partition();
      if (partitions.get(partition.name()) == partition) {
        partition.ready(load.index());
        log.info(
            "{}: {} has {} settled orders in {} bytes, read in {} ms",
            options.name(),
            partition.name(),
            load.index().size(),
            load.index().bytes(),
            load.took().toMillis());
      }
    }
  }

  /**
   * @return whether nothing may flow
   */
  private boolean pauseAndResume() {
    Set<TopicPartition> paused = consumer.paused();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    boolean flowing = false;
    for (TopicPartition name : consumer.assignment()) {
      OwnedPartition partition = partitions.get(name);
      boolean flows = !full && partition != null && partition.isReady();
      flowing |= flows;
      if (flows == paused.contains(name)) {
        (flows ? resume : pause).add(name);
      }
    }
    if (!pause.isEmpty()) {
      consumer.pause(pause);
    }
    if (!resume.isEmpty()) {
      consumer.resume(resume);
    }
    return !flowing && !consumer.assignment().isEmpty();
  }

  private ConsumerRecords<byte[], byte[]> poll(boolean idle) {
    long left = Math.max(0, untilWindow());
    if (idle) {
      // poll with a timeout spins while partitions are paused: KAFKA-21084
      LockSupport.parkNanos(Math.min(left, PAUSED_NANOS));
      return consumer.poll(Duration.ZERO);
    }
    return consumer.poll(Duration.ofNanos(Math.min(left, LONGEST_POLL.toNanos())));
  }

  private long untilWindow() {
    return options.window().toNanos() - (System.nanoTime() - lastWindowNanos);
  }

  private void dispatch(ConsumerRecords<byte[], byte[]> records) {
    List<Slot> batch = new ArrayList<>(records.count());
    for (ConsumerRecord<byte[], byte[]> record : records) {
      ReceivedRecord received = new ReceivedRecord(record);
      bytesInFlight += received.bytes();
      batch.add(
          partitions.get(new TopicPartition(record.topic(), record.partition())).add(received));
    }
    records
        .nextOffsets()
        .forEach(
            (name, position) -> {
              OwnedPartition partition = partitions.get(name);
              if (partition != null) {
                partition.polledUpTo(position);
              }
            });
    if (!batch.isEmpty()) {
      inFlight += batch.size();
      context.runOnContext(task -> workbench.accept(batch));
    }
  }

  private void commitWindow() {
    lastWindowNanos = System.nanoTime();
    Window window = new Window(partitions.values());
    if (!window.isEmpty() && transactions.deliver(window, consumer)) {
      forget(window.release());
    }
    oldestNanos =
        partitions.values().stream()
            .mapToLong(
                partition -> partition.slots().isEmpty() ? 0 : partition.slots().peek().ageNanos())
            .max()
            .orElse(0);
  }

  private void forget(Collection<Slot> slots) {
    inFlight -= slots.size();
    slots.forEach(slot -> bytesInFlight -= slot.record().bytes());
  }

  private void drop(Collection<TopicPartition> names) {
    for (TopicPartition name : names) {
      OwnedPartition partition = partitions.remove(name);
      if (partition != null) {
        partition.drop();
        forget(partition.slots());
      }
    }
  }

  private void dropAll() {
    drop(List.copyOf(partitions.keySet()));
  }

  private void close() {
    try {
      if (consumer != null) {
        consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
      }
    } catch (RuntimeException alreadyLost) {
      log.debug("{}: closing the consumer: {}", options.name(), alreadyLost.toString());
    } finally {
      consumer = null;
      transactions.close();
    }
  }

  private Consumer<byte[], byte[]> newConsumer() {
    return new KafkaConsumer<>(
        kafka.groupMember(options.name(), options.group()),
        new ByteArrayDeserializer(),
        new ByteArrayDeserializer());
  }

  private static Producer<byte[], byte[]> transactionalProducer(
      KafkaConnection kafka, PumpOptions options) {
    return new KafkaProducer<>(
        kafka.transactionalWriter(options.name()),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  /**
   * Called by Kafka inside poll, so on the pump's thread; nobody gets a partition before it
   * returns.
   */
  private final class Rebalance implements ConsumerRebalanceListener {

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> names) {
      for (TopicPartition name : names) {
        OwnedPartition partition = new OwnedPartition(name);
        partitions.put(name, partition);
        if (loader == null) {
          partition.ready(null);
        } else {
          loader.load(partition);
        }
      }
      if (loader != null) {
        consumer.pause(names);
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> names) {
      long until = System.nanoTime() + REVOKED_NANOS;
      while (hasUnfinished(names) && System.nanoTime() - until < 0) {
        LockSupport.parkNanos(REVOKED_STEP_NANOS);
      }
      try {
        commitWindow();
      } finally {
        drop(names);
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> names) {
      drop(names);
    }

    private boolean hasUnfinished(Collection<TopicPartition> names) {
      return names.stream()
          .map(partitions::get)
          .anyMatch(partition -> partition != null && partition.hasUnfinished());
    }
  }
}
