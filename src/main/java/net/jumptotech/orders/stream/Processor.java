package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;

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
}
