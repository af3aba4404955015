package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.couchbase.client.java.AsyncCluster;
import com.couchbase.client.java.json.JsonObject;
import com.couchbase.client.java.query.QueryOptions;
import com.couchbase.client.java.query.QueryScanConsistency;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStoreContract;
import net.jumptotech.orders.store.couchbase.Statements.Question;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The contract on the Couchbase that the environment names ({@code COUCHBASE_HOST}, {@code
 * _BUCKET}, {@code _USERNAME}, {@code _PASSWORD} or {@code _PASSWORD_FILE}), and that its indexes
 * are enough.
 *
 * <p>Creates the indexes, and removes every document that Orders ever wrote into the bucket. So the
 * name of the bucket must end with {@code _test}, or the property {@code couchbase.empty} must be
 * the very name.
 */
final class RealCouchbaseIT extends OrderStoreContract {

  private static CouchbaseOptions options;
  private static Connection connection;

  @BeforeAll
  static void createIndexes(Vertx vertx) {
    options = options();
    refuseUnlessItMayBeEmptied(options.bucket());
    connection = Connection.open(options);
    Await.until(
        "connected", () -> connection.health().equals(Health.UP), () -> connection.health());
    await(Indexes.create(vertx, options, created -> {}));
  }

  @AfterAll
  static void disconnect() {
    if (connection != null) {
      empty();
      connection.close().orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS).join();
    }
  }

  private static CouchbaseOptions options() {
    Map<String, List<String>> names =
        Stream.of("host", "bucket", "username", "password")
            .collect(
                Collectors.toMap(
                    key -> "couchbase." + key,
                    key -> List.of("COUCHBASE_" + key.toUpperCase(Locale.ROOT))));
    Overrides overrides =
        Overrides.of(
            Map.of("orders.couchbase.consistency", "request-plus"), System.getenv(), names);
    return CouchbaseOptions.from(
            new Settings(new io.vertx.core.json.JsonObject(), overrides).section("couchbase"))
        .orElseThrow(
            () ->
                new AssertionError(
                    "which Couchbase? set COUCHBASE_HOST, COUCHBASE_BUCKET, COUCHBASE_USERNAME and"
                        + " COUCHBASE_PASSWORD or COUCHBASE_PASSWORD_FILE"));
  }

  private static void refuseUnlessItMayBeEmptied(String bucket) {
    if (!bucket.endsWith("_test") && !bucket.equals(System.getProperty("couchbase.empty"))) {
      throw new AssertionError(
          "this empties the bucket, and its name "
              + bucket
              + " does not end with _test; if you mean it: -Dcouchbase.empty="
              + bucket);
    }
  }

  /** Ours only, by an index: each has this field. */
  private static void empty() {
    query(
        "DELETE FROM `" + options.bucket() + "` AS o WHERE o.`_meta`.`flagged` >= $none",
        Map.of("none", 0));
  }

  private static List<JsonObject> query(String statement, Map<String, Object> parameters) {
    AsyncCluster cluster = connection.cluster();
    return cluster
        .query(
            statement,
            QueryOptions.queryOptions()
                .parameters(JsonObject.from(parameters))
                .timeout(Await.LONG)
                .scanConsistency(QueryScanConsistency.REQUEST_PLUS))
        .orTimeout(Await.LONG.toSeconds(), TimeUnit.SECONDS)
        .join()
        .rowsAsObject();
  }

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    empty();
    OrderStore store = await(CouchbaseOrderStore.open(vertx, options));
    Await.until("connected", () -> store.health().equals(Health.UP), store::health);
    return Future.succeededFuture(store);
  }

  @Test
  void everyStatementIsAnsweredByAnIndexAndFetchesNoDocument() {
    for (Question question : questions()) {
      List<String> operators = new ArrayList<>();
      query("EXPLAIN " + question.statement(), question.parameters())
          .forEach(row -> addOperators(row.toMap(), operators));
      assertThat(operators)
          .as("%s", question.statement())
          .anyMatch(it -> it.startsWith("Index"))
          .noneMatch(it -> it.startsWith("PrimaryScan"))
          .doesNotContain("Fetch");
    }
  }

  /** Each shape that a statement of ours can have. */
  private static List<Question> questions() {
    Statements statements = new Statements(options.bucket());
    List<Question> questions = new ArrayList<>();
    questions.add(statements.byCountry());
    questions.add(statements.byMinute(Facts.NOON));
    questions.add(statements.stubs());
    for (int shape = 0; shape < 1 << 6; shape++) {
      questions.add(statements.page(filter(shape), Optional.empty(), 50));
    }
    return questions;
  }

  /**
   * @param shape a bit for each part
   */
  private static Filter filter(int shape) {
    return new Filter(
        part(shape, 0, "CREATED"),
        part(shape, 1, "DE"),
        part(shape, 2, true),
        part(shape, 3, "PAID"),
        part(shape, 4, BigDecimal.ONE),
        part(shape, 5, BigDecimal.TEN),
        Optional.of(Facts.NOON),
        Optional.of(Facts.NOON.plusSeconds(60)));
  }

  private static <T> Optional<T> part(int shape, int bit, T value) {
    return (shape & 1 << bit) == 0 ? Optional.empty() : Optional.of(value);
  }

  private static void addOperators(Object plan, List<String> operators) {
    if (plan instanceof Map<?, ?> part) {
      Optional.ofNullable(part.get("#operator")).map(Object::toString).ifPresent(operators::add);
      part.values().forEach(it -> addOperators(it, operators));
    } else if (plan instanceof List<?> parts) {
      parts.forEach(it -> addOperators(it, operators));
    }
  }
}
