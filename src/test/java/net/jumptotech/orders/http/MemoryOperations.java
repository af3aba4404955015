package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.OperationLog;
import net.jumptotech.orders.stream.operations.OperationReader;

/** Keeps the record in memory, and fails when it is told to. */
final class MemoryOperations implements OperationLog, OperationReader {

  private static final Page NO_PAGE = new Page(List.of(), Optional.empty());
  private static final Verified NOTHING =
      new Verified(0, 0, "0".repeat(64), Optional.empty(), List.of(), Optional.empty(), Map.of());

  final List<Operation> written = new CopyOnWriteArrayList<>();
  volatile boolean broken;
  volatile Search asked;
  volatile Page page = NO_PAGE;
  volatile Verified verified = NOTHING;

  @Override
  public Future<String> append(Operation operation) {
    if (broken) {
      return Future.failedFuture("Kafka is away");
    }
    written.add(operation);
    return Future.succeededFuture("hash of record " + written.size());
  }

  @Override
  public Future<Page> page(Search search) {
    asked = search;
    return broken ? Future.failedFuture("Kafka is away") : Future.succeededFuture(page);
  }

  @Override
  public Future<Verified> verify() {
    return broken ? Future.failedFuture("Kafka is away") : Future.succeededFuture(verified);
  }

  void clear() {
    written.clear();
    broken = false;
    page = NO_PAGE;
    verified = NOTHING;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }
}
