package net.jumptotech.orders.stream.pump;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.offsets.Anchor;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.FoundPartition;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Finds out, on a thread of its own, what must be known about a partition before its first record
 * is processed: the start position ({@link StartPosition}) and its settled orders.
 *
 * <p>Three steps, whose order makes it safe:
 *
 * <ol>
 *   <li>the group's committed offset of the input partition, with requireStable: the answer waits
 *       for a transaction that the former owner left undecided;
 *   <li>the end of the output partition as a read_uncommitted reader sees it. Not the last stable
 *       offset: the commit marker of a decided transaction may still be missing there, and with it
 *       an outcome;
 *   <li>a read_committed read until that end is reached: from the horizon, or everything if the
 *       committed offset does not carry our mark.
 * </ol>
 *
 * {@link PartitionBounds} are the first two, {@link OutcomeReader} does the third. If partitions
 * were added, other partitions are read as well ({@link PartitionCounts}).
 *
 * <p>An error sends a partition back to step 1. Ids that were read stay: a settled order stays
 * settled. If nothing is ever settled, the third step is left out.
 */
final class Takeover implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Takeover.class);
  private static final long ASK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final long NOTHING_TO_READ_NANOS = TimeUnit.MILLISECONDS.toNanos(2);
  private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final Duration IDLE = Duration.ofMillis(200);
  private static final long ASK_SIDES_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long ASK_ACKNOWLEDGED_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final PartitionBounds.Query query;
  private final Queue<Load> loaded = new ConcurrentLinkedQueue<>();
  private final BlockingQueue<Load> inbox = new LinkedBlockingQueue<>();
  private final Map<TopicPartition, Optional<OffsetAndMetadata>> cuts = new ConcurrentHashMap<>();
  private final Set<TopicPartition> outOfRange = ConcurrentHashMap.newKeySet();
  private final Set<OwnedPartition> withLosses = ConcurrentHashMap.newKeySet();
  private final Map<OwnedPartition, SideInput.Known> sidesWanted = new ConcurrentHashMap<>();
  private final Queue<Runnable> sidesFound = new ConcurrentLinkedQueue<>();
  private final Map<TopicPartition, Load> loads = new HashMap<>(); // by input partition
  private final PartitionCounts counts;
  private final Thread thread;
  private long acknowledgedAskedNanos;
  private long sidesNotBeforeNanos = System.nanoTime();
  private volatile String sidesMissing = "";
  private volatile boolean closed;
  private volatile String obstacle = "";
  private volatile long moved;

  /** One partition during its takeover. */
  private static final class Load {
    private final OwnedPartition partition;
    private final Optional<TopicPartition> output;
    private final SettledOrders index; // null if nothing is ever settled
    private final long startedNanos = System.nanoTime();
    private CompletableFuture<PartitionBounds> bounds;
    private PartitionBounds reading;
    private byte[] anchor; // of the last outcome
    private boolean formerKnown;
    private long reached = -1; // position in the output at the last check
    private StartPosition start;
    private long notBeforeNanos = System.nanoTime();

    Load(OwnedPartition partition, PumpOptions options) {
      this.partition = partition;
      this.output =
          options.settledIn().map(topic -> new TopicPartition(topic, partition.name().partition()));
      this.index = output.map(any -> new SettledOrders(options.horizon())).orElse(null);
    }

    private void restart() {
      bounds = null;
      reading = null;
      notBeforeNanos = System.nanoTime() + ASK_AGAIN_NANOS;
    }
  }

  /**
   * @param kept see {@link Processor#kept}
   */
  Takeover(
      KafkaConnection kafka, PumpOptions options, Optional<Supplier<Future<LogProgress>>> kept) {
    this.kafka = kafka;
    this.options = options;
    this.query = new PartitionBounds.Query(options, kept);
    this.counts = new PartitionCounts(kafka, options);
    this.thread = new Thread(this::run, "takeover-" + options.name());
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /** Starts a takeover; any thread. */
  void load(OwnedPartition partition) {
    inbox.add(new Load(partition, options));
  }

  /** Kafka's client cannot continue at our position, and may know where the log was truncated. */
  void outOfRange(OffsetOutOfRangeException gone) {
    if (gone instanceof LogTruncationException cut) {
      cut.partitions()
          .forEach(name -> cuts.put(name, Optional.ofNullable(cut.divergentOffsets().get(name))));
    } else {
      outOfRange.addAll(gone.partitions());
    }
  }

  /** Lets records flow from the partitions that are ready and still ours; the pump's thread. */
  void admitLoaded(Assignment assignment, Consumer<byte[], byte[]> consumer) {
    for (Load load = loaded.poll(); load != null; load = loaded.poll()) {
      OwnedPartition partition = load.partition;
      if (assignment.get(partition.name()) == partition) {
        consumer.seek(partition.name(), load.start.offset());
        partition.ready(load.index, load.start, load.reading.sides());
        if (!options.sideInputs().isEmpty() && isFirstInput(partition)) {
          sidesWanted.put(
              partition, new SideInput.Known(load.reading.sides(), load.reading.kept()));
        }
        tell(load);
      }
    }
    for (Runnable found = sidesFound.poll(); found != null; found = sidesFound.poll()) {
      found.run();
    }
  }

  private boolean isFirstInput(OwnedPartition partition) {
    return partition.name().topic().equals(options.inputs().get(0));
  }

  private void tell(Load load) {
    OwnedPartition partition = load.partition;
    if (load.index != null) {
      log.atLevel(load.index.size() == 0 ? Level.DEBUG : Level.INFO)
          .log(
              "{}: {} has {} settled orders in {} bytes, read in {} ms",
              options.name(),
              partition.name(),
              load.index.size(),
              load.index.bytes(),
              TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - load.startedNanos));
    }
    load.start
        .store()
        .flatMap(it -> it.lacking().or(it::foreign))
        .ifPresent(why -> log.warn("{}: {}", options.name(), why));
    if (load.start.moved().isPresent()) {
      moved++;
      log.warn("{}: {}", options.name(), load.start.moved().get());
    }
    if (!load.start.losses().isEmpty()) {
      withLosses.add(partition);
      Breach breach = Breach.of(options.group(), partition.name(), load.start.losses());
      log.warn(
          "{}: {}; acknowledge it: {}",
          options.name(),
          breach,
          breach.problem(kafka.bootstrapServers()).fix());
    }
  }

  PartitionCounts counts() {
    return counts;
  }

  /** What delays it, empty if nothing does; any thread. */
  String obstacle() {
    return obstacle;
  }

  /** How often a committed offset was not where we had put it. */
  long moved() {
    return moved;
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
        askAcknowledged();
        askSides();
        counts.answer();
      } catch (InterruptedException | InterruptException stopped) {
        return;
      } catch (RuntimeException | Error failed) {
        note(failed);
        loads.values().forEach(Load::restart);
        LockSupport.parkNanos(ASK_AGAIN_NANOS);
      }
    }
  }

  /** The clients exist only during takeovers: a running pump needs none of them. */
  private void loadAll() {
    String purpose = options.name() + "-index";
    try (Admin admin = Admin.create(kafka.administrator(purpose));
        OutcomeReader reader = new OutcomeReader(kafka, purpose)) {
      while (!loads.isEmpty() && !closed) {
        admitAndForget();
        askBounds(admin);
        assign(reader);
        if (reader.isIdle()) {
          LockSupport.parkNanos(NOTHING_TO_READ_NANOS);
        } else {
          reader.read(this::add);
        }
        askFormer(admin);
        counts.answer(admin);
        finish(reader);
        noteOpenTransactions(reader);
      }
    }
  }

  /** Adds what was settled before partitions were added. */
  private void askFormer(Admin admin) {
    Map<Integer, SettledOrders> asked = new HashMap<>();
    loads.values().stream()
        .filter(load -> !load.formerKnown)
        .forEach(load -> asked.put(load.partition.name().partition(), load.index));
    counts.addFormerTo(asked, admin).ifPresent(waits -> obstacle = waits);
    loads.values().stream()
        .filter(load -> !asked.containsKey(load.partition.name().partition()))
        .forEach(load -> load.formerKnown = true);
  }

  /** http finds out whose transaction it is and shows it. */
  private void noteOpenTransactions(OutcomeReader reader) {
    for (Load load : loads.values()) {
      if (load.reading != null
          && load.output.filter(reader::reads).isPresent()
          && System.nanoTime() - load.startedNanos > HELD_NANOS) {
        TopicPartition output = load.output.get();
        long position = reader.position(output);
        if (position != load.reached) {
          load.reached = position;
        } else if (position < load.reading.outputEnd()) {
          obstacle =
              "%s cannot be read beyond offset %d, its end is %d: an open transaction blocks it, see orders transactions"
                  .formatted(output, position, load.reading.outputEnd());
        }
      }
    }
  }

  /** Logs each cause once: it is tried ten times a second. */
  private void note(Throwable failed) {
    String reason =
        KafkaUnusable.sentence(failed.getCause() == null ? failed : failed.getCause(), kafka);
    if (!reason.equals(obstacle)) {
      log.warn("{}: could not find out where to start, trying again: {}", options.name(), reason);
    }
    obstacle = reason;
  }

  private void accept(Load load) {
    // an older load of this partition was dropped with its assignment
    loads.put(load.partition.name(), load);
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

  private CompletableFuture<PartitionBounds> bounds(Load load, Admin admin) {
    TopicPartition input = load.partition.name();
    return query.of(
        input,
        load.output,
        (committed, topic, end) ->
            !cuts.containsKey(input)
                && FoundPartition.isTrusted(committed, topic, end, outOfRange.contains(input)),
        admin);
  }

  /**
   * Finds the side inputs, after the partitions have begun to flow: nothing waits for them. Asks
   * again while one of them is missing.
   */
  private void askSides() {
    sidesWanted.keySet().removeIf(OwnedPartition::isDropped);
    if (sidesWanted.isEmpty() || System.nanoTime() - sidesNotBeforeNanos < 0) {
      return;
    }
    try (Admin admin = Admin.create(kafka.administrator(options.name() + "-side"))) {
      Map<OwnedPartition, CompletableFuture<List<SideInput>>> asked = new HashMap<>();
      sidesWanted.forEach(
          (partition, known) ->
              asked.put(
                  partition,
                  SideInput.of(options.sideInputs(), partition.name().partition(), known, admin)));
      Set<String> missing = new TreeSet<>();
      asked.forEach(
          (partition, answer) -> {
            List<SideInput> found = answer.join();
            sidesFound.add(() -> partition.sides(found));
            options.sideInputs().stream()
                .filter(topic -> found.stream().noneMatch(it -> it.name().topic().equals(topic)))
                .forEach(topic -> missing.add(topic + "-" + partition.name().partition()));
            if (found.size() == options.sideInputs().size()) {
              sidesWanted.remove(partition);
            }
          });
      noteMissing(
          missing.isEmpty()
              ? ""
              : String.join(", ", missing) + " is missing: create it with orders topics --create");
    } catch (KafkaException | CompletionException notNow) {
      noteMissing(KafkaUnusable.sentence(Failure.unwrapped(notNow), kafka));
    }
  }

  private void noteMissing(String why) {
    if (!why.isEmpty() && !why.equals(sidesMissing)) {
      log.warn("{}: {}", options.name(), why);
    }
    sidesMissing = why;
    sidesNotBeforeNanos = System.nanoTime() + (why.isEmpty() ? 0 : ASK_SIDES_NANOS);
  }

  /** Why a side input is not read, empty if all are; any thread. */
  String sidesMissing() {
    return sidesMissing;
  }

  private TopicPartition input(TopicPartition output) {
    return new TopicPartition(options.inputs().get(0), output.partition());
  }

  private void assign(OutcomeReader reader) {
    Map<TopicPartition, Long> from = new HashMap<>();
    loads.values().stream()
        .filter(load -> load.reading != null)
        .forEach(load -> load.output.ifPresent(output -> from.put(output, load.reading.from())));
    reader.assign(from);
  }

  private void add(TopicPartition output, List<ConsumerRecord<byte[], byte[]>> outcomes) {
    Load load = loads.get(input(output));
    if (load == null) {
      return;
    }
    for (ConsumerRecord<byte[], byte[]> outcome : outcomes) {
      if (outcome.key() != null) {
        load.index.add(outcome.key());
      }
    }
    for (int last = outcomes.size() - 1; last >= 0; last--) {
      Header anchor = outcomes.get(last).headers().lastHeader(Anchor.HEADER);
      if (anchor != null && outcomes.get(last).key() != null) {
        load.anchor = anchor.value();
        return;
      }
    }
  }

  private void finish(OutcomeReader reader) {
    for (Iterator<Load> each = loads.values().iterator(); each.hasNext(); ) {
      Load load = each.next();
      if (load.reading != null
          && load.formerKnown
          && load.output
              .filter(output -> reader.position(output) < load.reading.outputEnd())
              .isEmpty()) {
        each.remove();
        obstacle = "";
        load.start = StartPosition.of(found(load), Instant.now());
        loaded.add(load);
      }
    }
  }

  private FoundPartition found(Load load) {
    TopicPartition input = load.partition.name();
    PartitionBounds bounds = load.reading;
    Optional<OffsetAndMetadata> cut =
        Optional.ofNullable(cuts.remove(input))
            .map(where -> where.orElseGet(() -> new OffsetAndMetadata(bounds.first())));
    return new FoundPartition(
        options.group(),
        input,
        bounds.topic(),
        bounds.committed(),
        bounds.first(),
        bounds.end(),
        bounds.outputEnd() > 0,
        Optional.ofNullable(load.anchor).flatMap(Anchor::of),
        cut,
        outOfRange.remove(input),
        bounds.acknowledged(),
        bounds.kept());
  }

  /** Reads which losses are acknowledged, while there are any. */
  private void askAcknowledged() {
    withLosses.removeIf(it -> it.isDropped() || it.losses().isEmpty());
    if (withLosses.isEmpty()
        || System.nanoTime() - acknowledgedAskedNanos < ASK_ACKNOWLEDGED_NANOS) {
      return;
    }
    acknowledgedAskedNanos = System.nanoTime();
    Set<TopicPartition> asked = new HashSet<>();
    withLosses.forEach(it -> asked.add(it.name()));
    try (Admin admin = Admin.create(kafka.administrator(options.name() + "-acknowledged"))) {
      Map<TopicPartition, Long> found =
          PartitionBounds.acknowledged(options.group(), asked, admin).join();
      withLosses.forEach(it -> it.acknowledge(found.getOrDefault(it.name(), -1L)));
    } catch (KafkaException | CompletionException notNow) {
      log.debug(
          "{}: could not read which losses are acknowledged: {}",
          options.name(),
          notNow.toString());
    }
  }
}
