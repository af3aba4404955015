package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.operations.ChainCheck;
import net.jumptotech.orders.stream.operations.DailyRoot;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationReader;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the record says of what is done over HTTP. */
final class OperationsIT {

  private static final String OPERATOR = AccessKey.draw();

  @TempDir private static Path directory;
  private static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    KeyFile.append(
        directory.resolve("keys"),
        KeyFile.line("op", EnumSet.of(Right.ADMIN), OPERATOR, Optional.empty()));
    server = new TestServer(options());
  }

  private static HttpOptions options() throws Exception {
    return TestServer.options(
        5,
        new AccessOptions(
            Optional.of(Keys.read(directory.resolve("keys"))),
            Optional.of(new Secret("a secret of this test, 32 long."))));
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  @BeforeEach
  void reset() {
    server.reset();
    server.breaches = List.of();
    server.acknowledged.clear();
  }

  @Test
  void aChangeIsRecordedBeforeAndAfterwards() throws Exception {
    lose();
    assertThat(acknowledge("&why=restored+from+the+backup")).isEqualTo(200);

    assertThat(server.operations.written).hasSize(2);
    Operation asked = server.operations.written.get(0);
    assertThat(asked.outcome()).isEqualTo(Outcome.ASKED);
    assertThat(asked.who()).isEqualTo("op");
    assertThat(asked.from()).isEqualTo("127.0.0.1");
    assertThat(asked.action()).isEqualTo("acknowledgeBreach");
    assertThat(asked.why()).contains("restored from the backup");
    assertThat(asked.what()).doesNotContainKey("why");
    assertThat(asked.what()).containsEntry("group", "g").containsEntry("last", 6L);
    assertThat(asked.before().get("lost").toString()).contains("orders-0");
    Operation done = server.operations.written.get(1);
    assertThat(done.outcome()).isEqualTo(Outcome.DONE);
    assertThat(done.of()).contains("hash of record 1");
  }

  @Test
  void whatCannotBeRecordedIsNotDone() throws Exception {
    lose();
    server.operations.broken = true;

    assertThat(acknowledge("")).isEqualTo(503);
    assertThat(server.acknowledged).isEmpty();
    assertThat(get("/api/export/orders").status()).isEqualTo(503);
    assertThat(get("/api/dead-letters").status()).isEqualTo(503);
    TestServer.Reply refused = post("/api/import", "application/x-ndjson", "{}");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.json().get("detail"))
        .isEqualTo(
            "This must be recorded, and Kafka does not take the record. Nothing was done; try"
                + " again.");

    assertThat(logIn(OPERATOR)).as("people need the page then").isEqualTo(200);
    assertThat(get("/api/orders").status()).isEqualTo(200);
    server.operations.broken = false;
    assertThat(get("/api/export/orders").status()).as("no export is left over").isEqualTo(200);
  }

  @Test
  void aReasonIsBounded() throws Exception {
    lose();
    assertThat(acknowledge("&why=" + "x".repeat(501))).isEqualTo(400);
    assertThat(server.operations.written).isEmpty();
    assertThat(server.acknowledged).isEmpty();
    assertThat(get("/api/export/orders?why=for+the+auditors").status()).isEqualTo(200);
    assertThat(server.operations.written.get(0).why()).contains("for the auditors");
  }

  private static void lose() {
    server.breaches =
        List.of(new Breach("g", "orders", 0, List.of(new Loss(3, 7, 4, Instant.EPOCH))));
  }

  private static int acknowledge(String why) throws Exception {
    String path = "/api/breaches/acknowledge?group=g&topic=orders&partition=0&last=6" + why;
    return post(path, "application/json", "").status();
  }

  @Test
  void anExportSaysWhatWasSentAndAnImportWhatWasTaken() throws Exception {
    TestServer.Reply export = get("/api/export/orders?format=csv&country=DE");
    Operation sent = await(2);
    assertThat(sent.action()).isEqualTo("exportOrders");
    assertThat(sent.what()).containsEntry("country", "DE").containsEntry("format", "csv");
    assertThat(sent.after())
        .containsEntry("rows", 0L)
        .containsEntry("status", 200)
        .containsEntry("bytes", (long) export.response().body().length)
        .containsEntry("whole", true);

    server.operations.clear();
    assertThat(
            post(
                    "/api/import",
                    "application/x-ndjson",
                    "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n{\"order_id\":2}\n")
                .status())
        .isEqualTo(200);
    Operation taken = await(2);
    assertThat(taken.action()).isEqualTo("importOrders");
    assertThat(taken.after())
        .containsEntry("read", 2L)
        .containsEntry("accepted", 1L)
        .containsEntry("refused", 1L);
  }

  @Test
  void deadLettersThatAreReadAgainAreCountedAndOtherReadsAreNot() throws Exception {
    for (int i = 0; i < 3; i++) {
      assertThat(get("/api/dead-letters?limit=7").status()).isEqualTo(200);
    }
    assertThat(get("/api/orders").status()).isEqualTo(200);
    assertThat(server.operations.written)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.action()).isEqualTo("listDeadLetters");
              assertThat(it.what()).containsEntry("limit", 7L);
            });
  }

  @Test
  void refusalsAreRecordedOnceAMinute() throws Exception {
    for (int i = 0; i < 300; i++) {
      assertThat(server.get("/api/orders").status()).isEqualTo(401);
    }
    assertThat(server.operations.written)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.outcome()).isEqualTo(Outcome.REFUSED);
              assertThat(it.action()).isEqualTo("listOrders");
              assertThat(it.what()).containsEntry("status", 401);
            });
  }

  @Test
  void refusalsOfManyAddressesFillNothing() throws Exception {
    TestServer other = new TestServer(options());
    try {
      for (int i = 0; i < 300; i++) {
        other.send(other.request("/api/orders").header("X-Forwarded-For", "10.0.0." + i));
      }
      assertThat(other.operations.written).hasSize(100);
    } finally {
      other.close();
    }
  }

  @Test
  void logInsAndTheirRefusalsNameNoKey() throws Exception {
    String wrong = AccessKey.draw();
    assertThat(logIn(OPERATOR)).isEqualTo(200);
    assertThat(logIn(wrong)).isEqualTo(401);
    assertThat(server.operations.written).hasSize(2);
    assertThat(server.operations.written.get(0).who()).isEqualTo("op");
    assertThat(server.operations.written.get(0).action()).isEqualTo("logIn");
    assertThat(server.operations.written.get(1).outcome()).isEqualTo(Outcome.REFUSED);
    assertThat(server.operations.written.toString()).doesNotContain(wrong, OPERATOR);
  }

  @Test
  void theRecordIsListedWithWhatIsWrongWithIt() throws Exception {
    server.operations.page =
        new OperationReader.Page(
            List.of(
                new OperationReader.Found(7, Map.of("who", "anna", "outcome", "done")),
                new OperationReader.Found(6, Map.of())),
            Optional.of(6L));
    server.operations.verified =
        new OperationReader.Verified(
            8,
            8,
            "ab",
            Optional.of(new DailyRoot("2026-04-30", "ef", 3, 3, "2026-05-01T00:01:00Z", Map.of())),
            List.of(new DailyRoot("2026-05-01", "cd", 5, 5, "2026-05-02T00:01:00Z", Map.of())),
            Optional.of(new ChainCheck.Finding(6, "was altered")),
            Map.of());
    TestServer.Reply reply = get("/api/operations?who=anna&day=2026-05-01&cursor=9&limit=2");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text())
        .contains(
            "\"offset\":7",
            "\"wrong\":\"offset 6: was altered\"",
            "\"since\":{\"day\":\"2026-04-30\",\"root\":\"ef\",\"records\":3}",
            "\"root\":\"cd\"",
            "\"next\":6");
    Await.until(
        Await.LONG,
        "the state line says it",
        () -> get("/api/overview").text().contains("The record of operations was altered or is"));
    assertThat(server.operations.asked)
        .isEqualTo(
            new OperationReader.Search(
                Optional.of("anna"),
                Optional.empty(),
                Optional.of("2026-05-01"),
                Optional.of(9L),
                2));
    assertThat(get("/api/operations?day=today").status()).isEqualTo(400);
    server.operations.broken = true;
    assertThat(get("/api/operations").status()).isEqualTo(503);
  }

  private static Operation await(int records) {
    Await.until(
        Duration.ofSeconds(20),
        "so many records",
        () -> server.operations.written.size() == records);
    return server.operations.written.get(records - 1);
  }

  private static int logIn(String key) throws Exception {
    return server
        .send(
            server
                .request("/api/session")
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"key\":\"" + key + "\"}")))
        .status();
  }

  private static TestServer.Reply get(String path) throws Exception {
    return server.send(server.request(path).header("Authorization", "Bearer " + OPERATOR));
  }

  private static TestServer.Reply post(String path, String type, String body) throws Exception {
    return server.send(
        server
            .request(path)
            .header("Authorization", "Bearer " + OPERATOR)
            .header("Content-Type", type)
            .POST(BodyPublishers.ofString(body)));
  }
}
