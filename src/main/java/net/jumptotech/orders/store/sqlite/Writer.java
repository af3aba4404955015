package net.jumptotech.orders.store.sqlite;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.DocumentChange;
import net.jumptotech.orders.store.HistoryJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/**
 * Merges batches into the file, one transaction each. Used by one thread at a time, and by one
 * process at a time, which the lock ensures.
 */
final class Writer {

  private final Database database;
  private final WriterLock lock;

  /** Empty after a failure that may have broken it; the next batch opens a new one. */
  private Optional<Connection> connection = Optional.empty();

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
    return inTransaction(
        open -> {
          Collection<DocumentChange> changes = merge(open, facts);
          writeDocuments(open, changes);
          writeTotals(open, changes);
          return changes.stream()
              .filter(DocumentChange::isVisible)
              .map(DocumentChange::after)
              .toList();
        });
  }

  LogProgress progress() throws SQLException, IOException {
    return inTransaction(Progress::read);
  }

  boolean keep(LogProgress before, LogProgress now) throws SQLException, IOException {
    return inTransaction(open -> Progress.write(open, before, now));
  }

  private <T> T inTransaction(Reader.Query<T> work) throws SQLException, IOException {
    Connection open = begin();
    boolean committed = false;
    try {
      T done = work.ask(open);
      execute(open, "COMMIT");
      committed = true;
      return done;
    } finally {
      if (!committed) {
        drop();
      }
    }
  }

  private Connection begin() throws SQLException, IOException {
    if (connection.isPresent() && database.fileKey().filter(it -> it.equals(openFile)).isEmpty()) {
      drop(); // deleted or replaced
    }
    if (connection.isEmpty()) {
      open();
    }
    try {
      execute(connection.get(), "BEGIN IMMEDIATE");
      return connection.get();
    } catch (SQLException failure) {
      if (!Database.isBusy(failure)) {
        drop();
      }
      throw failure;
    }
  }

  private void open() throws SQLException, IOException {
    connection = Optional.of(database.openForWriting());
    openFile = database.fileKey().orElse(null);
  }

  private static Collection<DocumentChange> merge(Connection open, List<OrderFact> facts)
      throws SQLException {
    Map<OrderId, DocumentChange> changes = new LinkedHashMap<>();
    try (PreparedStatement select = open.prepareStatement(DocumentRow.SELECT + "WHERE id = ?")) {
      for (OrderFact fact : facts) {
        OrderId id = fact.orderId();
        DocumentChange change = changes.get(id);
        if (change == null) {
          change = DocumentChange.of(id, find(select, id));
        }
        changes.put(id, change.merge(fact));
      }
    }
    changes.values().removeIf(it -> !it.isChange());
    return changes.values();
  }

  private static Optional<OrderDocument> find(PreparedStatement select, OrderId id)
      throws SQLException {
    select.setString(1, id.text());
    try (ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(DocumentRow.read(row)) : Optional.empty();
    }
  }

  private static void writeDocuments(Connection open, Collection<DocumentChange> changes)
      throws SQLException {
    try (PreparedStatement insert = open.prepareStatement(DocumentRow.INSERT);
        PreparedStatement placed = open.prepareStatement(DocumentRow.UPDATE_PLACED);
        PreparedStatement flagged = open.prepareStatement(DocumentRow.UPDATE_FLAGGED);
        PreparedStatement settled = open.prepareStatement(DocumentRow.UPDATE_SETTLED);
        PreparedStatement history = open.prepareStatement(DocumentRow.UPDATE_HISTORY)) {
      for (DocumentChange change : changes) {
        OrderDocument after = change.after();
        if (change.before().isEmpty()) {
          DocumentRow.bind(insert, after);
          insert.addBatch();
          continue;
        }
        OrderDocument before = change.before().get();
        if (!after.contents().equals(before.contents())
            || !after.placed().equals(before.placed())) {
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
          int next = DocumentRow.bind(settled, 1, after.settled().orElseThrow());
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
      for (PreparedStatement batch : List.of(insert, placed, flagged, settled, history)) {
        batch.executeBatch();
      }
    }
  }

  private static void writeTotals(Connection open, Collection<DocumentChange> changes)
      throws SQLException {
    Totals totals = new Totals();
    for (DocumentChange change : changes) {
      change.before().ifPresent(totals::subtract);
      totals.add(change.after());
    }
    totals.write(open);
  }

  /** This rolls the transaction back. */
  private void drop() {
    Optional<Connection> broken = connection;
    connection = Optional.empty();
    try {
      if (broken.isPresent()) {
        broken.get().close();
      }
    } catch (SQLException ignored) {
      // nothing is left to lose
    }
  }

  private static void execute(Connection open, String sql) throws SQLException {
    try (Statement statement = open.createStatement()) {
      statement.execute(sql);
    }
  }

  void close() throws IOException, SQLException {
    try {
      if (connection.isPresent()) {
        connection.get().close();
      }
    } finally {
      lock.close();
    }
  }
}
