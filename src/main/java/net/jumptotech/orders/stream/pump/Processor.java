package net.jumptotech.orders.stream.pump;

import io.vertx.core.Future;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.ReceivedRecord;

/**
 * What a verticle does with the records of its topics. Records are read on the pump's thread and
 * processed on the verticle's context, which none of these methods may block.
 *
 * @param <E> the parsed record
 */
public interface Processor<E> {

  /**
   * Parses a record, on the pump's thread: uses nothing that changes.
   *
   * @throws InvalidEvent if the record breaks the wire contract: it becomes a dead letter
   */
  E read(ReceivedRecord record) throws InvalidEvent;

  /** The order of the event, as {@link #read}. Its events are processed one after the other. */
  OrderId orderId(E event);

  /**
   * Processes the event; different orders in parallel. May be called again for the same event after
   * a crash, so its effects outside must tolerate repetition.
   *
   * @return the outcome; anything else (an exception, a failed future, null) counts as {@link
   *     Outcome.Rejected} after one attempt
   */
  Future<Outcome> process(E event);

  /**
   * A listener for outcomes (the values written to {@code settledIn}), called once they are
   * committed, per transaction. It misses what a process committed right before it died.
   */
  default Optional<Consumer<List<byte[]>>> committed() {
    return Optional.empty();
  }

  /**
   * The progress of the store that keeps all results. A partition is read from there if that is
   * before the committed offset. Called on any thread.
   */
  default Optional<Supplier<Future<LogProgress>>> kept() {
    return Optional.empty();
  }
}
