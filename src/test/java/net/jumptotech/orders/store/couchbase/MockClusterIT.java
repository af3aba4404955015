package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.couchbase.client.core.cnc.events.endpoint.EndpointConnectionFailedEvent;
import com.couchbase.client.core.error.AmbiguousTimeoutException;
import com.couchbase.client.core.error.CasMismatchException;
import com.couchbase.client.core.error.DocumentExistsException;
import com.couchbase.client.core.error.DocumentNotFoundException;
import com.couchbase.client.core.error.ParsingFailureException;
import com.couchbase.client.core.error.RequestCanceledException;
import com.couchbase.client.core.error.ServerOutOfMemoryException;
import com.couchbase.client.core.error.TimeoutException;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.Cluster;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.Collection;
import com.couchbase.client.java.codec.RawJsonTranscoder;
import com.couchbase.client.java.json.JsonObject;
import com.couchbase.client.java.kv.GetOptions;
import com.couchbase.client.java.kv.InsertOptions;
import com.couchbase.client.java.kv.ReplaceOptions;
import com.couchbase.client.java.kv.UpsertOptions;
import com.couchbase.client.java.query.QueryOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the real client meets in a {@link MockCluster}: a cluster, and each fault by its name. */
class MockClusterIT {

  private static final Duration SHORT = Duration.ofMillis(500);

  @TempDir static Path directory;
  private static MockCluster server;
  private static Cluster client;
  private static Collection documents;

  @BeforeAll
  static void start() {
    server = MockCluster.start(directory);
    client = connect(server, server.password(), server.certificate());
    client.bucket(server.bucket()).waitUntilReady(Await.LONG);
    documents = client.bucket(server.bucket()).defaultCollection();
  }

  @AfterAll
  static void stop() {
    client.disconnect();
    server.close();
  }

  @BeforeEach
  void healthy() {
    server.reset();
  }

  @Test
  void documentsAreReadAndWrittenOnAllNodes() {
    for (int i = 0; i < 100; i++) {
      upsert("order-" + i, "{\"order_id\":" + i + "}");
    }

    assertThat(read("order-42")).isEqualTo("{\"order_id\":42}");
    assertThat(server.documents()).hasSize(100);
    assertThat(server.documents().get("order-7")).hasToString("{\"order_id\":7}");
    assertThat(client.diagnostics().endpoints().values().stream().flatMap(List::stream))
        .extracting(it -> it.remote())
        .containsAll(List.of(server.connectionString().substring(13).split(",")));
  }

  @Test
  void aWriteThatRestsOnAnOldStateIsRefused() {
    long first = insert("1", "{\"n\":1}");
    long second = replace("1", "{\"n\":2}", first);

    assertThatThrownBy(() -> replace("1", "{\"n\":3}", first))
        .isInstanceOf(CasMismatchException.class);
    assertThatThrownBy(() -> insert("1", "{}")).isInstanceOf(DocumentExistsException.class);
    assertThatThrownBy(() -> read("2")).isInstanceOf(DocumentNotFoundException.class);
    assertThat(documents.get("1").cas()).isEqualTo(second);
    assertThat(read("1")).isEqualTo("{\"n\":2}");
  }

  @Test
  void onlyTheRightPasswordAndATrustedCertificateComeIn() {
    TestCertificate stranger = TestCertificate.forLoopback(directory);
    try (MockCluster misnamed =
        MockCluster.start(TestCertificate.forHosts(directory, "elsewhere.example"), "p", 1)) {
      Map<String, Refusal> refusals =
          Map.of(
              "User authentication failed",
              new Refusal(server, "wrong", server.certificate()),
              "PKIX path",
              new Refusal(server, server.password(), stranger),
              "subject alternative names",
              new Refusal(misnamed, "p", misnamed.certificate()));
      refusals.forEach(
          (reason, refusal) ->
              Await.until(
                  reason,
                  () -> refusal.reasons().anyMatch(it -> it.contains(reason)),
                  () -> refusal.reasons().toList()));
      refusals.values().forEach(Refusal::neverBecomesReady);
    }
  }

  @Test
  void aTemporaryFailureIsOverAfterSomeTimes() {
    server.failTemporarily(3);

    upsert("1", "{}");

    assertThat(server.outstandingFaults()).isZero();
    assertThat(server.documents()).containsKey("1");
  }

  @Test
  void aTemporaryFailureMayLastUntilHealed() {
    server.failTemporarilyUntilHealed();
    assertThatThrownBy(() -> upsert("1", "{}")).isInstanceOf(TimeoutException.class);
    assertThat(server.documents()).isEmpty();

    server.heal();

    upsert("1", "{}");
  }

  @Test
  void theWrongNodeIsNotAskedForEver() {
    server.answerNotMyVbucket(2);

    upsert("1", "{}");

    assertThat(server.outstandingFaults()).isZero();
  }

  @Test
  void outOfMemoryIsSaidAtOnce() {
    server.runOutOfMemory(1);

    assertThatThrownBy(() -> upsert("1", "{}")).isInstanceOf(ServerOutOfMemoryException.class);
  }

  @Test
  void aWriteWhoseAnswerIsLostIsDone() {
    server.loseAnswersOfWrites(1);

    assertThatThrownBy(() -> upsert("1", "{}")).isInstanceOf(AmbiguousTimeoutException.class);

    assertThat(server.documents()).containsKey("1");
  }

  @Test
  void aHiccupLongerThanTheTimeoutIsAmbiguousAndPasses() {
    server.hiccup(0, Duration.ofMillis(1_000));
    server.hiccup(1, Duration.ofMillis(1_000));
    server.hiccup(2, Duration.ofMillis(1_000));

    assertThatThrownBy(() -> upsert("1", "{}")).isInstanceOf(AmbiguousTimeoutException.class);

    assertThat(server.documents()).containsKey("1");
    assertThat(documents.get("1").contentAsObject()).isEqualTo(JsonObject.create());
  }

  @Test
  void aSilentNodeAnswersNobodyUntilHealed() {
    for (int node = 0; node < 3; node++) {
      server.silence(node);
    }
    assertThatThrownBy(() -> upsert("1", "{}")).isInstanceOf(AmbiguousTimeoutException.class);
    assertThat(server.documents()).isEmpty();

    server.heal();

    upsertPatiently(documents, "2");
  }

  @Test
  void cutConnectionsCancelWhatIsInFlightAndComeBack() {
    AsyncCollection writer = documents.async();
    server.hiccup(0, Duration.ofMinutes(1));
    List<CompletableFuture<?>> inFlight = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      inFlight.add(writer.upsert("order-" + i, JsonObject.create()));
    }
    Await.until("all done at the server", () -> server.documents().size() == 30);

    server.cutConnections(0);

    Await.until("an end of each", () -> inFlight.stream().allMatch(CompletableFuture::isDone));
    assertThat(inFlight.stream().filter(CompletableFuture::isCompletedExceptionally))
        .isNotEmpty()
        .allSatisfy(
            it -> assertThatThrownBy(it::join).hasCauseInstanceOf(RequestCanceledException.class));
    for (int i = 0; i < 30; i++) {
      upsertPatiently(documents, "order-" + i);
    }
  }

  @Test
  void aNodeThatIsStoppedComesBackOnItsPort() {
    server.stop(1);
    List<CompletableFuture<?>> tries = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      tries.add(
          documents
              .async()
              .upsert("order-" + i, Map.of(), UpsertOptions.upsertOptions().timeout(SHORT)));
    }
    assertThat(tries).anySatisfy(it -> assertThatThrownBy(it::join).isNotNull());

    server.restart(1);

    for (int i = 0; i < 30; i++) {
      upsertPatiently(documents, "order-" + i);
    }
  }

  @Test
  void aClientThatStartsBeforeItsClusterFindsItLater() {
    server.stopAll();
    Cluster early = connect(server, server.password(), server.certificate());
    try {
      assertThatThrownBy(() -> early.bucket(server.bucket()).waitUntilReady(SHORT)).isNotNull();

      server.restartAll();

      early.bucket(server.bucket()).waitUntilReady(Await.LONG);
      upsertPatiently(early.bucket(server.bucket()).defaultCollection(), "1");
    } finally {
      early.disconnect();
    }
  }

  @Test
  void whatWasAcknowledgedSurvivesAFailover() throws InterruptedException {
    try (MockCluster cluster = MockCluster.start(server.certificate(), "p", 3)) {
      Cluster writer = connect(cluster, "p", server.certificate());
      writer.bucket(cluster.bucket()).waitUntilReady(Await.LONG);
      AsyncCollection target = writer.bucket(cluster.bucket()).defaultCollection().async();
      Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
      Queue<String> failed = new ConcurrentLinkedQueue<>();
      Semaphore window = new Semaphore(256);
      for (int i = 0; i < 10_000; i++) {
        String key = "order-" + i;
        if (i == 4_000) {
          cluster.failOver(2);
        }
        window.acquire();
        target
            .upsert(key, JsonObject.create())
            .whenComplete(
                (stored, failure) -> {
                  (failure == null ? acknowledged : failed).add(key);
                  window.release();
                });
      }
      window.acquire(256);

      Set<String> stored = cluster.documents().keySet();
      assertThat(acknowledged.stream().filter(key -> !stored.contains(key)).limit(3)).isEmpty();
      assertThat(acknowledged.size()).isGreaterThan(5_000);
      failed.forEach(key -> target.upsert(key, JsonObject.create()).join());
      assertThat(cluster.documents().size()).isEqualTo(10_000);
      writer.disconnect();
    }
  }

  @Test
  void theScriptSeesStatementsAndParametersAsTheyAreMeant() {
    server
        .query()
        .answerBy(
            (statement, parameters) ->
                statement.equals("SELECT o.* FROM orders AS o WHERE o.country = $country")
                    ? QueryPeer.rows(
                        List.of(Map.of("country", parameters.getString("$country"), "n", 1)))
                    : QueryPeer.error(3000, "syntax error: " + statement, 400));

    for (boolean adhoc : new boolean[] {true, false, false}) {
      assertThat(ask("SELECT o.* FROM orders AS o WHERE o.country = $country", adhoc))
          .containsExactly(JsonObject.create().put("country", "D\"E`'").put("n", 1));
    }
    assertThatThrownBy(() -> ask("SELECT nonsense", true))
        .isInstanceOf(ParsingFailureException.class);

    assertThat(server.query().requests())
        .hasSize(4)
        .allSatisfy(it -> assertThat(it.getBoolean("readonly")).isTrue())
        .extracting(it -> it.containsKey("statement"))
        .containsExactly(true, true, false, true);
  }

  @Test
  void aForgottenStatementIsPreparedAgain() {
    server.query().answerBy((statement, parameters) -> QueryPeer.rows(List.of(Map.of("n", 1))));
    ask("SELECT 1 AS n", false);
    server.query().forgetPrepared();

    assertThat(ask("SELECT 1 AS n", false)).hasSize(1);

    assertThat(server.query().requests())
        .extracting(it -> it.getString("statement"))
        .containsExactly("PREPARE SELECT 1 AS n", null, "PREPARE SELECT 1 AS n");
  }

  @Test
  void aCutQueryIsAskedAgainAndASilentOneTimesOut() {
    Queue<QueryPeer.Answer> answers =
        new ConcurrentLinkedQueue<>(
            List.of(QueryPeer.cut(), QueryPeer.rows(List.of(Map.of("n", 1)))));
    server
        .query()
        .answerBy(
            (statement, parameters) -> answers.isEmpty() ? QueryPeer.silence() : answers.poll());

    assertThat(ask("SELECT 1 AS n", true)).hasSize(1);
    assertThatThrownBy(() -> ask("SELECT 1 AS n", true)).isInstanceOf(TimeoutException.class);
  }

  private static List<JsonObject> ask(String statement, boolean adhoc) {
    return client
        .query(
            statement,
            QueryOptions.queryOptions()
                .adhoc(adhoc)
                .readonly(true)
                .timeout(Duration.ofSeconds(1))
                .parameters(JsonObject.create().put("country", "D\"E`'")))
        .rowsAsObject();
  }

  private static void upsert(String key, String json) {
    documents.upsert(
        key,
        json.getBytes(),
        UpsertOptions.upsertOptions().transcoder(RawJsonTranscoder.INSTANCE).timeout(SHORT));
  }

  /** For when connections must be made again first. */
  private static void upsertPatiently(Collection documents, String key) {
    documents.upsert(key, JsonObject.create(), UpsertOptions.upsertOptions().timeout(Await.LONG));
  }

  private static long insert(String key, String json) {
    return documents
        .insert(
            key,
            json.getBytes(),
            InsertOptions.insertOptions().transcoder(RawJsonTranscoder.INSTANCE))
        .cas();
  }

  private static long replace(String key, String json, long cas) {
    return documents
        .replace(
            key,
            json.getBytes(),
            ReplaceOptions.replaceOptions().transcoder(RawJsonTranscoder.INSTANCE).cas(cas))
        .cas();
  }

  private static String read(String key) {
    return new String(
        documents
            .get(key, GetOptions.getOptions().transcoder(RawJsonTranscoder.INSTANCE))
            .contentAsBytes());
  }

  private static Cluster connect(MockCluster server, String password, TestCertificate trusted) {
    return Cluster.connect(
        server.connectionString(),
        ClusterOptions.clusterOptions(server.username(), password)
            .environment(
                environment ->
                    environment
                        .securityConfig(it -> it.trustCertificate(trusted.pemFile()))
                        .ioConfig(it -> it.enableDnsSrv(false))));
  }

  /** A client that must not come in, and why it was told not to. */
  private static final class Refusal {
    private final Queue<String> reasons = new ConcurrentLinkedQueue<>();
    private final String bucket;
    private final Cluster client;

    Refusal(MockCluster server, String password, TestCertificate trusted) {
      bucket = server.bucket();
      client = connect(server, password, trusted);
      client
          .environment()
          .eventBus()
          .subscribe(
              event -> {
                if (event instanceof EndpointConnectionFailedEvent failed) {
                  for (Throwable it = failed.cause(); it != null; it = it.getCause()) {
                    reasons.add(it.toString());
                  }
                }
              });
      client.bucket(bucket);
    }

    Stream<String> reasons() {
      return reasons.stream();
    }

    void neverBecomesReady() {
      assertThatThrownBy(() -> client.bucket(bucket).waitUntilReady(SHORT)).isNotNull();
      client.disconnect();
    }
  }
}
