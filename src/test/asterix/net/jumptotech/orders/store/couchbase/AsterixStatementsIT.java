package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.Filters;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Cursor;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStore.Page;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What our {@link Statements} mean to a real engine for SQL++: the Couchbase store, asking
 * AsterixDB, answers what the SQLite store answers. And {@link LittleSql}, which stands in for such
 * an engine everywhere else, selects the very same rows.
 */
@ExtendWith(VertxExtension.class)
class AsterixStatementsIT {

  private static final int ORDERS = 400;

  /** As the system before this one left it: no list or total shows it. */
  private static final Buffer LEGACY =
      Buffer.buffer(
          """
          {"order_id":"legacy","amount":12.5,"currency":"USD","country":"DE","status":"CREATED",
           "created_at":"2026-01-05T12:00:30Z","kafka_partition":0,"kafka_offset":1,
           "processed_at":"2026-01-05T12:00:31Z"}
          """);

  @TempDir private static Path directory;

  private static AsterixServer asterix;
  private static MockCluster cluster;
  private static OrderStore couchbase;
  private static OrderStore sqlite;

  private static final Queue<String> disagreements = new ConcurrentLinkedQueue<>();

  @BeforeAll
  static void sameFactsForBoth(Vertx vertx) {
    asterix = AsterixServer.start(directory);
    cluster = MockCluster.start(directory);
    couchbase = await(CouchbaseOrderStore.open(vertx, TestOptions.of(cluster)));
    sqlite =
        await(
            SqliteOrderStore.open(vertx, SqliteOptions.in(directory, SqliteOptions.Access.WRITER)));
    Await.until("connected", () -> couchbase.health().equals(Health.UP), couchbase::health);

    List<OrderFact> facts = facts();
    await(couchbase.apply(facts));
    await(sqlite.apply(facts));
    Map<String, Buffer> documents = new LinkedHashMap<>(cluster.documents());
    documents.put("legacy", LEGACY);
    documents.replaceAll(AsterixStatementsIT::perhapsOfBeforeThereWereConflicts);
    asterix.load(cluster.bucket(), documents);
    LittleSql littleSql = new LittleSql(() -> documents);
    cluster
        .query()
        .answerBy(
            (statement, parameters) -> {
              List<?> rows = ask(statement, parameters);
              compare(statement, parameters, rows, littleSql.rows(statement, parameters));
              return QueryPeer.rows(rows);
            });
  }

  /** Of those without a conflict, half are as version 0.1.0 wrote them: they do not say so. */
  private static Buffer perhapsOfBeforeThereWereConflicts(String key, Buffer json) {
    JsonObject document = json.toJsonObject();
    JsonObject meta = document.getJsonObject(StoredDocument.META, new JsonObject());
    if (key.hashCode() % 2 == 0
        && StoredDocument.NO_CONFLICT.equals(meta.getString(StoredDocument.CONFLICT))) {
      meta.remove(StoredDocument.CONFLICT);
      return document.toBuffer();
    }
    return json;
  }

  private static List<OrderFact> facts() {
    Random random = new Random(20_260_105);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < ORDERS; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Collections.shuffle(facts, random);
    for (int i = 0; i < 3; i++) {
      Order large = Facts.order("large-" + i, Facts.NOON, "USD", Money.MAX_MINOR_UNITS - i);
      facts.add(Facts.placed(large, 1));
      facts.add(Facts.settled(large, Payment.Status.PAID, 1));
    }
    return facts;
  }

  private static synchronized List<?> ask(String statement, JsonObject parameters) {
    return asterix.query(statement, parameters);
  }

  private static void compare(
      String statement, JsonObject parameters, List<?> rows, List<?> littleSqlsRows) {
    List<Object> one = comparable(rows);
    List<Object> other = comparable(littleSqlsRows);
    List<Object> onlyOne = new ArrayList<>(one);
    other.forEach(onlyOne::remove);
    List<Object> onlyOther = new ArrayList<>(other);
    one.forEach(onlyOther::remove);
    boolean inOrder = !statement.contains(" ORDER BY ") || one.equals(other);
    if (!onlyOne.isEmpty() || !onlyOther.isEmpty() || !inOrder) {
      disagreements.add(
          statement
              + " with "
              + parameters.encode()
              + "\n  only AsterixDB: "
              + onlyOne
              + "\n  only LittleSql: "
              + onlyOther
              + "\n  in order: "
              + inOrder);
    }
  }

  @SuppressWarnings("unchecked") // rows have text keys
  private static List<Object> comparable(List<?> rows) {
    return rows.stream()
        .map(
            row ->
                row instanceof Map<?, ?> fields
                    ? new JsonObject((Map<String, Object>) fields)
                    : row instanceof Number number ? (Object) number.longValue() : row)
        .toList();
  }

  @AfterAll
  static void stop() {
    await(couchbase.close());
    await(sqlite.close());
    cluster.close();
    asterix.close();
  }

  @AfterEach
  void littleSqlSelectsTheSameRows() {
    List<String> ofThisTest = List.copyOf(disagreements);
    disagreements.clear();
    assertThat(ofThisTest).isEmpty();
  }

  @Test
  void everyCombinationOfFiltersShowsTheSameOrders() {
    Random random = new Random(7);
    int shown = 0;
    for (String status : new String[] {null, "CREATED", "CANCELLED", "unknown"}) {
      for (String country : new String[] {null, "DE", "CH", "O'`\"Neill; --"}) {
        for (Boolean flagged : new Boolean[] {null, true, false}) {
          for (String payment : new String[] {null, "PAID", "DECLINED", "PENDING"}) {
            Filter filter =
                new Filter(
                    Optional.ofNullable(status),
                    Optional.ofNullable(country),
                    Optional.ofNullable(flagged),
                    Optional.ofNullable(payment),
                    oneOf(random, "0", "100000.00", "0.00000001"),
                    oneOf(random, "5000000", "250000.001", "1e400"),
                    oneOf(random, Facts.NOON, Facts.NOON.plusSeconds(100).plusNanos(1)),
                    oneOf(random, Facts.NOON.plusSeconds(200).plusNanos(2), Instant.MAX));
            shown += assertSamePages(filter, 60);
          }
        }
      }
    }
    assertThat(shown).isGreaterThan(ORDERS);
  }

  private static Optional<BigDecimal> oneOf(Random random, String... numbers) {
    int which = random.nextInt(numbers.length + 1);
    return which == numbers.length ? Optional.empty() : Optional.of(new BigDecimal(numbers[which]));
  }

  private static Optional<Instant> oneOf(Random random, Instant one, Instant other) {
    return switch (random.nextInt(3)) {
      case 0 -> Optional.of(one);
      case 1 -> Optional.of(other);
      default -> Optional.empty();
    };
  }

  @Test
  void conflictsAreFoundByWhetherThereIsOneAndByTheirKind() {
    int some = assertSamePages(Filters.conflict("true"), 60);
    int none = assertSamePages(Filters.conflict("false"), 60);
    assertThat(some).isPositive();
    assertThat(none).isPositive();
    assertThat(some + none).isEqualTo(assertSamePages(Filter.ALL, 60));
    for (Conflict.Kind kind : Conflict.Kind.values()) {
      assertSamePages(Filters.conflict(kind.name()), 60);
    }
  }

  @Test
  void everyOrderIsOnExactlyOneOfManySmallPages() {
    assertThat(assertSamePages(Filter.ALL, 7)).isGreaterThan(ORDERS / 2);
  }

  @Test
  void boundsOfAmountAndTimeIncludeAndExcludeTheSameOrders() {
    OrderFact.Placed some =
        await(sqlite.page(Filter.ALL, Optional.empty(), 100))
            .orders()
            .get(50)
            .placed()
            .orElseThrow();
    BigDecimal amount = some.order().total().amount();
    BigDecimal little = new BigDecimal("0.0000001");
    Instant at = some.order().createdAt();
    for (BigDecimal bound :
        List.of(amount, amount.add(little), amount.subtract(little), new BigDecimal("1e30"))) {
      assertSamePages(Filters.amounts(Optional.of(bound), Optional.empty()), 100);
      assertSamePages(Filters.amounts(Optional.empty(), Optional.of(bound)), 100);
    }
    assertThat(assertSamePages(Filters.amounts(Optional.of(amount), Optional.of(amount)), 100))
        .isPositive();
    for (Instant bound : List.of(at, at.plusNanos(1), at.minusNanos(1), Instant.MIN, Instant.MAX)) {
      assertSamePages(Filters.times(Optional.of(bound), Optional.empty()), 100);
      assertSamePages(Filters.times(Optional.empty(), Optional.of(bound)), 100);
    }
    assertThat(assertSamePages(Filters.times(Optional.of(at), Optional.of(at.plusNanos(1))), 100))
        .isPositive();
  }

  @Test
  void totalsByCountryAndMinuteAndTheNumberOfStubsAreTheSame() {
    for (Instant since :
        List.of(
            Instant.MIN,
            Facts.NOON.plusSeconds(59),
            Facts.NOON.plusSeconds(60),
            Facts.NOON.plusSeconds(150),
            Instant.MAX)) {
      OrderStore.Summary expected = await(sqlite.summary(since));
      assertThat(await(couchbase.summary(since))).as("%s", since).isEqualTo(expected);
      assertThat(expected.stubs()).isPositive();
      assertThat(expected.byCountry()).isNotEmpty();
    }
  }

  /**
   * @return how many orders it shows
   */
  private static int assertSamePages(Filter filter, int limit) {
    List<OrderDocument> all = new ArrayList<>();
    Optional<Cursor> after = Optional.empty();
    do {
      Page expected = await(sqlite.page(filter, after, limit));
      Page page = await(couchbase.page(filter, after, limit));
      assertThat(page).as("%s behind %s", filter, after).isEqualTo(expected);
      all.addAll(page.orders());
      after = page.next();
    } while (after.isPresent());
    assertThat(all).extracting(OrderDocument::id).doesNotHaveDuplicates();
    return all.size();
  }
}
