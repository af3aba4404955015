package net.jumptotech.orders.stream.pump;

import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.RecordSpans;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.stream.offsets.Anchor;
import net.jumptotech.orders.stream.settled.SettledOrders;
import net.jumptotech.orders.tracing.OrderSpan;
import net.jumptotech.orders.tracing.OrderTraces;
import net.jumptotech.orders.tracing.Traceparent;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.header.Header;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Processes the records of one order one after the other and different orders in parallel; each
 * order is settled at most once. Lives on the verticle's context, but for {@link #read}.
 */
final class KeyOrderedDispatcher<E> {

  private static final Logger log = LoggerFactory.getLogger(KeyOrderedDispatcher.class);
  private static final long LONGEST_MICROS = 600_000_000;

  private final Processor<E> processor;
  private final PumpOptions options;
  private final DeadLetterEncoder deadLetters;
  private final Growth.Source counts;
  private final Context context;
  private final String input; // the topic whose partitions are decided by the key
  private final String settledIn; // null if nothing is ever settled
  private final Optional<Consumer<List<byte[]>>> committed;
  private final RecordSpans spans; // null if nothing is traced
  private final Recorder latency = new Recorder(LONGEST_MICROS, 2);

  /** The orders in progress, each with its waiting records. */
  private final Map<OrderId, Queue<Work<E>>> atWork = new HashMap<>();

  // counted on the context, read by any thread
  private final LongAdder received = new LongAdder();
  private final LongAdder duplicates = new LongAdder();
  private final Map<DeadLetterCause, LongAdder> rejected = new EnumMap<>(DeadLetterCause.class);

  /**
   * @param unreadable why it has no event and no order id; null if it has
   * @param span null if it is not traced
   */
  private record Work<T>(
      InFlightRecord entry, OrderId orderId, T event, Rejection unreadable, OrderSpan span) {}

  /**
   * @param reason for people
   */
  private record Rejection(DeadLetterCause cause, Throwable reason, int attempts) {

    static Rejection of(Throwable reason) {
      DeadLetterCause cause =
          reason instanceof InvalidEvent ? DeadLetterCause.INVALID : DeadLetterCause.FAULT;
      return new Rejection(cause, reason, 1);
    }
  }

  /** The failure of a record that is in the wrong partition. */
  private static final class Misplaced extends Exception {
    private static final long serialVersionUID = 1L;

    Misplaced(InvalidEvent reason) {
      super(null, reason, false, false);
    }
  }

  KeyOrderedDispatcher(
      Processor<E> processor,
      PumpOptions options,
      DeadLetterEncoder deadLetters,
      Growth.Source counts,
      Context context,
      Optional<OrderTraces> traces) {
    this.processor = processor;
    this.options = options;
    this.deadLetters = deadLetters;
    this.counts = counts;
    this.context = context;
    this.input = options.inputs().get(0);
    this.settledIn = options.settledIn().orElse(null);
    this.committed = processor.committed();
    this.spans = traces.map(it -> new RecordSpans(it, options.group())).orElse(null);
    for (DeadLetterCause each : DeadLetterCause.values()) {
      rejected.put(each, new LongAdder());
    }
  }

  /**
   * Parses a batch, on the pump's thread, so that the context only has to decide.
   *
   * @return processes it, on the context
   */
  Runnable read(List<InFlightRecord> batch) {
    List<Work<E>> works = new ArrayList<>(batch.size());
    for (InFlightRecord entry : batch) {
      works.add(read(entry));
    }
    return () -> works.forEach(this::accept);
  }

  private Work<E> read(InFlightRecord entry) {
    OrderSpan span = spans == null ? null : spans.begin(entry.record());
    try {
      OrderRecords.checkWhole(entry.record());
    } catch (InvalidEvent tooLarge) {
      Rejection rejection = new Rejection(DeadLetterCause.TOO_LARGE, tooLarge, 1);
      return new Work<>(entry, null, null, rejection, span);
    }
    try {
      E event = processor.read(entry.record());
      OrderId orderId = Objects.requireNonNull(processor.orderId(event), "order id");
      return new Work<>(entry, orderId, event, null, span);
    } catch (InvalidEvent | RuntimeException | Error unreadable) {
      return new Work<>(entry, null, null, Rejection.of(unreadable), span);
    }
  }

  private void accept(Work<E> work) {
    if (work.entry().partition().isDropped()) {
      endSpan(work);
      return;
    }
    received.increment();
    if (work.unreadable() != null) {
      reject(work, work.unreadable());
      return;
    }
    Queue<Work<E>> before = atWork.get(work.orderId());
    if (before == null) {
      atWork.put(work.orderId(), new ArrayDeque<>(2));
      run(work);
    } else {
      before.add(work);
    }
  }

  /** A loop, not a recursion: many records can wait for one order and can all finish at once. */
  private void run(Work<E> first) {
    Work<E> work = first;
    while (work != null) {
      Work<E> current = work;
      if (isSettled(current)) {
        duplicates.increment();
        finish(current, List.of());
      } else {
        Future<Outcome> outcome = start(current);
        if (!outcome.isComplete()) {
          outcome.onComplete(
              result -> {
                decide(current, result);
                run(next(current.orderId()));
              });
          return;
        }
        decide(current, outcome);
      }
      work = next(current.orderId());
    }
  }

  /**
   * Partitions may have been added since the last check, so a record may belong where it is: it
   * becomes no dead letter before Kafka has returned the current number.
   */
  private Future<Outcome> start(Work<E> work) {
    InFlightRecord entry = work.entry();
    if (belongs(entry, counts.growth())) {
      return process(work);
    }
    return Future.fromCompletionStage(counts.askedGrowth(), context)
        .compose(
            growth -> {
              if (entry.partition().isDropped()) {
                return Future.succeededFuture(Outcome.DONE); // its next owner processes it
              }
              return belongs(entry, growth)
                  ? process(work)
                  : Future.failedFuture(new Misplaced(misplaced(entry, growth)));
            });
  }

  /** A record that is read again for a store was checked before, possibly with fewer partitions. */
  private boolean belongs(InFlightRecord entry, Growth growth) {
    ReceivedRecord record = entry.record();
    OwnedPartition partition = entry.partition();
    if (entry.isOfSide()) {
      return !record.topic().equals(input)
          || record.key() == null
          || growth.allows(record.key(), partition.name().partition(), Instant.now(), false);
    }
    return !record.topic().equals(input)
        || record.key() == null
        || growth.allows(
            record.key(),
            record.partition(),
            record.timestamp(),
            settledIn == null && partition.wasThere(record))
        || settledIn == null
            && partition.wasHandled(record)
            && record.timestamp().isBefore(growth.at());
  }

  private static InvalidEvent misplaced(InFlightRecord entry, Growth growth) {
    return new InvalidEvent(
        "partition",
        "expected %d of %d, where Kafka's default partitioner (murmur2) puts this key, was %d; its sender must set partitioner=murmur2_random (kcat and all of librdkafka), Partitioners.DefaultPartitioner (kafkajs), or murmur2 (others)"
            .formatted(
                OrderRecords.partitionOf(entry.record().key(), growth.now()),
                growth.now(),
                entry.partition().name().partition()));
  }

  private Future<Outcome> process(Work<E> work) {
    return work.span() == null ? ask(work) : work.span().inside(context, () -> ask(work));
  }

  /** Catches an Error too: an entry that never finishes would block its partition forever. */
  private Future<Outcome> ask(Work<E> work) {
    try {
      return Objects.requireNonNull(
          processor.process(work.event()), "the processor returned no future");
    } catch (RuntimeException | Error bug) {
      return Future.failedFuture(bug);
    }
  }

  private Work<E> next(OrderId orderId) {
    Queue<Work<E>> waiting = atWork.get(orderId);
    Work<E> work = waiting.poll();
    while (work != null && work.entry().partition().isDropped()) {
      endSpan(work);
      work = waiting.poll();
    }
    if (work == null) {
      atWork.remove(orderId);
    }
    return work;
  }

  private void decide(Work<E> work, AsyncResult<Outcome> result) {
    if (result.cause() instanceof Misplaced it) {
      reject(work, new Rejection(DeadLetterCause.MISPLACED, it.getCause(), 1));
    } else if (result.failed()) {
      reject(work, Rejection.of(result.cause()));
    } else if (result.result() == null) {
      reject(work, Rejection.of(new NullPointerException("the processor gave no outcome")));
    } else {
      result
          .result()
          .<Runnable>match(
              emitted -> () -> emit(work, emitted.records()),
              it ->
                  () ->
                      reject(
                          work, new Rejection(DeadLetterCause.GIVEN_UP, it.cause(), it.attempts())))
          .run();
    }
  }

  /**
   * The id joins the index when its outcome is decided; if the outcome is never committed, both are
   * dropped.
   */
  private void emit(Work<E> work, List<OutgoingRecord> outcome) {
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(outcome.size());
    for (OutgoingRecord out : outcome) {
      ProducerRecord<byte[], byte[]> record = toKafka(out, work.entry());
      if (work.span() != null) {
        record.headers().add(Traceparent.HEADER, work.span().traceparent());
      }
      records.add(record);
      if (settles(out)) {
        work.entry().partition().settled().add(work.orderId().key());
      }
    }
    finish(work, records);
  }

  private ProducerRecord<byte[], byte[]> toKafka(OutgoingRecord out, InFlightRecord entry) {
    // an outcome goes to the partition with the same number, where the index looks for it
    if (!settles(out)) {
      return new ProducerRecord<>(out.topic(), out.key().key(), out.value());
    }
    OwnedPartition partition = entry.partition();
    // the outcome of a replay does not show how far the input is processed
    List<Header> anchor =
        entry.isOfSide()
            ? List.of()
            : List.of(Anchor.of(entry.record().unwrap(), partition.topic()));
    return new ProducerRecord<>(
        out.topic(), partition.name().partition(), out.key().key(), out.value(), anchor);
  }

  private boolean settles(OutgoingRecord out) {
    return out.topic().equals(settledIn);
  }

  private boolean isSettled(Work<E> work) {
    SettledOrders settled = work.entry().partition().settled();
    return settled != null && settled.contains(work.orderId().key());
  }

  private void reject(Work<E> work, Rejection rejection) {
    InFlightRecord entry = work.entry();
    if (entry.wasHandled()) {
      finish(work, List.of()); // its dead letter is already written
      return;
    }
    if (work.span() == null) {
      logLetter(entry, rejection.reason());
    } else {
      work.span().failed(rejection.reason());
      work.span().during(() -> logLetter(entry, rejection.reason()));
    }
    rejected.get(rejection.cause()).increment();
    finish(
        work,
        List.of(
            deadLetters.of(
                entry.record(),
                options.group(),
                rejection.cause(),
                rejection.reason(),
                rejection.attempts())));
  }

  private void logLetter(InFlightRecord entry, Throwable cause) {
    entry
        .record()
        .named(log.atWarn())
        .log("{} key={}: dead letter of {}: {}", options.group(), cause.toString());
  }

  private void endSpan(Work<E> work) {
    if (work.span() != null) {
      work.span().end();
    }
  }

  private void finish(Work<E> work, List<ProducerRecord<byte[], byte[]>> records) {
    endSpan(work);
    InFlightRecord entry = work.entry();
    latency.recordValue(Math.min(LONGEST_MICROS, entry.ageNanos() / 1_000));
    entry.finish(records);
  }

  /**
   * Replaces a result that Kafka will never take, on the pump's thread. The record becomes a dead
   * letter; if that is too large as well, one that only states the record's position.
   *
   * <p>The order counts as settled as long as we own its partition, although it has no outcome.
   */
  void replaceTooLarge(InFlightRecord entry) {
    var cause = new RecordTooLargeException("Kafka does not accept its outcome: too large");
    boolean isDeadLetter =
        entry.result().stream().allMatch(record -> record.topic().equals(options.deadLetters()));
    entry
        .record()
        .named(log.atWarn())
        .log(
            "{} key={}: {} of {} is too large",
            isDeadLetter ? "dead letter" : "outcome",
            options.group());
    if (!isDeadLetter) {
      rejected.get(DeadLetterCause.TOO_LARGE).increment();
    }
    entry.finish(
        List.of(
            isDeadLetter
                ? deadLetters.withoutContent(entry.result().get(0))
                : deadLetters.of(
                    entry.record(), options.group(), DeadLetterCause.TOO_LARGE, cause, 1)));
  }

  /** Whether there is a listener for these records; any thread. */
  boolean tellsOf(List<ProducerRecord<byte[], byte[]>> records) {
    return committed.isPresent()
        && records.stream().anyMatch(record -> record.topic().equals(settledIn));
  }

  /** Tells the listener that these are in Kafka. */
  void tell(List<ProducerRecord<byte[], byte[]>> records) {
    List<byte[]> outcomes =
        records.stream()
            .filter(record -> record.topic().equals(settledIn))
            .map(ProducerRecord::value)
            .toList();
    committed.orElseThrow().accept(outcomes);
  }

  long received() {
    return received.sum();
  }

  long duplicates() {
    return duplicates.sum();
  }

  /** How many records became dead letters, for each cause. */
  Map<DeadLetterCause, Long> deadLetters() {
    Map<DeadLetterCause, Long> counts = new EnumMap<>(DeadLetterCause.class);
    rejected.forEach((cause, count) -> counts.put(cause, count.sum()));
    return counts;
  }

  /** From poll to decision, in microseconds, since the last call. */
  Recorder latency() {
    return latency;
  }
}
