package net.jumptotech.orders.stream;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import org.HdrHistogram.Recorder;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where records are worked on: one after the other for each order, orders side by side, each order
 * settled at most once. Lives on the verticle's context.
 */
final class Workbench<E> {

  private static final Logger log = LoggerFactory.getLogger(Workbench.class);
  private static final long LONGEST_MICROS = 600_000_000;

  private final Processor<E> processor;
  private final PumpOptions options;
  private final DeadLetters deadLetters;
  private final Recorder latency = new Recorder(LONGEST_MICROS, 2);

  /** Orders at work, each with what waits behind it. */
  private final Map<OrderId, Queue<Work<E>>> atWork = new HashMap<>();

  private long received;
  private long duplicates;
  private long rejected;

  private record Work<T>(Slot slot, OrderId orderId, T event) {}

  Workbench(Processor<E> processor, PumpOptions options, DeadLetters deadLetters) {
    this.processor = processor;
    this.options = options;
    this.deadLetters = deadLetters;
  }

  void accept(List<Slot> batch) {
    batch.forEach(this::accept);
  }

  private void accept(Slot slot) {
    if (slot.partition().isDropped()) {
      return;
    }
    received++;
    Work<E> work;
    try {
      E event = processor.read(slot.record());
      work = new Work<>(slot, processor.orderId(event), event);
    } catch (InvalidEvent | RuntimeException unreadable) {
      reject(slot, unreadable, 1);
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

  /**
   * A loop, not a recursion: what waits behind one order can be long and can all finish at once.
   */
  private void run(Work<E> first) {
    Work<E> work = first;
    while (work != null) {
      Work<E> current = work;
      if (isSettled(current)) {
        duplicates++;
        finish(current.slot(), List.of());
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

  private Future<Outcome> start(Work<E> work) {
    try {
      return processor.process(work.event());
    } catch (RuntimeException bug) {
      return Future.failedFuture(bug);
    }
  }

  private Work<E> next(OrderId orderId) {
    Queue<Work<E>> waiting = atWork.get(orderId);
    Work<E> work = waiting.poll();
    while (work != null && work.slot().partition().isDropped()) {
      work = waiting.poll();
    }
    if (work == null) {
      atWork.remove(orderId);
    }
    return work;
  }

  private void decide(Work<E> work, AsyncResult<Outcome> result) {
    Outcome outcome =
        result.succeeded() ? result.result() : new Outcome.Rejected(result.cause(), 1);
    Optional<Outcome.Rejected> rejection =
        outcome.match(
            emitted -> {
              emit(work, emitted.records());
              return Optional.empty();
            },
            Optional::of);
    rejection.ifPresent(it -> reject(work.slot(), it.cause(), it.attempts()));
  }

  /**
   * An id joins the index as its outcome is decided; if that is never committed, both are dropped.
   */
  private void emit(Work<E> work, List<OutgoingRecord> records) {
    if (records.stream().anyMatch(this::settles)) {
      work.slot().partition().settled().add(work.orderId().key());
    }
    finish(work.slot(), records.stream().map(out -> toKafka(out, work.slot().record())).toList());
  }

  private ProducerRecord<byte[], byte[]> toKafka(OutgoingRecord out, ReceivedRecord cause) {
    // what settles an order lies in the partition of the same number: there the index looks for it
    Integer partition = settles(out) ? cause.partition() : null;
    return new ProducerRecord<>(out.topic(), partition, out.key().key(), out.value());
  }

  private boolean settles(OutgoingRecord out) {
    return options.settledIn().filter(out.topic()::equals).isPresent();
  }

  private boolean isSettled(Work<E> work) {
    SettledIndex settled = work.slot().partition().settled();
    return settled != null && settled.contains(work.orderId().key());
  }

  private void reject(Slot slot, Throwable cause, int attempts) {
    rejected++;
    log.warn("{}: dead letter of {}: {}", slot.record(), options.group(), cause.getMessage());
    finish(slot, List.of(deadLetters.of(slot.record(), options.group(), cause, attempts)));
  }

  private void finish(Slot slot, List<ProducerRecord<byte[], byte[]>> records) {
    latency.recordValue(Math.min(LONGEST_MICROS, slot.ageNanos() / 1_000));
    slot.finish(records);
  }

  long received() {
    return received;
  }

  long duplicates() {
    return duplicates;
  }

  long rejected() {
    return rejected;
  }

  /** From poll to decision, in microseconds, since the last call. */
  Recorder latency() {
    return latency;
  }
}
