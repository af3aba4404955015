package net.jumptotech.orders.http.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationLog;

/**
 * Records the first of identical operations at once, and the number of others when a minute has
 * passed. So nobody can fill the topic with what is refused. Used on one event loop.
 */
final class FoldedRecords {

  private static final int MOST_KINDS = 100;

  private final Vertx vertx;
  private final OperationLog log;
  private final Map<Operation, Kind> kinds = new HashMap<>();
  private final long timer;
  private long others;

  private static final class Kind {
    private final Future<String> first;
    private long repeats;

    Kind(Future<String> first) {
      this.first = first;
    }
  }

  FoldedRecords(Vertx vertx, OperationLog log) {
    this.vertx = vertx;
    this.log = log;
    this.timer = vertx.setPeriodic(TimeUnit.MINUTES.toMillis(1), minute -> tell());
  }

  /**
   * @return completes once an identical one of this minute is recorded
   */
  Future<String> add(Operation operation) {
    return kinds.containsKey(operation) || kinds.size() < MOST_KINDS
        ? folded(operation)
        : log.append(operation);
  }

  /** As {@link #add}, but beyond a number of kinds only their number is recorded. */
  Future<String> addIfThereIsRoom(Operation operation) {
    if (kinds.containsKey(operation) || kinds.size() < MOST_KINDS) {
      return folded(operation);
    }
    others++;
    return Future.succeededFuture();
  }

  private Future<String> folded(Operation operation) {
    Kind known = kinds.get(operation);
    if (known != null && !known.first.failed()) {
      known.repeats++;
      return known.first;
    }
    Kind first = new Kind(log.append(operation));
    kinds.put(operation, first);
    return first.first;
  }

  /** Completes once Kafka has what was counted; what it does not take is lost. */
  Future<Void> tell() {
    List<Future<String>> told = new ArrayList<>();
    kinds.forEach(
        (operation, kind) -> {
          if (kind.repeats > 0) {
            told.add(log.append(operation.with(Map.of("repeats", kind.repeats))));
          }
        });
    if (others > 0) {
      told.add(
          log.append(Operation.of("", "", "others", Outcome.REFUSED, Map.of("repeats", others))));
    }
    kinds.clear();
    others = 0;
    return Future.join(told).transform(done -> Future.succeededFuture());
  }

  Future<Void> close() {
    vertx.cancelTimer(timer);
    return tell();
  }
}
