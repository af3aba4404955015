package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Applied;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens to the cluster, what was acknowledged is there and right. */
@ExtendWith(VertxExtension.class)
final class CouchbaseFaultIT {

  private static final Duration TIMEOUT = Duration.ofMillis(1_500);

  @TempDir private static Path directory;
  private static MockCluster cluster;

  private final List<OrderStore> opened = new ArrayList<>();
  private Vertx vertx;
  private OrderStore store;

  @BeforeAll
  static void startCluster() {
    cluster = MockCluster.start(directory);
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  @BeforeEach
  void openStore(Vertx vertx) {
    this.vertx = vertx;
    cluster.reset();
    store = connected(cluster);
  }

  @AfterEach
  void close() {
    opened.forEach(each -> await(each.close()));
  }

  private OrderStore connected(MockCluster to) {
    OrderStore connected = await(CouchbaseOrderStore.open(vertx, TestOptions.of(to, TIMEOUT)));
    opened.add(connected);
    TestOptions.awaitReady(connected);
    return connected;
  }

  @Test
  void aTemporaryFailureAndAWrongNodeDelayOnly() {
    cluster.failTemporarily(50);
    cluster.answerNotMyVbucket(5);

    assertStored(facts(300), await(store.apply(facts(300))));
    assertThat(cluster.outstandingFaults()).isZero();
  }

  @Test
  void aServerWithoutMemoryIsAskedAgain() {
    cluster.runOutOfMemory(3);

    assertStored(facts(50), await(store.apply(facts(50))));
    assertThat(cluster.outstandingFaults()).isZero();
  }

  @Test
  void aWriteOfUnknownOutcomeIsMadeAgainAndReportedOnce() {
    cluster.loseAnswersOfWrites(20);

    Applied applied = await(store.apply(facts(100)));

    assertStored(facts(100), applied);
    assertThat(applied.changed()).extracting(OrderDocument::id).doesNotHaveDuplicates();
    assertThat(applied.changed().size()).isEqualTo(100);
    assertThat(cluster.outstandingFaults()).isZero();
  }

  @Test
  void aNodeThatAnswersTooLateIsAmbiguousAndHarmless() {
    for (int node = 0; node < 3; node++) {
      cluster.hiccup(node, TIMEOUT.plusMillis(500));
    }

    assertStored(facts(200), await(store.apply(facts(200))));
  }

  @Test
  void brokenConnectionsInTheMiddleLoseNothing() {
    List<OrderFact> facts = facts(6_000);
    Future<Applied> applied = store.apply(facts);
    for (int node = 0; node < 3; node++) {
      int some = 300 * (node + 1);
      Await.until("some are stored", () -> cluster.documents().size() > some);
      cluster.cutConnections(node);
    }

    assertStored(facts, await(applied));
  }

  @Test
  void aNodeThatDiesInTheMiddleOfTwentyThousandWritesLosesNothing() {
    try (MockCluster mortal = MockCluster.start(directory)) {
      OrderStore itsStore = connected(mortal);
      List<OrderFact> facts = facts(20_000);
      List<OrderDocument> changed = new ArrayList<>();
      for (int from = 0; from < facts.size(); from += 2_000) {
        List<OrderFact> batch = facts.subList(from, from + 2_000);
        Future<Applied> applied = itsStore.apply(batch);
        if (from == 8_000) {
          Await.until("some more are stored", () -> mortal.documents().size() > 8_500);
          mortal.failOver(1);
        }
        changed.addAll(await(applied).changed());
      }

      assertThat(changed.size()).isEqualTo(20_000);
      assertDocuments(mortal.documents(), facts);
    }
  }

  @Test
  void twoProcessesThatWriteTheSameOrdersLoseNothingOfEither() {
    OrderStore other = connected(cluster);
    Random random = new Random(20_261_124);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    List<Future<Applied>> all = new ArrayList<>();
    for (OrderStore each : List.of(store, other, store, other)) {
      Collections.shuffle(facts, random);
      all.add(each.apply(List.copyOf(facts)));
    }
    await(Future.join(all));

    assertDocuments(cluster.documents(), facts);
  }

  @Test
  void whatWasRemovedMeanwhileIsThereAgainOnceItsFactsAreGivenAgain() {
    assertStored(facts(100), await(store.apply(facts(100))));
    cluster.clear();

    Applied again = await(store.apply(facts(100)));

    assertStored(facts(100), again);
    assertThat(again.changed().size()).isEqualTo(100);
  }

  @Test
  void whatIsNoDocumentOfOursIsRefusedAloneAndLeftAsItIs() {
    OrderFact.Placed foreign = Facts.placed(Facts.order("17", Facts.NOON), 1);
    // as another program might write it
    new ForeignClient(cluster).put("17", "{\"type\":\"customer\",\"name\":\"Jo\"}");

    Applied applied =
        await(store.apply(List.of(foreign, Facts.placed(Facts.order("18", Facts.NOON), 2))));

    assertThat(applied.refused()).containsOnlyKeys(OrderId.of("17"));
    assertThat(applied.refused().get(OrderId.of("17")))
        .contains("17")
        .contains("was not written by Orders")
        .contains("kafka_offset");
    assertThat(applied.changed()).extracting(it -> it.id().text()).containsExactly("18");
    assertThat(cluster.documents().get("17").toJsonObject().getString("name")).isEqualTo("Jo");
  }

  @Test
  void whatTheSystemBeforeThisOneWroteIsGoneOnWith() {
    new ForeignClient(cluster)
        .put(
            "1042",
            """
            {"order_id":1042,"customer_id":4711,"amount":249.99,"currency":"USD","country":"US",\
            "status":"CREATED","created_at":"2026-01-05T10:42:18.091Z","kafka_partition":2,\
            "kafka_offset":17,"processed_at":"2026-01-05T10:42:19Z"}
            """);
    OrderDocument before = await(store.get(OrderId.of("1042"))).orElseThrow();
    OrderFact.Placed placed = before.placed().orElseThrow();
    assertThat(placed.partition()).isEqualTo(2);
    assertThat(placed.version()).isEqualTo(17);

    await(store.apply(List.of(Facts.settled(placed.order(), Payment.Status.PAID, 3))));

    OrderDocument after = await(store.get(OrderId.of("1042"))).orElseThrow();
    assertThat(after.placed()).isEqualTo(before.placed());
    assertThat(after.settled()).isPresent();
  }

  @Test
  void whileTheClusterIsAwayItWaitsAndSaysSoAndGoesOnWhenItIsBack() {
    List<OrderFact> facts = facts(500);
    cluster.stopAll();
    Await.until("it says so", () -> store.health().state() == Health.State.DEGRADED, store::health);
    Future<Applied> applied = store.apply(facts);
    assertThat(await(store.get(OrderId.of("1")).map("").otherwise(Throwable::getMessage)))
        .startsWith("cannot read from Couchbase at couchbases://127.0.0.1");
    assertThat(applied.isComplete()).isFalse();
    assertThat(cluster.documents()).isEmpty();

    cluster.restartAll();

    assertStored(facts, await(applied));
    assertThat(await(store.get(OrderId.of("order-1")))).isPresent();
    Await.until("well again", () -> store.health().equals(Health.UP), store::health);
  }

  @Test
  void aBatchThatWaitsFailsWhenTheStoreIsClosed() {
    cluster.stopAll();
    try {
      Future<Applied> applied = store.apply(facts(10));
      await(store.close());
      Await.until("it ends", applied::isComplete);
      assertThat(applied.failed()).isTrue();
    } finally {
      cluster.restartAll();
    }
  }

  private static List<OrderFact> facts(int orders) {
    return IntStream.range(0, orders)
        .mapToObj(i -> Facts.placed(Facts.order("order-" + i, Facts.NOON.plusNanos(i)), i))
        .map(OrderFact.class::cast)
        .toList();
  }

  private static void assertStored(List<OrderFact> facts, Applied applied) {
    assertThat(applied.refused()).isEmpty();
    assertDocuments(cluster.documents(), facts);
  }

  private static void assertDocuments(Map<String, Buffer> stored, List<OrderFact> facts) {
    Map<OrderId, OrderDocument> expected = Facts.merged(facts);
    List<String> wrong = new ArrayList<>();
    expected.forEach(
        (id, document) -> {
          Buffer json = stored.get(id.text());
          if (json == null) {
            wrong.add(id + " is missing");
          } else if (!read(id, json).equals(document)) {
            wrong.add(json + " instead of " + document);
          }
        });
    assertThat(wrong.stream().limit(3))
        .as("the first of %d that are wrong, of %d", wrong.size(), expected.size())
        .isEmpty();
    assertThat(stored.size()).isEqualTo(expected.size());
  }

  private static OrderDocument read(OrderId id, Buffer json) {
    try {
      return StoredDocument.read(id.text(), json.getBytes());
    } catch (InvalidEvent unreadable) {
      throw new AssertionError(id.text(), unreadable);
    }
  }
}
