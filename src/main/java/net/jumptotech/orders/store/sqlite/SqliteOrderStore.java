package net.jumptotech.orders.store.sqlite;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in one SQLite file. A batch is a transaction, and totals are updated on writing, so an
 * answer costs the same for any number of orders.
 *
 * <p>A search looks at a limited number of orders, and every read ends after 5 seconds.
 *
 * <p>SQLite blocks, so the store has workers of its own: one thread that writes, and two that read
 * what was last committed. A reader in another process works in the same way, but may start before
 * the writer: until the file exists it answers that there are no orders, and says so in {@link
 * #health}.
 */
public final class SqliteOrderStore implements OrderStore {

  private static final Logger log = LoggerFactory.getLogger(SqliteOrderStore.class);
  private static final int READERS = 2;
  private static final Duration LONGEST_READ = Duration.ofSeconds(5);
  private static final long LONGEST_CALL_SECONDS = 60;

  private final SqliteOptions options;
  private final Search.Limits limits;
  private final WorkerExecutor writing;
  private final WorkerExecutor reading;

  /** One per reading thread: a task takes one and returns it. */
  private final BlockingQueue<Reader> readers = new LinkedBlockingQueue<>();

  private final Database database;
  private Future<Void> closed;
  private volatile Optional<Writer> writer = Optional.empty();
  private volatile Health writes = Health.UP;
  private volatile Health reads = Health.UP;

  private SqliteOrderStore(Vertx vertx, SqliteOptions options, Search.Limits limits) {
    this.options = options;
    this.limits = limits;
    this.writing = worker(vertx, "writer", 1);
    this.reading = worker(vertx, "reader", READERS);
    this.database = new Database(options.file(), options.synchronous());
    for (int i = 0; i < READERS; i++) {
      readers.add(new Reader(database, LONGEST_READ));
    }
  }

  private WorkerExecutor worker(Vertx vertx, String does, int threads) {
    String name = "sqlite-" + does + " " + options.file() + " " + options.access();
    return vertx.createSharedWorkerExecutor(name, threads, LONGEST_CALL_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Opens the store; the writer creates it if necessary.
   *
   * @return fails, with the remedy, if another process writes to the file, or a newer version of
   *     Orders created it. A reader does not fail, and shows the reason in {@link #health}
   */
  public static Future<OrderStore> open(Vertx vertx, SqliteOptions options) {
    return open(vertx, options, Search.Limits.STANDARD);
  }

  static Future<OrderStore> open(Vertx vertx, SqliteOptions options, Search.Limits limits) {
    SqliteOrderStore store = new SqliteOrderStore(vertx, options, limits);
    return store
        .writing
        .executeBlocking(store::start, false)
        .compose(opened -> store.reads("nothing", connection -> true, false).otherwise(false))
        .map((OrderStore) store)
        .recover(failure -> store.close().transform(any -> Future.failedFuture(failure)));
  }

  private Void start() throws IOException {
    try {
      NativeLibrary.placeIn(options.natives());
    } catch (IOException refused) {
      throw new IOException(
          "cannot keep SQLite's library in " + options.natives() + ": " + refused, refused);
    }
    if (options.access() == SqliteOptions.Access.WRITER) {
      try {
        writer = Optional.of(Writer.open(database));
      } catch (SQLException | RuntimeException failure) {
        throw new IOException(
            "cannot open " + options.file() + ": " + failure.getMessage(), failure);
      }
    }
    return null;
  }

  /**
   * Gives the store a new id, so that its running or next writer reads everything in Kafka again.
   * Blocks.
   *
   * @param empty whether to delete the documents too
   * @return the number of documents that it had
   */
  public static long forget(SqliteOptions options, boolean empty) throws IOException {
    NativeLibrary.placeIn(options.natives());
    try (Connection open = new Database(options.file(), options.synchronous()).openForWriting()) {
      open.setAutoCommit(false);
      long documents = Progress.forget(open, empty);
      open.commit();
      return documents;
    } catch (SQLException | RuntimeException failure) {
      throw new IOException(
          "cannot write to " + options.file() + ": " + Database.inWords(failure), failure);
    }
  }

  @Override
  public Future<Applied> apply(List<OrderFact> facts) {
    List<OrderFact> batch = List.copyOf(facts);
    return writes(open -> Applied.all(open.apply(batch)));
  }

  @Override
  public Future<LogProgress> progress() {
    return writes(Writer::progress);
  }

  @Override
  public Future<Boolean> keep(LogProgress before, LogProgress now) {
    return writes(open -> open.keep(before, now));
  }

  private interface Write<T> {
    T with(Writer open) throws SQLException, IOException;
  }

  private <T> Future<T> writes(Write<T> write) {
    return writing.executeBlocking(() -> write(write), false);
  }

  private <T> T write(Write<T> write) throws IOException {
    Writer open =
        writer.orElseThrow(
            () ->
                new IllegalStateException(
                    "the store"
                        + (options.access() == SqliteOptions.Access.READER
                            ? " is open for reading only"
                            : " is closed")));
    try {
      T done = write.with(open);
      writes = Health.UP;
      return done;
    } catch (SQLException | RuntimeException failure) {
      writes = health(writes, failure, "nothing can be written");
      throw new IOException("cannot write to the store: " + Database.inWords(failure), failure);
    }
  }

  @Override
  public Future<Optional<OrderDocument>> get(OrderId id) {
    return reads("order " + id, connection -> Queries.get(connection, id), Optional.empty());
  }

  @Override
  public Future<Page> page(Filter filter, Optional<Cursor> after, int limit) {
    if (limit < 1) {
      return Future.failedFuture(
          new IllegalArgumentException("limit must be at least 1, was " + limit));
    }
    return reads(
        "a page of " + filter.inWords(),
        connection -> Queries.page(connection, filter, limits, after, limit),
        Queries.NO_ORDERS);
  }

  @Override
  public Future<Count> count(Filter filter, long most) {
    return reads(
        "the number of " + filter.inWords(),
        connection -> Queries.count(connection, filter, limits, most),
        new Count(0, false));
  }

  @Override
  public Future<Summary> summary(Instant since) {
    return reads("the totals", connection -> Queries.summary(connection, since), Queries.NO_TOTALS);
  }

  /**
   * @param what is asked for, if it takes too long
   */
  private <T> Future<T> reads(String what, Reader.Query<T> query, T whileThereIsNoStore) {
    return reading.executeBlocking(() -> read(what, query, whileThereIsNoStore), false);
  }

  private <T> T read(String what, Reader.Query<T> query, T whileThereIsNoStore)
      throws IOException, TimeoutException {
    Reader reader = readers.poll();
    if (reader == null) {
      throw new IllegalStateException("the store is closed");
    }
    try {
      Optional<T> answer = reader.ask(what, query);
      reads =
          answer.isPresent()
              ? Health.UP
              : Health.degraded(
                  "no store of this version yet: the process that writes it has not created it");
      return answer.orElse(whileThereIsNoStore);
    } catch (SQLException | IOException | RuntimeException failure) {
      reads = health(reads, failure, "nothing can be read");
      throw new IOException("cannot read the store: " + Database.inWords(failure), failure);
    } finally {
      readers.add(reader);
    }
  }

  /** Browsers see the words. The log gets the path and SQLite's message, once. */
  private Health health(Health before, Exception failure, String so) {
    String words = Database.inWords(failure);
    String detail = failure instanceof IllegalStateException ? words : words + ", so " + so;
    Health now = Database.isBeyondHelp(failure) ? Health.down(detail) : Health.degraded(detail);
    if (!now.equals(before)) {
      log.warn("{}: {}: {}", options.file(), now.detail(), failure.toString());
    }
    return now;
  }

  @Override
  public Health health() {
    return writes.state().compareTo(reads.state()) >= 0 ? writes : reads;
  }

  /** Lets earlier requests finish. */
  @Override
  public synchronized Future<Void> close() {
    if (closed == null) {
      Future<Void> first = reading.executeBlocking(this::closeReader, false);
      Future<Void> second = reading.executeBlocking(this::closeReader, false);
      closed =
          Future.join(first, second)
              .eventually(() -> writing.executeBlocking(this::closeWriter, false))
              .eventually(reading::close)
              .eventually(writing::close)
              .mapEmpty();
    }
    return closed;
  }

  private Void closeReader() throws InterruptedException {
    readers.take().close();
    return null;
  }

  private Void closeWriter() throws SQLException, IOException {
    Optional<Writer> open = writer;
    writer = Optional.empty();
    if (open.isPresent()) {
      open.get().close();
    }
    return null;
  }
}
