package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jumptotech.orders.event.LogProgress;

/**
 * The document that connects the bucket to the log that filled it: {@code {"store": "9f2c…",
 * "up_to": {"orders-0": {"topic_id": "pZ0y3cJq", "offset": 475}}}}. Several processes write to it.
 */
final class ProgressDocument {

  /** No order has such an id, and no query of ours finds the document. */
  static final String KEY = "@progress";

  private static final String STORE = "store";
  private static final String UP_TO = "up_to";
  private static final String TOPIC_ID = "topic_id";
  private static final String OFFSET = "offset";

  private final Documents documents;

  ProgressDocument(Documents documents) {
    this.documents = documents;
  }

  Future<LogProgress> read() {
    return documents
        .readRaw(KEY)
        .compose(
            found ->
                found.isPresent()
                    ? Future.succeededFuture(parse(found.get().json()))
                    : write(new LogProgress(newId(), Map.of()), Optional.empty())
                        .recover(this::readAgain));
  }

  private Future<LogProgress> readAgain(Throwable failure) {
    return Documents.isConflict(failure) ? read() : Future.failedFuture(failure);
  }

  Future<Boolean> keep(LogProgress before, LogProgress now) {
    return documents
        .readRaw(KEY)
        .compose(
            found -> {
              Optional<LogProgress> known = found.map(it -> parse(it.json()));
              if (known
                  .filter(it -> it.store().equals(now.store()) && it.isAtLeast(before))
                  .isEmpty()) {
                return Future.succeededFuture(false);
              }
              Map<LogProgress.Place, LogProgress.Position> upTo = new HashMap<>(known.get().upTo());
              upTo.putAll(now.upTo());
              return write(new LogProgress(now.store(), upTo), found.map(Documents.Raw::cas))
                  .map(true);
            })
        .recover(
            failure ->
                Documents.isConflict(failure) ? keep(before, now) : Future.failedFuture(failure));
  }

  /** Gives the store a new id, so that it is rebuilt. */
  Future<Void> forget() {
    return documents
        .readRaw(KEY)
        .compose(found -> write(LogProgress.toBeRebuilt(newId()), found.map(Documents.Raw::cas)))
        .<Void>mapEmpty()
        .recover(
            failure -> Documents.isConflict(failure) ? forget() : Future.failedFuture(failure));
  }

  private static String newId() {
    return UUID.randomUUID().toString();
  }

  private Future<LogProgress> write(LogProgress progress, Optional<Long> cas) {
    JsonObject upTo = new JsonObject();
    progress
        .upTo()
        .forEach(
            (place, position) ->
                upTo.put(
                    place.toString(),
                    new JsonObject()
                        .put(TOPIC_ID, position.topicId())
                        .put(OFFSET, position.offset())));
    byte[] json =
        new JsonObject().put(STORE, progress.store()).put(UP_TO, upTo).toBuffer().getBytes();
    return documents.writeRaw(KEY, json, cas).map(progress);
  }

  private static LogProgress parse(byte[] json) {
    JsonObject found = new JsonObject(Buffer.buffer(json));
    Map<LogProgress.Place, LogProgress.Position> upTo = new HashMap<>();
    for (Map.Entry<String, Object> each : found.getJsonObject(UP_TO)) {
      int dash = each.getKey().lastIndexOf('-');
      JsonObject position = (JsonObject) each.getValue();
      upTo.put(
          new LogProgress.Place(
              each.getKey().substring(0, dash),
              Integer.parseInt(each.getKey().substring(dash + 1))),
          new LogProgress.Position(position.getString(TOPIC_ID), position.getLong(OFFSET)));
    }
    return new LogProgress(found.getString(STORE), upTo);
  }
}
