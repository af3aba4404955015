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
import net.jumptotech.orders.stream.write.OrderWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What was sent and is not acknowledged yet. Sends again what Kafka did not take, for as long as it
 * takes: no input is lost, and what Kafka had taken after all is recognised by its readers.
 *
 * <p>Of one order id the last input sent is also the last one in Kafka: whatever came behind a
 * failed one of the same id is sent again behind it. Lives on the verticle's context.
 */
final class Outbox {

  private static final Logger log = LoggerFactory.getLogger(Outbox.class);
  private static final long MOST_BYTES = 16 * 1024 * 1024;
  private static final int REFILL = 500;
  private static final long FIRST_PAUSE_MS = 100;
  private static final long LONGEST_PAUSE_MS = 5_000;

  private final Vertx vertx;
  private final OrderWriter writer;
  private final int most;
  private final Runnable roomOrEmpty;

  /** In the order of sending, from the oldest that is not acknowledged on. */
  private final Deque<Entry> window = new ArrayDeque<>();

  private Promise<Void> empty = Promise.promise();
  private int inFlight;
  private long bytes;
  private boolean full;
  private long accepted;
  private long rejected;
  private long failed;
  private long pauseMs = FIRST_PAUSE_MS;
  private String trouble = "";

  /** An input under way. */
  private static final class Entry {
    private final Input input;
    private boolean counted;
    private boolean acknowledged;

    Entry(Input input) {
      this.input = input;
    }
  }

  /**
   * @param most inputs that may wait at a time
   * @param roomOrEmpty called when there is room again after it was full, and when nothing is left
   */
  Outbox(Vertx vertx, OrderWriter writer, int most, Runnable roomOrEmpty) {
    this.vertx = vertx;
    this.writer = writer;
    this.most = most;
    this.roomOrEmpty = roomOrEmpty;
  }

  /** How many more inputs it takes now; once full, 0 until there is room for a good many. */
  int room() {
    int free = bytes >= MOST_BYTES || !trouble.isEmpty() ? 0 : most - window.size();
    if (free <= 0) {
      full = true;
    } else if (free >= Math.min(REFILL, Math.max(1, most / 4))) {
      full = false;
    }
    return full ? 0 : free;
  }

  void send(Input input) {
    Entry entry = new Entry(input);
    window.add(entry);
    bytes += input.size();
    if (trouble.isEmpty()) {
      inFlight++;
      write(entry);
    } // else it goes out with those that are sent again
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
      begins(cause);
    }
    forgetAcknowledged();
    if (!trouble.isEmpty() && inFlight == 0) {
      againOrOver();
    }
    boolean wasFull = full;
    if (window.isEmpty() || wasFull && room() > 0) {
      roomOrEmpty.run();
    }
    if (window.isEmpty()) {
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

  private void begins(Throwable cause) {
    if (trouble.isEmpty()) {
      trouble = "Kafka does not accept orders: " + Failure.describe(cause);
      log.warn("{}; retrying until it does", trouble, cause);
    }
  }

  private void forgetAcknowledged() {
    while (!window.isEmpty() && window.peek().acknowledged && trouble.isEmpty()) {
      bytes -= window.poll().input.size();
    }
  }

  /** All that was under way has ended one way or the other, and something of it failed. */
  private void againOrOver() {
    if (window.stream().allMatch(entry -> entry.acknowledged)) {
      log.info("Kafka accepts orders again");
      trouble = "";
      pauseMs = FIRST_PAUSE_MS;
      forgetAcknowledged();
      return;
    }
    vertx.setTimer(pauseMs, now -> sendAgain());
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
  }

  private void sendAgain() {
    Set<OrderId> ids = new HashSet<>();
    List<Entry> entries = new ArrayList<>();
    for (Entry entry : window) {
      entry.input.orderId().filter(id -> !entry.acknowledged).ifPresent(ids::add);
      if (!entry.acknowledged || entry.input.orderId().filter(ids::contains).isPresent()) {
        entries.add(entry);
      }
    }
    inFlight += entries.size(); // first: the turn ends when the last of them has
    entries.forEach(this::write);
  }

  /** Completes when all that was sent is acknowledged. */
  Future<Void> drained() {
    if (window.isEmpty()) {
      return Future.succeededFuture();
    }
    empty = Promise.promise();
    return empty.future();
  }

  boolean isEmpty() {
    return window.isEmpty();
  }

  long accepted() {
    return accepted;
  }

  long rejected() {
    return rejected;
  }

  /** Writes that Kafka did not take; each was, or will be, tried again. */
  long failed() {
    return failed;
  }

  /** Inputs that wait for their acknowledgement. */
  int inFlight() {
    return trouble.isEmpty()
        ? inFlight
        : (int) window.stream().filter(entry -> !entry.acknowledged).count();
  }

  Health health() {
    return trouble.isEmpty() ? Health.UP : Health.degraded(trouble);
  }
}
