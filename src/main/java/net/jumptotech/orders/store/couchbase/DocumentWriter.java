package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.store.DocumentChange;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.RecentDocuments;
import net.jumptotech.orders.store.couchbase.Documents.Stored;

/**
 * Merges facts into documents, each by compare and swap, so concurrent writers lose nothing and
 * move nothing backwards. Never gives up while the store is open: a write of unknown outcome is
 * repeated, since merging a known fact again changes nothing.
 */
final class DocumentWriter {

  private static final Retry UNTIL_WRITTEN =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(50), Duration.ofSeconds(2));

  private final Vertx vertx;
  private final Documents documents;
  private final Writes writes;

  /** As we last wrote them. A stale entry is detected by its CAS. Several contexts use it. */
  private final RecentDocuments<Stored> known = new RecentDocuments<>();

  /** Receives the progress of writing. */
  interface Writes {
    void succeeded();

    void failed(Throwable cause);

    /** Whether to try again. */
    boolean goOn();
  }

  DocumentWriter(Vertx vertx, Documents documents, Writes writes) {
    this.vertx = vertx;
    this.documents = documents;
    this.writes = writes;
  }

  /**
   * @param facts of this order, in the order of arrival
   * @return what changed; fails with {@link Documents.Unusable} if the facts cannot be merged into
   *     the existing document, with anything else only after it was told not to continue
   */
  Future<DocumentChange> write(OrderId id, List<OrderFact> facts) {
    Attempts attempts = new Attempts(id, facts);
    return UNTIL_WRITTEN.run(vertx, attempts::next, attempts::mayPass);
  }

  private final class Attempts {

    private final OrderId id;
    private final String key;
    private final List<OrderFact> facts;

    /** Whether the document found may be from an earlier attempt of ours. */
    private boolean unknownOutcome;

    Attempts(OrderId id, List<OrderFact> facts) {
      this.id = id;
      this.key = Documents.key(id);
      this.facts = facts;
    }

    Future<DocumentChange> next() {
      if (!writes.goOn()) {
        return Future.failedFuture("closed"); // a closed client never answers
      }
      Stored last = known.get(id);
      if (last != null) {
        DocumentChange change = merged(Optional.of(last));
        // "nothing changes" holds only if the document still exists, which no CAS can show
        return change.isChange() ? write(change, Optional.of(last)) : readAndWrite();
      }
      return !unknownOutcome && facts.get(0) instanceof OrderFact.Placed
          ? write(merged(Optional.empty()), Optional.empty()) // most likely new
          : readAndWrite();
    }

    private Future<DocumentChange> readAndWrite() {
      return documents.read(key).compose(found -> write(merged(found), found));
    }

    private DocumentChange merged(Optional<Stored> stored) {
      DocumentChange change = DocumentChange.of(id, stored.map(Stored::document));
      for (OrderFact fact : facts) {
        change = change.merge(fact);
      }
      return change;
    }

    private Future<DocumentChange> write(DocumentChange merged, Optional<Stored> stored) {
      if (!merged.isChange()) {
        return Future.succeededFuture(
            unknownOutcome ? new DocumentChange(Optional.empty(), merged.after()) : merged);
      }
      Future<Long> written =
          stored.isPresent()
              ? documents.replace(merged.after(), stored.get().cas())
              : documents.insert(merged.after());
      return written
          .map(
              cas -> {
                known.put(merged.after(), new Stored(cas, 0, merged.after()));
                writes.succeeded();
                return merged;
              })
          .recover(this::readAgainAfterConflict);
    }

    private Future<DocumentChange> readAgainAfterConflict(Throwable failure) {
      known.remove(id);
      return Documents.isConflict(failure) ? readAndWrite() : Future.failedFuture(failure);
    }

    private boolean mayPass(Throwable failure) {
      if (failure instanceof Documents.Unusable) {
        return false;
      }
      unknownOutcome = true;
      writes.failed(failure);
      return writes.goOn();
    }
  }
}
