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
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.OrderRecords;

/**
 * The records of a file (or of anything else that is read from beginning to end), checked.
 *
 * <p>Reads on a daemon thread of its own: standard input may block it for hours, and must not block
 * anything else, not even the end of the process.
 */
final class FileFeed implements Feed {

  /** The record is one line for the parser, wherever it is in its file. */
  private static final String FIRST_LINE = "not JSON at line 1,";

  private static final int CHUNK_BYTES = 1024 * 1024;

  /** A byte of CSV may become six on the wire: a control character becomes an escape. */
  private static final int MOST_GROWTH = 6;

  private static final int DEFAULTS = 256;

  private final Context context;
  private final Executor thread;
  private final InputStream in;
  private final String name;
  private final String shown;
  private final boolean closes;
  private final RecordReader records;
  private boolean begun;
  private Optional<CsvHeader> header = Optional.empty();
  private IOException broken;

  private FileFeed(Context context, Executor thread, InputStream in, String name, boolean closes) {
    this.context = context;
    this.thread = thread;
    this.in = in;
    this.name = name;
    this.shown = shown(name);
    this.closes = closes;
    this.records = new RecordReader(in, shown);
  }

  /** Opens the stream of a feed. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * Opens it; reads nothing yet.
   *
   * @param name as in {@link Source#name} and in dead letters
   * @param closes whether to close the stream at the end
   */
  static Future<Feed> open(Context context, String name, boolean closes, Opening opening) {
    Executor thread = thread(name);
    return on(thread, context, () -> new FileFeed(context, thread, opening.open(), name, closes));
  }

  /** The name for messages: the file without its directory. */
  private static String shown(String name) {
    String file =
        name.startsWith(Source.File.PREFIX) ? name.substring(Source.File.PREFIX.length()) : name;
    return file.equals(Source.File.STANDARD_INPUT) ? FileKind.STANDARD_INPUT : file;
  }

  /**
   * Reads the beginning of a file, up to its header. Blocks.
   *
   * @throws IOException as {@link #read} would fail with, if no orders can be read from it
   */
  static void check(InputStream in, String name) throws IOException {
    header(new RecordReader(in, shown(name)), shown(name));
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
        .recover(cause -> Future.failedFuture(Failure.unwrapped(cause)));
  }

  @Override
  public Future<List<Input>> read(int max) {
    return on(thread, context, () -> chunk(max));
  }

  @Override
  public Future<Void> close() {
    thread.execute(this::closeStream); // not waited for: a read may block it
    return Future.succeededFuture();
  }

  private void closeStream() {
    if (closes) {
      try {
        in.close();
      } catch (IOException harmless) {
        // everything that was requested has been read
      }
    }
  }

  /** If the file breaks off, returns what was read before, and fails on the next call. */
  private List<Input> chunk(int max) throws IOException {
    List<Input> chunk = new ArrayList<>();
    try {
      if (broken == null) {
        read(max, chunk);
      }
    } catch (IOException failed) {
      broken = failed;
    }
    if (broken != null && chunk.isEmpty()) {
      throw broken;
    }
    return chunk;
  }

  private void read(int max, List<Input> chunk) throws IOException {
    if (!begun) {
      begun = true;
      header = header(records, shown);
    }
    long bytes = 0;
    do {
      Optional<RecordReader.Record> record = records.next();
      if (record.isEmpty()) {
        break;
      }
      chunk.add(input(record.get()));
      bytes += record.get().bytes().length;
    } while (chunk.size() < max && bytes < CHUNK_BYTES && records.isReady());
  }

  private static Optional<CsvHeader> header(RecordReader records, String shown) throws IOException {
    if (!records.begin()) {
      return Optional.empty();
    }
    RecordReader.Record first = records.next().orElseThrow();
    if (CsvHeader.isSeparatorLine(first.bytes())) {
      Optional<RecordReader.Record> second = records.next();
      if (second.isEmpty()) {
        return Optional.empty();
      }
      first = second.get();
    }
    try {
      return Optional.of(CsvHeader.of(first.bytes()));
    } catch (InvalidEvent wrong) {
      throw new IOException(shown + ", line " + first.line() + ": " + wrong.getMessage(), wrong);
    }
  }

  private Input input(RecordReader.Record record) {
    byte[] bytes = record.bytes();
    try {
      return new Input.Valid(order(bytes), bytes.length, shown + ":" + record.line());
    } catch (InvalidEvent wrong) {
      return new Input.Invalid(
          bytes, reason(record, wrong), source(record), shown + ":" + record.line());
    }
  }

  private Map<String, String> source(RecordReader.Record record) {
    return Map.of(
        DeadLetterHeaders.SOURCE, name, DeadLetterHeaders.LINE, Long.toString(record.line()));
  }

  /** The mistake in terms of the file that contains the record. */
  private InvalidEvent reason(RecordReader.Record record, InvalidEvent wrong) {
    String message = wrong.getMessage();
    if (record.open()) {
      return new InvalidEvent(
          "", "a quote is opened and never closed; the lines after it are read one by one");
    }
    if (header.isEmpty() && message.startsWith(FIRST_LINE)) {
      return new InvalidEvent("", "not JSON at" + message.substring(FIRST_LINE.length()));
    }
    long last = record.line();
    for (byte each : record.bytes()) {
      last += each == '\n' ? 1 : 0;
    }
    return last > record.line() && wrong.problems().get(0).field().isEmpty()
        ? new InvalidEvent(
            "",
            "%s; a quote opened in line %d continues to line %d"
                .formatted(message, record.line(), last))
        : wrong;
  }

  private Order order(byte[] bytes) throws InvalidEvent {
    checkSize(bytes.length);
    Instant now = Instant.now();
    Order order =
        header.isPresent()
            ? EventJson.order(header.get().fields(bytes), now)
            : EventJson.order(bytes, now);
    int most = MOST_GROWTH * bytes.length + DEFAULTS + header.map(CsvHeader::growth).orElse(0);
    if (most > OrderRecords.LARGEST_ORDER) {
      checkSize(EventJson.bytes(order).length);
    }
    return order;
  }

  private static void checkSize(int bytes) throws InvalidEvent {
    if (bytes > OrderRecords.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + OrderRecords.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }
}
