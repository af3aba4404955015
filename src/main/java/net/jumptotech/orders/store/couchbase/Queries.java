package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.java.AsyncCluster;
import com.couchbase.client.java.json.JsonObject;
import com.couchbase.client.java.query.QueryOptions;
import com.couchbase.client.java.query.QueryResult;
import com.couchbase.client.java.query.QueryScanConsistency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.runtime.Failure;

/** Sends queries to the query service. Futures complete on the caller's context. */
final class Queries {

  private final Vertx vertx;
  private final AsyncCluster cluster;
  private final CouchbaseOptions options;

  Queries(Vertx vertx, AsyncCluster cluster, CouchbaseOptions options) {
    this.vertx = vertx;
    this.cluster = cluster;
    this.options = options;
  }

  /**
   * @return the rows: text, numbers, or maps by field
   */
  Future<List<Object>> ask(Statements.Question question) {
    JsonObject parameters = JsonObject.create();
    question.parameters().forEach(parameters::put);
    QueryOptions asked =
        QueryOptions.queryOptions()
            .parameters(parameters)
            .adhoc(false) // prepared once
            .readonly(true) // so the SDK may repeat it when a connection breaks
            .timeout(options.queryTimeout())
            .scanConsistency(
                switch (options.consistency()) {
                  case NOT_BOUNDED -> QueryScanConsistency.NOT_BOUNDED;
                  case REQUEST_PLUS -> QueryScanConsistency.REQUEST_PLUS;
                });
    return Future.fromCompletionStage(
            cluster.query(question.statement(), asked), vertx.getOrCreateContext())
        .map(Queries::rows)
        .recover(failure -> Future.failedFuture(Failure.unwrapped(failure)));
  }

  private static List<Object> rows(QueryResult result) {
    List<Object> rows = new ArrayList<>();
    for (byte[] row : result.rowsAs(byte[].class)) {
      try {
        rows.add(Json.value(row));
      } catch (InvalidEvent unreadable) {
        throw new IllegalStateException("a row of the query service: " + unreadable.getMessage());
      }
    }
    return rows;
  }
}
