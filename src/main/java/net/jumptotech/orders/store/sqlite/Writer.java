package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.DocumentChange;
import net.jumptotech.orders.store.HistoryJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.RecentDocuments;

/**
 * Merges batches into the file, one transaction each. Used by one thread at a time, and by one
 * process at a time, which the lock ensures.
 */
final class Writer {

  private final Database database;
  private final WriterLock lock;

  /** Empty after a failure that may have broken it; the next batch opens a new one. */
  private Optional<Statements> open = Optional.empty();

  /** As the file has them, as long as nobody else has changed it since. */
  private final RecentDocuments<OrderDocument> recent = new RecentDocuments<>();

  private long dataVersion;

  /** The file that the connection has open: the path can come to name a new one. */
  private Object openFile;

  private Writer(Database database, WriterLock lock) {
    this.database = database;
    this.lock = lock;
  }

  /**
   * @throws IOException if another process writes
   */
  static Writer open(Database database) throws IOException, SQLException {
    WriterLock lock = WriterLock.of(database.file());
    try {
      Writer writer = new Writer(database, lock);
      writer.open();
      return writer;
    } catch (SQLException | IOException | RuntimeException failure) {
      lock.close();
      throw failure;
    }
  }

  /**
   * Applies all facts or none.
   *
   * @return the documents that changed for a reader
   */
  List<OrderDocument> apply(List<OrderFact> facts) throws SQLException, IOException {
    Collection<DocumentChange> applied =
        inTransaction(
            statements -> {
              forgetIfOthersWrote(statements);
              Map<OrderId, DocumentChange> changes = merge(statements, facts);
              Set<OrderId> existing = insert(statements, changes.values());
              if (!existing.isEmpty()) {
                changes.keySet().removeAll(existing);
                changes.putAll(mergeInto(existing, statements, facts));
              }
              update(statements, changes.values());
              writeTotals(statements, changes.values());
              return changes.values();
            });
    applied.forEach(change -> recent.put(change.after(), change.after()));
    return applied.stream().filter(DocumentChange::isVisible).map(DocumentChange::after).toList();
  }

  LogProgress progress() throws SQLException, IOException {
    return inTransaction(statements -> Progress.read(statements.connection()));
  }

  boolean keep(LogProgress before, LogProgress now) throws SQLException, IOException {
    return inTransaction(statements -> Progress.write(statements.connection(), before, now));
  }

  private interface Work<T> {
    T with(Statements statements) throws SQLException;
  }

  private <T> T inTransaction(Work<T> work) throws SQLException, IOException {
    Statements statements = begin();
    boolean committed = false;
    try {
      T done = work.with(statements);
      statements.of("COMMIT").execute();
      committed = true;
      return done;
    } finally {
      if (!committed) {
        drop();
      }
    }
  }

  private Statements begin() throws SQLException, IOException {
    if (open.isPresent() && database.fileKey().filter(it -> it.equals(openFile)).isEmpty()) {
      drop(); // deleted or replaced
    }
    if (open.isEmpty()) {
      open();
    }
    try {
      open.get().of("BEGIN IMMEDIATE").execute();
      return open.get();
    } catch (SQLException failure) {
      if (!Database.isBusy(failure)) {
        drop();
      }
      throw failure;
    }
  }

  private void open() throws SQLException, IOException {
    recent.clear();
    open = Optional.of(new Statements(database.openForWriting()));
    openFile = database.fileKey().orElse(null);
  }

  /** The lock keeps other writers away, but not {@link SqliteOrderStore#forget}, or a person. */
  private void forgetIfOthersWrote(Statements statements) throws SQLException {
    try (ResultSet row = statements.of("PRAGMA data_version").executeQuery()) {
      row.next();
      if (row.getLong(1) != dataVersion) {
        dataVersion = row.getLong(1);
        recent.clear();
      }
    }
  }

  /** An order that we did not write lately is taken for new: {@link #insert} tells if it is not. */
  private Map<OrderId, DocumentChange> merge(Statements statements, List<OrderFact> facts)
      throws SQLException {
    Map<OrderId, DocumentChange> changes = new LinkedHashMap<>();
    for (OrderFact fact : facts) {
      OrderId id = fact.orderId();
      DocumentChange change = changes.get(id);
      if (change == null) {
        Optional<OrderDocument> before = Optional.ofNullable(recent.get(id));
        if (before.isEmpty() && !(fact instanceof OrderFact.Placed)) {
          before = find(statements, id);
        }
        change = DocumentChange.of(id, before);
      }
      changes.put(id, change.merge(fact));
    }
    changes.values().removeIf(it -> !it.isChange());
    return changes;
  }

  /** As {@link #merge}, for those that turned out not to be new. */
  private static Map<OrderId, DocumentChange> mergeInto(
      Set<OrderId> existing, Statements statements, List<OrderFact> facts) throws SQLException {
    Map<OrderId, DocumentChange> changes = new LinkedHashMap<>();
    for (OrderId id : existing) {
      changes.put(id, DocumentChange.of(id, find(statements, id)));
    }
    for (OrderFact fact : facts) {
      changes.computeIfPresent(fact.orderId(), (id, change) -> change.merge(fact));
    }
    changes.values().removeIf(it -> !it.isChange());
    return changes;
  }

  private static Optional<OrderDocument> find(Statements statements, OrderId id)
      throws SQLException {
    PreparedStatement select = statements.of(DocumentRow.SELECT + "WHERE id = ?");
    select.setString(1, id.text());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(DocumentRow.read(row)) : Optional.empty();
    }
  }

  /**
   * Inserts what is taken for new.
   *
   * @return what was there already, and is left as it was
   */
  private static Set<OrderId> insert(Statements statements, Collection<DocumentChange> changes)
      throws SQLException {
    PreparedStatement insert = statements.of(DocumentRow.INSERT);
    List<OrderId> ids = new ArrayList<>();
    for (DocumentChange change : changes) {
      if (change.before().isEmpty()) {
        DocumentRow.bind(insert, change.after());
        insert.addBatch();
        ids.add(change.after().id());
      }
    }
    Set<OrderId> existing = new LinkedHashSet<>();
    int[] inserted = insert.executeBatch();
    for (int i = 0; i < inserted.length; i++) {
      if (inserted[i] == 0) {
        existing.add(ids.get(i));
      }
    }
    return existing;
  }

  private static void update(Statements statements, Collection<DocumentChange> changes)
      throws SQLException {
    PreparedStatement placed = statements.of(DocumentRow.UPDATE_PLACED);
    PreparedStatement flagged = statements.of(DocumentRow.UPDATE_FLAGGED);
    PreparedStatement settled = statements.of(DocumentRow.UPDATE_SETTLED);
    PreparedStatement history = statements.of(DocumentRow.UPDATE_HISTORY);
    for (DocumentChange change : changes) {
      if (change.before().isEmpty()) {
        continue;
      }
      OrderDocument before = change.before().get();
      OrderDocument after = change.after();
      if (!after.contents().equals(before.contents()) || !after.placed().equals(before.placed())) {
        int next = DocumentRow.bindPlaced(placed, 1, after);
        placed.setString(next, after.id().text());
        placed.addBatch();
      }
      if (!after.flagged().equals(before.flagged())) {
        int next = DocumentRow.bindFlagged(flagged, 1, after.flagged());
        flagged.setString(next, after.id().text());
        flagged.addBatch();
      }
      if (!after.settled().equals(before.settled())) {
        int next = DocumentRow.bindSettled(settled, 1, after.settled());
        settled.setString(next, after.id().text());
        settled.addBatch();
      }
      if (!HistoryJson.fields(after).equals(HistoryJson.fields(before))
          || !after.conflict().equals(before.conflict())) {
        int next = DocumentRow.bindHistory(history, 1, after);
        history.setString(next, after.id().text());
        history.addBatch();
      }
    }
    for (PreparedStatement batch : List.of(placed, flagged, settled, history)) {
      batch.executeBatch();
    }
  }

  private static void writeTotals(Statements statements, Collection<DocumentChange> changes)
      throws SQLException {
    Totals totals = new Totals();
    for (DocumentChange change : changes) {
      change.before().ifPresent(totals::subtract);
      totals.add(change.after());
    }
    totals.write(statements);
  }

  /** This rolls the transaction back. */
  private void drop() {
    Optional<Statements> broken = open;
    open = Optional.empty();
    try {
      if (broken.isPresent()) {
        broken.get().connection().close();
      }
    } catch (SQLException ignored) {
      // nothing is left to lose
    }
  }

  void close() throws IOException, SQLException {
    try {
      if (open.isPresent()) {
        open.get().connection().close();
      }
    } finally {
      lock.close();
    }
  }
}
