package net.jumptotech.orders.stream.pump;

import io.vertx.core.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One life of a pump as a member of its group: from joining until it leaves, or until an outcome
 * cannot be determined. Everything here runs on the pump's thread. Kafka calls the rebalance
 * methods inside poll, and no other member gets a partition before they return.
 */
final class Session implements ConsumerRebalanceListener, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Session.class);

  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(2);
  private static final long POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
  private static final long QUIET_POLL_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long GATHER_NANOS = TimeUnit.MILLISECONDS.toNanos(25);
  private static final int FEW = 500;
  private static final Duration LIVE = Duration.ofSeconds(1);
  private static final long PAUSED_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
  private static final long REVOKED_STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long LONGEST_BACK_OFF_NANOS = TimeUnit.SECONDS.toNanos(2);
  private static final int MOST_DOUBLINGS = 10;

  private final PumpOptions options;
  private final PumpTimeouts timeouts;
  private final Context context;
  private final KeyOrderedDispatcher<?> dispatcher;
  private final Transactions transactions;
  private final Assignment assignment;
  private final Takeover takeover;
  private final Consumer<byte[], byte[]> consumer;
  private final SideReader sideReader;

  private boolean stopping;
  private long commitAtNanos = System.nanoTime();
  private long withoutPartitionSinceNanos = System.nanoTime();
  private boolean saidLeftOver;
  private long gatherUntilNanos = System.nanoTime();
  private Optional<Metric> lastHeartbeat = Optional.empty();
  private volatile long lastTurnNanos = System.nanoTime();

  /**
   * @param assignment empty; this session fills it
   * @param consumer this session's own, and closed with it
   * @param sideReader likewise
   */
  Session(
      PumpOptions options,
      PumpTimeouts timeouts,
      Context context,
      KeyOrderedDispatcher<?> dispatcher,
      Transactions transactions,
      Assignment assignment,
      Takeover takeover,
      Consumer<byte[], byte[]> consumer,
      SideReader sideReader) {
    this.options = options;
    this.timeouts = timeouts;
    this.context = context;
    this.dispatcher = dispatcher;
    this.transactions = transactions;
    this.assignment = assignment;
    this.takeover = takeover;
    this.consumer = consumer;
    this.sideReader = sideReader;
  }

  /**
   * Reads until stopped, then finishes what is in flight within the options' drain.
   *
   * @throws OffsetOutOfRangeException if the next record no longer exists; first finishes what is
   *     in flight, which cannot be read again either
   */
  void run(BooleanSupplier stop) {
    consumer.subscribe(options.inputs(), this);
    lastHeartbeat = metric("last-heartbeat-seconds-ago");
    try {
      while (!stop.getAsBoolean()) {
        turn();
      }
    } catch (OffsetOutOfRangeException gone) {
      finish();
      throw gone;
    }
    finish();
  }

  private void finish() {
    stopping = true;
    long until = System.nanoTime() + options.drain().toNanos();
    while (assignment.inFlight() > 0 && System.nanoTime() - until < 0) {
      try {
        turn();
      } catch (OffsetOutOfRangeException gone) {
        log.debug("{}: {}", options.name(), gone.toString());
      }
    }
    commit(assignment.all());
  }

  /** The time since Kafka's last answer; any thread. */
  long silentNanos() {
    long sinceTurn = System.nanoTime() - lastTurnNanos;
    double sinceHeartbeat =
        lastHeartbeat.map(each -> (Double) each.metricValue()).filter(Double::isFinite).orElse(0.0);
    return Math.max(sinceTurn, (long) (sinceHeartbeat * TimeUnit.SECONDS.toNanos(1)));
  }

  private Optional<Metric> metric(String name) {
    return consumer.metrics().entrySet().stream()
        .filter(each -> each.getKey().name().equals(name))
        .<Metric>map(each -> each.getValue())
        .findFirst();
  }

  private void turn() {
    lastTurnNanos = System.nanoTime();
    takeover.admitLoaded(assignment, consumer);
    boolean full = stopping || assignment.isFull();
    boolean idle = pauseAndResume(full);
    List<InFlightRecord> batch = assignment.add(poll(idle));
    if (!full) {
      List<InFlightRecord> ofSides = sideReader.read(assignment.all());
      assignment.note(ofSides);
      batch.addAll(ofSides);
    }
    if (!batch.isEmpty()) {
      Instant newest = batch.get(batch.size() - 1).record().timestamp();
      gatherUntilNanos = System.nanoTime() + gatherNanos(batch.size(), newest, Instant.now());
      Runnable processing = dispatcher.read(batch);
      Thread pump = Thread.currentThread();
      context.runOnContext(
          task -> {
            processing.run();
            LockSupport.unpark(pump); // it may be waiting for room
          });
    }
    if (untilCommit() <= 0 || transactions.failuresInARow() == 0 && assignment.isCommitDue()) {
      commit(assignment.all());
      noteLeftOver();
    }
  }

  /**
   * Reports once that no partition is left for us, unless it is only for a moment, as during a
   * rebalance.
   */
  private void noteLeftOver() {
    if (assignment.size() > 0 || consumer.groupMetadata().generationId() <= 0) {
      withoutPartitionSinceNanos = System.nanoTime();
      saidLeftOver = false;
    } else if (!saidLeftOver
        && System.nanoTime() - withoutPartitionSinceNanos > timeouts.leftOver().toNanos()) {
      saidLeftOver = true;
      log.warn(
          "{}: no partition of {} is left for this instance: {} has more instances than partitions;"
              + " it stands by to take over",
          options.name(),
          String.join(", ", options.inputs()),
          options.group());
    }
  }

  /**
   * @return whether everything is paused
   */
  private boolean pauseAndResume(boolean full) {
    Set<TopicPartition> paused = consumer.paused();
    List<TopicPartition> pause = new ArrayList<>();
    List<TopicPartition> resume = new ArrayList<>();
    Set<TopicPartition> assigned = consumer.assignment();
    boolean flowing = false;
    for (TopicPartition name : assigned) {
      OwnedPartition partition = assignment.get(name);
      boolean flows = !full && partition != null && partition.isReady();
      flowing |= flows;
      if (flows == paused.contains(name)) {
        (flows ? resume : pause).add(name);
      }
    }
    try {
      consumer.pause(pause);
      consumer.resume(resume);
    } catch (IllegalStateException lost) {
      // we did not poll for too long and are out of the group; the next poll reports it
      log.info("{}: out of the group for now: {}", options.name(), lost.getMessage());
    }
    return !flowing && !assigned.isEmpty();
  }

  private ConsumerRecords<byte[], byte[]> poll(boolean idle) {
    long left = Math.max(0, untilCommit());
    if (idle) {
      // poll with a timeout spins while partitions are paused: KAFKA-21084
      LockSupport.parkNanos(Math.min(left, PAUSED_NANOS));
      return consumer.poll(Duration.ZERO);
    }
    letRecordsGather(left);
    return consumer.poll(
        Duration.ofNanos(assignment.isQuiet() ? QUIET_POLL_NANOS : Math.min(left, POLL_NANOS)));
  }

  /**
   * How long to let more records arrive before the next poll. Kafka answers as soon as there is one
   * record, so a moderate rate would cost a request for every few of them. A backlog is not waited
   * for.
   *
   * @param newest time of the last record
   */
  static long gatherNanos(int records, Instant newest, Instant now) {
    return records < FEW && newest.isAfter(now.minus(LIVE)) ? GATHER_NANOS : 0;
  }

  private void letRecordsGather(long mostNanos) {
    long until = Math.min(gatherUntilNanos, System.nanoTime() + mostNanos);
    for (long left = until - System.nanoTime(); left > 0; left = until - System.nanoTime()) {
      LockSupport.parkNanos(left); // ends early if there is room again
    }
  }

  private long untilCommit() {
    return commitAtNanos - System.nanoTime();
  }

  /** Commits batches without a pause while one cannot hold everything that is finished. */
  private void commit(Collection<OwnedPartition> partitions) {
    commitAtNanos = System.nanoTime() + options.commitInterval().toNanos();
    CommitBatch batch = new CommitBatch(partitions);
    while (!batch.isEmpty() && deliver(batch)) {
      batch = batch.isFull() ? new CommitBatch(partitions) : CommitBatch.EMPTY;
    }
    if (assignment.inFlight() == 0) {
      transactions.forgetFailures();
    }
    assignment.noteOldest();
  }

  private boolean deliver(CommitBatch batch) {
    if (transactions.deliver(batch, consumer)) {
      assignment.release(batch);
      if (dispatcher.tellsOf(batch.records())) {
        context.runOnContext(task -> dispatcher.tell(batch.records()));
      }
      return true;
    }
    if (batch.tooLarge().isPresent()) {
      dispatcher.replaceTooLarge(batch.tooLarge().get());
      transactions.forgetFailures();
      return false;
    }
    // what fails now fails in 50 ms too: spare the log and Kafka
    int doublings = Math.min(transactions.failuresInARow(), MOST_DOUBLINGS);
    commitAtNanos +=
        Math.min(
            LONGEST_BACK_OFF_NANOS, options.commitInterval().toNanos() * ((1L << doublings) - 2));
    return false;
  }

  @Override
  public void onPartitionsAssigned(Collection<TopicPartition> names) {
    consumer.pause(names);
    for (TopicPartition name : names) {
      consumer.seek(
          name, 0); // any offset will do: nothing flows before the start position is known
      takeover.load(assignment.take(name));
    }
  }

  @Override
  public void onPartitionsRevoked(Collection<TopicPartition> names) {
    List<OwnedPartition> revoked = assignment.among(names);
    long until = System.nanoTime() + timeouts.revoked().toNanos();
    while (hasUnfinished(revoked) && System.nanoTime() - until < 0) {
      LockSupport.parkNanos(REVOKED_STEP_NANOS);
    }
    try {
      commit(revoked);
    } finally {
      assignment.drop(names);
    }
  }

  @Override
  public void onPartitionsLost(Collection<TopicPartition> names) {
    assignment.drop(names);
  }

  private static boolean hasUnfinished(Collection<OwnedPartition> partitions) {
    return partitions.stream().anyMatch(OwnedPartition::hasUnfinished);
  }

  /** Leaves the group; what is in flight is useless now. */
  @Override
  public void close() {
    assignment.dropAll();
    sideReader.close();
    try {
      consumer.close(CloseOptions.timeout(CLOSE_TIMEOUT));
    } catch (RuntimeException alreadyLost) {
      log.debug("{}: closing the consumer: {}", options.name(), alreadyLost.toString());
    }
  }
}
