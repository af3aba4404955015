package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.stream.OrderWriter;

/**
 * The records of a file (or of anything else that is read from its beginning to its end), checked.
 *
 * <p>Reads on a daemon thread of its own: standard input may keep it waiting for hours, and then
 * must keep nothing else, not even the end of the process.
 */
final class FileFeed implements Feed {

  private static final int CHUNK_BYTES = 1024 * 1024;

  /** A byte of CSV may be six on the wire: a control character becomes an escape. */
  private static final int MOST_GROWTH = 6;

  private static final int DEFAULTS = 256;

  private final Context context;
  private final Executor thread;
  private final InputStream in;
  private final String name;
  private final boolean closes;
  private final RecordReader records;
  private boolean begun;
  private Optional<CsvHeader> header = Optional.empty();

  private FileFeed(Context context, Executor thread, InputStream in, String name, boolean closes) {
    this.context = context;
    this.thread = thread;
    this.in = in;
    this.name = name;
    this.closes = closes;
    this.records = new RecordReader(in, name);
  }

  /** Opens what a feed reads. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * Opens it; reads nothing yet.
   *
   * @param name as dead letters and messages give it
   * @param closes whether to close the stream in the end
   */
  static Future<Feed> open(Context context, String name, boolean closes, Opening opening) {
    Executor thread = thread(name);
    return on(thread, context, () -> new FileFeed(context, thread, opening.open(), name, closes));
  }

  private static Executor thread(String name) {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "source-" + name);
              thread.setDaemon(true);
              return thread;
            });
    return one;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private static <T> Future<T> on(Executor thread, Context context, Step<T> step) {
    CompletableFuture<T> stage =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step.run();
              } catch (IOException cause) {
                throw new CompletionException(cause);
              }
            },
            thread);
    return Future.fromCompletionStage(stage, context)
        .recover(
            cause ->
                Future.failedFuture(
                    cause instanceof CompletionException && cause.getCause() != null
                        ? cause.getCause()
                        : cause));
  }

  @Override
  public Future<List<Input>> read(int max) {
    return on(thread, context, () -> chunk(max));
  }

  @Override
  public Future<Void> close() {
    thread.execute(this::closeStream); // not waited for: a read may be in its way
    return Future.succeededFuture();
  }

  private void closeStream() {
    if (closes) {
      try {
        in.close();
      } catch (IOException harmless) {
        // all that was asked of it has been read
      }
    }
  }

  private List<Input> chunk(int max) throws IOException {
    if (!begun) {
      begun = true;
      readHeader();
    }
    List<Input> chunk = new ArrayList<>();
    long bytes = 0;
    do {
      Optional<RecordReader.Record> record = records.next();
      if (record.isEmpty()) {
        break;
      }
      chunk.add(input(record.get()));
      bytes += record.get().bytes().length;
    } while (chunk.size() < max && bytes < CHUNK_BYTES && records.isReady());
    return chunk;
  }

  private void readHeader() throws IOException {
    if (!records.isCsv()) {
      return;
    }
    RecordReader.Record first = records.next().orElseThrow();
    try {
      header = Optional.of(CsvHeader.of(first.bytes()));
    } catch (InvalidEvent wrong) {
      throw new IOException(name + ", line " + first.line() + ": " + wrong.getMessage(), wrong);
    }
  }

  private Input input(RecordReader.Record record) {
    byte[] bytes = record.bytes();
    try {
      return new Input.Valid(order(bytes), bytes.length);
    } catch (InvalidEvent wrong) {
      Map<String, String> source =
          Map.of("dlq.source", name, "dlq.line", Long.toString(record.line()));
      return new Input.Invalid(bytes, wrong, source);
    }
  }

  private Order order(byte[] bytes) throws InvalidEvent {
    checkSize(bytes.length);
    Instant now = Instant.now();
    Order order =
        header.isPresent()
            ? EventJson.order(header.get().fields(bytes), now)
            : EventJson.order(bytes, now);
    int most = MOST_GROWTH * bytes.length + DEFAULTS + header.map(CsvHeader::growth).orElse(0);
    if (most > OrderWriter.LARGEST_ORDER) {
      checkSize(EventJson.bytes(order).length);
    }
    return order;
  }

  private static void checkSize(int bytes) throws InvalidEvent {
    if (bytes > OrderWriter.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + OrderWriter.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }
}
