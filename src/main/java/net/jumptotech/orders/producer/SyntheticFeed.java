package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.topics.SequenceStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Generates orders with ascending ids. No id is used before it is reserved, so a crash may skip ids
 * but never repeats one; a clean stop skips none.
 */
final class SyntheticFeed implements Feed {

  private static final Logger log = LoggerFactory.getLogger(SyntheticFeed.class);
  private static final int ABOUT_AN_ORDER = 256;
  private static final int LEAST_BLOCK = 1_000;

  private final Vertx vertx;
  private final SyntheticOrders orders;
  private final SequenceStore sequence;
  private final long reserveAgainMs;
  private final long block;
  private long next;
  private long reserved;
  private Future<Void> reserving = Future.succeededFuture();
  private boolean closed;

  private SyntheticFeed(
      Vertx vertx,
      Source.Synthetic source,
      SequenceStore sequence,
      ProducerTimeouts timeouts,
      long next) {
    this.vertx = vertx;
    this.orders = new SyntheticOrders(source.seed(), source.riskyShare());
    this.sequence = sequence;
    this.reserveAgainMs = timeouts.reserveAgain().toMillis();
    this.block = Math.max(LEAST_BLOCK, 2L * source.perSecond());
    this.next = next;
    this.reserved = next;
  }

  /** Fails if the next id cannot be read from Kafka. */
  static Future<Feed> open(
      Vertx vertx, Source.Synthetic source, SequenceStore sequence, ProducerTimeouts timeouts) {
    return sequence.next().map(next -> new SyntheticFeed(vertx, source, sequence, timeouts, next));
  }

  @Override
  public Future<List<Input>> read(int max) {
    reserveAhead();
    return next < reserved ? Future.succeededFuture(take(max)) : reserving.map(done -> take(max));
  }

  private List<Input> take(int max) {
    int count = closed ? 0 : (int) Math.min(max, reserved - next);
    List<Input> taken = new ArrayList<>(count);
    Instant now = Instant.now();
    for (int i = 0; i < count; i++) {
      taken.add(new Input.Valid(orders.order(next++, now), ABOUT_AN_ORDER, ""));
    }
    return taken;
  }

  private void reserveAhead() {
    if (reserving.isComplete() && reserved - next < block / 2) {
      Promise<Void> promise = Promise.promise();
      reserving = promise.future();
      reserve(reserved + block, promise, true);
    }
  }

  private void reserve(long below, Promise<Void> promise, boolean first) {
    sequence
        .reserve(below)
        .onSuccess(
            kept -> {
              reserved = below;
              promise.complete();
            })
        .onFailure(
            cause -> {
              if (first) {
                log.warn(
                    "cannot reserve order ids below {}, still trying: {}",
                    below,
                    Failure.describe(cause));
              }
              if (closed) {
                promise.fail(cause);
              } else {
                vertx.setTimer(reserveAgainMs, again -> reserve(below, promise, false));
              }
            });
  }

  @Override
  public Future<Void> close() {
    closed = true;
    // after a reservation in progress, which would otherwise come last and skip ids
    return reserving.recover(failed -> Future.succeededFuture()).compose(any -> giveBack());
  }

  private Future<Void> giveBack() {
    return next == reserved ? Future.succeededFuture() : sequence.reserve(next);
  }
}
