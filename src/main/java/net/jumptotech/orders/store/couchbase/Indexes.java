package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.java.query.QueryOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;

/** The indexes for pages and totals: {@code conf/couchbase/indexes.sql}. */
public final class Indexes {

  private static final String FILE = "/couchbase/indexes.sql";

  /** Building an index takes as long as reading all documents. */
  private static final Duration TIMEOUT = Duration.ofMinutes(10);

  private Indexes() {}

  /** The statements of the file for this bucket. */
  public static String text(String bucket) {
    try (InputStream file = Indexes.class.getResourceAsStream(FILE)) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8)
          .replace(CouchbaseOptions.DEFAULT_BUCKET, bucket);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  static List<String> statements(String bucket) {
    String withoutComments =
        text(bucket)
            .lines()
            .filter(line -> !line.startsWith("--"))
            .reduce("", (text, line) -> text + " " + line.trim());
    return Arrays.stream(withoutComments.split(";"))
        .map(String::trim)
        .filter(statement -> !statement.isEmpty())
        .toList();
  }

  /**
   * Creates missing indexes, one after the other.
   *
   * @param done receives each statement once it is done
   * @return fails with Couchbase's message about the first statement that it refuses
   */
  public static Future<Void> create(Vertx vertx, CouchbaseOptions options, Consumer<String> done) {
    return vertx
        .executeBlocking(() -> Connection.open(options), false)
        .compose(
            connection ->
                create(vertx, connection, statements(options.bucket()), done)
                    .recover(
                        failure ->
                            Future.failedFuture(
                                CouchbaseOrderStore.explained(
                                    "cannot create indexes in", options, failure)))
                    .eventually(
                        () ->
                            Future.fromCompletionStage(
                                connection.close(), vertx.getOrCreateContext())));
  }

  private static Future<Void> create(
      Vertx vertx, Connection connection, List<String> statements, Consumer<String> done) {
    Future<Void> all = Future.succeededFuture();
    for (String statement : statements) {
      all =
          all.compose(
                  before ->
                      Future.fromCompletionStage(
                          connection
                              .cluster()
                              .query(statement, QueryOptions.queryOptions().timeout(TIMEOUT)),
                          vertx.getOrCreateContext()))
              .onSuccess(any -> done.accept(statement))
              .mapEmpty();
    }
    return all;
  }
}
