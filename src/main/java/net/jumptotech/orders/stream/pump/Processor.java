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
 * What a verticle does with the records of its topics. Every method is called on the verticle's
 * context, and none may block.
 *
 * @param <E> what a record says, once it is understood
 */
public interface Processor<E> {

  /**
   * @throws InvalidEvent if the record breaks the wire contract: it goes to the dead letters
   */
  E read(ReceivedRecord record) throws InvalidEvent;

  /** The order that the event is about. Events of one order are processed one after the other. */
  OrderId orderId(E event);

  /**
   * Handles the event; different orders side by side. May be called again for the same event after
   * a crash, so whatever it does in the outside world must bear repetition.
   *
   * @return the outcome; whatever else comes of it (an exception, a failed future, null) counts as
   *     {@link Outcome.Rejected} after one attempt
   */
  Future<Outcome> process(E event);

  /**
   * Who is told of outcomes (the values of what went to {@code settledIn}) once they are in Kafka
   * for good, a transaction at a time. Of what a process committed right before it died nobody is
   * told.
   */
  default Optional<Consumer<List<byte[]>>> committed() {
    return Optional.empty();
  }

  /**
   * How far the store has it in which all that comes of the records is kept. A partition is read
   * from there, if that is before the committed offset. Asked on any thread.
   */
  default Optional<Supplier<Future<LogProgress>>> kept() {
    return Optional.empty();
  }
}
