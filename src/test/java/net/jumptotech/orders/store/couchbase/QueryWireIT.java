package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Cursor;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStore.Page;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the query service is sent, and what becomes of its answers. */
@ExtendWith(VertxExtension.class)
final class QueryWireIT {

  private static final String HOSTILE = "'; DROP `x`; -- \" `order_analytics` $before";

  @TempDir private static Path directory;
  private static Vertx vertx;
  private static MockCluster cluster;
  private static OrderStore store;

  @BeforeAll
  static void open(Vertx vertx) {
    QueryWireIT.vertx = vertx;
    cluster = MockCluster.start(directory);
    store = await(CouchbaseOrderStore.open(vertx, TestOptions.of(cluster, Duration.ofSeconds(10))));
    Await.until("connected", () -> store.health().equals(Health.UP), store::health);
  }

  @AfterAll
  static void close() {
    await(store.close());
    cluster.close();
  }

  @BeforeEach
  void asNew() {
    cluster.reset();
    cluster.query().answerBy(new LittleSql(cluster::documents));
  }

  @Test
  void noValueIsEverPastedIntoAStatement() {
    Filter hostile =
        new Filter(
            Optional.of(HOSTILE),
            Optional.of(HOSTILE),
            Optional.of(true),
            Optional.of(HOSTILE),
            Optional.of(new BigDecimal("12.34")),
            Optional.of(new BigDecimal("1e400")),
            Optional.of(Instant.MIN),
            Optional.of(Instant.MAX));

    await(store.page(hostile, Optional.of(new Cursor(Facts.NOON, HOSTILE)), 7));

    List<JsonObject> sent = cluster.query().requests();
    assertThat(sent).isNotEmpty();
    for (JsonObject request : sent) {
      assertThat(request.getString("statement", ""))
          .doesNotContain("DROP")
          .doesNotContain("12.34")
          .doesNotContain("2026");
    }
    assertThat(sent.get(0).getString("$country")).isEqualTo(HOSTILE);
    assertThat(sent.get(0).getString("$before")).endsWith(HOSTILE);
    assertThat(sent.get(0).getLong("$amount_min")).isEqualTo(123_400);
    assertThat(sent.get(0).getLong("$amount_max")).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void readsArePreparedReadOnlyAndInTime() {
    Filter notAskedBefore = byCountryAndStatus();
    for (int i = 0; i < 3; i++) {
      await(store.page(notAskedBefore, Optional.empty(), 10));
    }

    List<JsonObject> sent = cluster.query().requests();
    assertThat(sent).hasSize(3);
    assertThat(sent.get(0).getString("statement")).startsWith("PREPARE SELECT RAW");
    assertThat(sent.subList(1, 3))
        .allMatch(request -> request.getString("statement") == null)
        .allMatch(request -> request.getString("prepared") != null);
    assertThat(sent)
        .allMatch(request -> request.getBoolean("readonly"))
        .allMatch(request -> request.getString("timeout").equals("10000ms"));
  }

  @Test
  void aServiceThatForgotWhatWasPreparedIsToldAgain() {
    page();
    cluster.query().forgetPrepared();

    assertThat(page().orders()).isEmpty();
  }

  @Test
  void aBrokenConnectionIsAskedAgain() {
    AtomicInteger broken = new AtomicInteger();
    LittleSql answers = new LittleSql(cluster::documents);
    cluster
        .query()
        .answerBy(
            (statement, parameters) ->
                broken.getAndIncrement() < 2
                    ? QueryPeer.cut()
                    : answers.answer(statement, parameters));

    assertThat(page().orders()).isEmpty();
    assertThat(broken.get()).isGreaterThan(2);
  }

  @Test
  void connectionsForQueriesThatComeAndGoAreNoIllness() {
    List<Future<Page>> asked = new ArrayList<>();
    for (int i = 0; i < 8; i++) { // side by side, so that connections are opened
      asked.add(store.page(byCountryAndStatus(), Optional.empty(), 10));
    }

    while (!asked.stream().allMatch(Future::isComplete)) {
      assertThat(store.health()).isEqualTo(Health.UP);
    }
  }

  @Test
  void whatTheServiceRefusesIsSaidInWords() {
    assertThat(refusal(4000, "No index available on keyspace")).contains("orders store --indexes");
    assertThat(refusal(13014, "User does not have credentials")).contains("COUCHBASE_USERNAME");
    assertThat(refusal(3000, "syntax error")).contains("3000 syntax error");
    assertThat(refusal(5000, "out of memory")).contains("5000 out of memory");
    assertThat(refusal(1080, "Timeout exceeded")).contains("did not answer in time");
    assertThat(store.health().state()).isEqualTo(Health.State.DEGRADED);

    cluster.query().answerBy(new LittleSql(cluster::documents));
    page();
    assertThat(store.health()).isEqualTo(Health.UP);
  }

  @Test
  void sumsBeyondWhatOneNumberHoldsExactlyAreExact() {
    List<JsonObject> rows = new ArrayList<>();
    rows.add(
        new JsonObject()
            .put("country", "US")
            .put("currency", "USD")
            .put("paid_currency", "USD")
            .put("orders", 3)
            .put("amount_millions", 9_000_000_000_000_000L)
            .put("amount_rest", 2_999_997)
            .put("paid", 3)
            .put("paid_millions", 1)
            .put("paid_rest", 0)
            .put("flagged", 0));
    cluster
        .query()
        .answerBy(
            (statement, parameters) ->
                QueryPeer.rows(
                    statement.contains(" AS country") && !statement.contains(" UNNEST ")
                        ? rows
                        : countOrNothing(statement)));

    assertThat(await(store.summary(Facts.NOON)).byCountry())
        .containsExactly(
            new OrderStore.CountryTotal(
                "US",
                "USD",
                3,
                new BigDecimal("90000000000000029999.97"),
                3,
                new BigDecimal("10000.00"),
                0));
  }

  private static Filter byCountryAndStatus() {
    return new Filter(
        Optional.of("CREATED"),
        Optional.of("DE"),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static List<?> countOrNothing(String statement) {
    return statement.contains("RAW COUNT") ? List.of(0) : List.of();
  }

  private static OrderStore.Page page() {
    return await(store.page(Filter.ALL, Optional.empty(), 10));
  }

  private static String refusal(int code, String message) {
    cluster.query().answerBy((statement, parameters) -> QueryPeer.error(code, message, 400));
    String said =
        await(
            store
                .page(Filter.ALL, Optional.empty(), 10)
                .map("")
                .otherwise(failure -> failure.getMessage()));
    assertThat(said).startsWith("cannot read from Couchbase at couchbases://");
    return said;
  }
}
