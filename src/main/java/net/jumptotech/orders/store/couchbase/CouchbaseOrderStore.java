package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.couchbase.Documents.Stored;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store in a Couchbase bucket. There is one connection per process, shared by all users of the
 * store.
 *
 * <p>It can be opened while Couchbase is unreachable: {@link #apply} then waits until it can write,
 * reads fail after their timeout, and {@link #health} says why. Pages and totals come from indexes,
 * which may lag a moment behind the documents unless {@link
 * CouchbaseOptions.Consistency#REQUEST_PLUS} is configured; {@link #get} never does.
 */
public final class CouchbaseOrderStore implements OrderStore {

  private static final Logger log = LoggerFactory.getLogger(CouchbaseOrderStore.class);

  private static final int READ_AT_ONCE = 32;

  private final Vertx vertx;
  private final CouchbaseOptions options;
  private final Connection connection;
  private final Documents documents;
  private final DocumentWriter writer;
  private final Queries queries;
  private final Statements statements;
  private final ProgressDocument progress;
  private volatile Health writes = Health.UP;
  private volatile Health reads = Health.UP;
  private final AtomicReference<Future<Void>> closed = new AtomicReference<>();

  private CouchbaseOrderStore(Vertx vertx, CouchbaseOptions options, Connection connection) {
    this.vertx = vertx;
    this.options = options;
    this.connection = connection;
    this.documents = new Documents(vertx, connection.documents(), options);
    this.writer = new DocumentWriter(vertx, documents, new HealthOfWrites());
    this.queries = new Queries(vertx, connection.cluster(), options);
    this.statements = new Statements(options.bucket());
    this.progress = new ProgressDocument(documents);
  }

  /**
   * Opens the store, whether Couchbase can be reached or not.
   *
   * @return fails only if the options cannot be used at all, for example with an invalid
   *     certificate
   */
  public static Future<CouchbaseOrderStore> open(Vertx vertx, CouchbaseOptions options) {
    return vertx
        .executeBlocking(() -> Connection.open(options), false)
        .recover(failure -> Future.failedFuture(explained("cannot use", options, failure)))
        .map(connection -> new CouchbaseOrderStore(vertx, options, connection));
  }

  @Override
  public Future<Applied> apply(List<OrderFact> facts) {
    return new BatchWrite(writer::write, options.inFlight(), facts)
        .start(vertx.getOrCreateContext());
  }

  @Override
  public Future<LogProgress> progress() {
    return explained(progress.read(), "cannot read from");
  }

  @Override
  public Future<Boolean> keep(LogProgress before, LogProgress now) {
    return explained(progress.keep(before, now), "cannot write to");
  }

  /**
   * Gives the store a new id, so that the running or next analytics reads everything in Kafka
   * again.
   */
  public Future<Void> forget() {
    return explained(progress.forget(), "cannot write to");
  }

  private <T> Future<T> explained(Future<T> asked, String what) {
    return asked.recover(failure -> Future.failedFuture(explained(what, options, failure)));
  }

  @Override
  public Future<Optional<OrderDocument>> get(OrderId id) {
    return answer(documents.read(Documents.key(id)).map(it -> it.map(Stored::document)));
  }

  @Override
  public Future<Page> page(Filter filter, Optional<Cursor> after, int limit) {
    if (limit < 1) {
      return Future.failedFuture(
          new IllegalArgumentException("limit must be at least 1, was " + limit));
    }
    return answer(
        queries
            .ask(statements.page(filter, after, limit))
            .map(rows -> rows.stream().map(it -> Position.parse((String) it)).toList())
            .compose(found -> page(found, limit)));
  }

  /** Counts positions: one index query, and no document is read. */
  @Override
  public Future<Count> count(Filter filter, long most) {
    int limit = (int) Math.min(most, Integer.MAX_VALUE - 1);
    return answer(
        queries
            .ask(statements.page(filter, Optional.empty(), limit))
            .map(found -> new Count(Math.min(found.size(), most), found.size() > most)));
  }

  private Future<Page> page(List<Position> found, int limit) {
    List<Position> shown = found.subList(0, Math.min(limit, found.size()));
    Optional<Cursor> next =
        found.size() > limit ? Optional.of(shown.get(limit - 1).cursor()) : Optional.empty();
    return read(shown, 0, new PageOfBytes(next));
  }

  /** Reads a few at a time: the size of a document is unknown before it is read. */
  private Future<Page> read(List<Position> shown, int from, PageOfBytes page) {
    if (from >= shown.size()) {
      return Future.succeededFuture(page.whole());
    }
    List<Position> some = shown.subList(from, Math.min(shown.size(), from + READ_AT_ONCE));
    return Future.join(some.stream().map(it -> documents.read(it.id())).toList())
        .compose(
            read -> {
              List<Optional<Stored>> stored = read.list();
              for (int i = 0; i < some.size(); i++) {
                if (stored.get(i).isPresent() && !page.takes(stored.get(i).get())) {
                  return Future.succeededFuture(page.endingAt(shown.get(from + i - 1).cursor()));
                }
              }
              return read(shown, from + READ_AT_ONCE, page);
            });
  }

  /** Takes documents up to {@link #PAGE_BYTES}. */
  private static final class PageOfBytes {
    private final List<OrderDocument> orders = new ArrayList<>();
    private final Optional<Cursor> next;
    private long bytes;

    PageOfBytes(Optional<Cursor> next) {
      this.next = next;
    }

    boolean takes(Stored stored) {
      bytes += stored.bytes();
      if (!orders.isEmpty() && bytes > PAGE_BYTES) {
        return false;
      }
      orders.add(stored.document());
      return true;
    }

    Page whole() {
      return new Page(List.copyOf(orders), next);
    }

    Page endingAt(Cursor cursor) {
      return new Page(List.copyOf(orders), Optional.of(cursor));
    }
  }

  @Override
  public Future<Summary> summary(Instant since) {
    Future<List<Object>> countries = queries.ask(statements.byCountry());
    Future<List<Object>> minutes = queries.ask(statements.byMinute(since));
    Future<List<Object>> stubs = queries.ask(statements.stubs());
    Future<List<Object>> conflicts = queries.ask(statements.conflicts());
    Future<List<Object>> further = queries.ask(statements.further());
    return answer(
        Future.join(countries, minutes, stubs, conflicts, further)
            .map(
                all -> {
                  List<CountryTotal> byCountry =
                      TotalRows.byCountry(countries.result(), further.result());
                  return new Summary(
                      byCountry.stream().mapToLong(CountryTotal::orders).sum(),
                      ((Number) stubs.result().get(0)).longValue(),
                      byCountry,
                      TotalRows.byMinute(minutes.result(), further.result(), since),
                      TotalRows.conflicts(conflicts.result()));
                }));
  }

  /** The answer, or its failure in words; either updates {@link #health}. */
  private <T> Future<T> answer(Future<T> asked) {
    return asked
        .onSuccess(any -> reads = Health.UP)
        .recover(
            failure -> {
              IOException explained = explained("cannot read from", options, failure);
              if (connection.health().state() == Health.State.UP) {
                reads = Health.degraded(explained.getMessage());
              } // otherwise the connection reports it, and the next read may be far off
              return Future.failedFuture(explained);
            });
  }

  static IOException explained(String what, CouchbaseOptions options, Throwable failure) {
    // without its cause: the SDK's failures contain the query
    return new IOException(
        what
            + " Couchbase at "
            + options.host()
            + ": "
            + Causes.inWords(Failure.unwrapped(failure), options));
  }

  @Override
  public Health health() {
    Health connected = connection.health();
    if (connected.state() != Health.State.UP) {
      return connected;
    }
    return writes.state().compareTo(reads.state()) >= 0 ? writes : reads;
  }

  /** Batches that still wait for Couchbase fail. */
  @Override
  public Future<Void> close() {
    Promise<Void> closing = Promise.promise();
    if (closed.compareAndSet(null, closing.future())) {
      Future.fromCompletionStage(connection.close(), vertx.getOrCreateContext())
          .onFailure(
              slow -> log.warn("did not disconnect cleanly from Couchbase: {}", slow.toString()))
          .otherwiseEmpty()
          .onComplete(closing);
    }
    return closed.get();
  }

  private final class HealthOfWrites implements DocumentWriter.Writes {

    @Override
    public void succeeded() {
      writes = Health.UP;
    }

    @Override
    public void failed(Throwable cause) {
      writes = Health.degraded(explained("cannot write to", options, cause).getMessage());
    }

    @Override
    public boolean goOn() {
      return closed.get() == null;
    }
  }
}
