package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.LogFields;
import net.jumptotech.orders.stream.write.OrderWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The inputs that Kafka has not acknowledged yet. Repeats failed writes for as long as it takes: no
 * input is lost, and readers recognise what Kafka had received after all.
 *
 * <p>The last input sent for an order id is also the last one in Kafka: whatever was sent behind a
 * failed input of the same id is sent again behind it. Lives on the verticle's context.
 */
final class Outbox {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final long MOST_BYTES = 16 * 1024 * 1024;
  private static final int REFILL = 500;

  private final Vertx vertx;
  private final OrderWriter writer;
  private final int most;
  private final ProducerTimeouts timeouts;
  private final Runnable roomOrEmpty;

  /** In the order of sending, starting with the oldest unacknowledged one. */
  private final Deque<Entry> pending = new ArrayDeque<>();

  private Promise<Void> empty = Promise.promise();
  private int inFlight;
  private long bytes;
  private boolean full;
  private long accepted;
  private long rejected;
  private long failed;
  private long pauseMs;
  private String failure = "";

  /** One input that was sent. */
  private static final class Entry {
    private final Input input;
    private boolean counted;
    private boolean acknowledged;

    Entry(Input input) {
      this.input = input;
    }
  }

  /**
   * @param most the most inputs that may wait
   * @param roomOrEmpty called when there is room again after it was full, and when nothing is left
   */
  Outbox(
      Vertx vertx, OrderWriter writer, int most, ProducerTimeouts timeouts, Runnable roomOrEmpty) {
    this.vertx = vertx;
    this.writer = writer;
    this.most = most;
    this.timeouts = timeouts;
    this.pauseMs = timeouts.refused().toMillis();
    this.roomOrEmpty = roomOrEmpty;
  }

  /**
   * How many more inputs it takes now. Once full, it is 0 until there is room for several hundred.
   */
  int room() {
    int free = bytes >= MOST_BYTES || !failure.isEmpty() ? 0 : most - pending.size();
    if (free <= 0) {
      full = true;
    } else if (free >= Math.min(REFILL, Math.max(1, most / 4))) {
      full = false;
    }
    return full ? 0 : free;
  }

  void send(Input input) {
    Entry entry = new Entry(input);
    pending.add(entry);
    bytes += input.size();
    if (failure.isEmpty()) {
      inFlight++;
      write(entry);
    } // otherwise it is sent with those that are sent again
  }

  private void write(Entry entry) {
    entry.acknowledged = false;
    entry
        .input
        .write(writer)
        .onComplete(at -> settled(entry, null), cause -> settled(entry, cause));
  }

  private void settled(Entry entry, Throwable cause) {
    inFlight--;
    if (cause == null) {
      entry.acknowledged = true;
      count(entry);
    } else {
      failed++;
      startRetrying(entry, cause);
    }
    forgetAcknowledged();
    if (!failure.isEmpty() && inFlight == 0) {
      retryOrResume();
    }
    boolean wasFull = full;
    if (pending.isEmpty() || wasFull && room() > 0) {
      roomOrEmpty.run();
    }
    if (pending.isEmpty()) {
      empty.tryComplete();
    }
  }

  private void count(Entry entry) {
    if (!entry.counted) {
      entry.counted = true;
      if (entry.input.orderId().isPresent()) {
        accepted++;
      } else {
        rejected++;
      }
    }
  }

  private void startRetrying(Entry entry, Throwable cause) {
    if (failure.isEmpty()) {
      failure = "Kafka does not accept orders: " + Failure.describe(cause);
      LoggingEventBuilder line = log.atWarn().setCause(cause);
      entry.input.orderId().ifPresent(id -> line.addKeyValue(LogFields.ORDER_ID, id.text()));
      line.log("{}; retrying until it does", failure);
    }
  }

  private void forgetAcknowledged() {
    while (!pending.isEmpty() && pending.peek().acknowledged && failure.isEmpty()) {
      bytes -= pending.poll().input.size();
    }
  }

  /** Called when every write has ended and some have failed. */
  private void retryOrResume() {
    if (pending.stream().allMatch(entry -> entry.acknowledged)) {
      log.info("Kafka accepts orders again");
      failure = "";
      pauseMs = timeouts.refused().toMillis();
      forgetAcknowledged();
      return;
    }
    vertx.setTimer(pauseMs, now -> sendAgain());
    pauseMs = Math.min(timeouts.longestRefused().toMillis(), 2 * pauseMs);
  }

  private void sendAgain() {
    Set<OrderId> ids = new HashSet<>();
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : pending) {
      entry.input.orderId().filter(id -> !entry.acknowledged).ifPresent(ids::add);
      if (!entry.acknowledged || entry.input.orderId().filter(ids::contains).isPresent()) {
        entries.add(entry);
      }
    }
    inFlight += entries.size(); // register first: the batch completes with its last acknowledgement
    entries.forEach(this::write);
  }

  /** Completes when everything that was sent is acknowledged. */
  Future<Void> drained() {
    if (pending.isEmpty()) {
      return Future.succeededFuture();
    }
    empty = Promise.promise();
    return empty.future();
  }

  boolean isEmpty() {
    return pending.isEmpty();
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** Failed writes; each was, or will be, repeated. */
  long failed() {
    return failed;
  }

  /** Inputs that wait for their acknowledgement. */
  int inFlight() {
    return failure.isEmpty()
        ? inFlight
        : (int) pending.stream().filter(entry -> !entry.acknowledged).count();
  }

  Health health() {
    return failure.isEmpty() ? Health.UP : Health.degraded(failure);
  }
}
