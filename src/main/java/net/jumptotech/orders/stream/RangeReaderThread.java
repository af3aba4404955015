package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * A {@link RangeReader} on a thread of its own, which answers one question at a time. It is opened
 * with the first question and lives until one fails.
 */
public final class RangeReaderThread {

  private static final long LONGEST_CALL_SECONDS = 60;

  private final KafkaConnection kafka;
  private final WorkerExecutor worker;

  // only the worker's thread uses it
  private Optional<RangeReader> reader = Optional.empty();

  /**
   * @param name of the thread
   */
  public RangeReaderThread(Vertx vertx, KafkaConnection kafka, String name) {
    this.kafka = kafka;
    this.worker = vertx.createSharedWorkerExecutor(name, 1, LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * @param question is run on the thread, and may block
   */
  public <T> Future<T> ask(Function<RangeReader, T> question) {
    return worker.executeBlocking(() -> answer(question));
  }

  private <T> T answer(Function<RangeReader, T> question) {
    if (reader.isEmpty()) {
      reader = Optional.of(new RangeReader(kafka));
    }
    try {
      return question.apply(reader.get());
    } catch (RuntimeException failed) {
      closeReader();
      throw failed;
    }
  }

  private Void closeReader() {
    Optional<RangeReader> old = reader;
    reader = Optional.empty();
    old.ifPresent(RangeReader::close);
    return null;
  }

  public Future<Void> close() {
    return worker.executeBlocking(this::closeReader).eventually(worker::close).mapEmpty();
  }
}
