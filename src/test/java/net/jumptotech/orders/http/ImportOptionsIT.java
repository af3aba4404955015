package net.jumptotech.orders.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vertx.core.json.JsonObject;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.http.imports.ImportOptions;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Imports as an operator sets them up, and what the log says of them. */
class ImportOptionsIT {

  @TempDir private Path directory;
  private TestServer server;

  @AfterEach
  void close() throws Exception {
    if (server != null) {
      server.close();
    }
  }

  @Test
  void aMappingOfTheOperatorIsNamedWithoutItsDirectory() throws Exception {
    Path file = directory.resolve("my-shop.yaml");
    Files.writeString(
        file,
        """
        separator: semicolon
        currency: EUR
        country: DE
        fields: {order_id: Nr, amount: Summe}
        note: The shop of the tests.
        """);
    Settings http = new Settings(new JsonObject().put("import-mappings", file.toString()));
    start(ImportOptions.from(http));
    TestServer.Reply reply = send("?mapping=my-shop", "Nr;Summe\n7;1.50\n");
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json()).containsEntry("accepted", 1);
    Map<String, Object> first = server.get("/api/import/mappings").list("mappings").get(0);
    assertThat(first)
        .containsEntry("name", "my-shop")
        .containsEntry("needs", List.of())
        .containsEntry("takes_values", false)
        .containsEntry("note", "The shop of the tests.");
    assertThat(send("?mapping=" + file, "Nr;Summe\n7;1.50\n").status()).isEqualTo(400);
  }

  @Test
  void aMappingThatIsNotThereIsAMistakeInTheConfiguration() {
    Settings http = new Settings(new JsonObject().put("import-mappings", "none.yaml"));
    ImportOptions.from(http);
    assertThatThrownBy(http::check).hasMessageContainingAll("import-mappings", "none.yaml");
  }

  @Test
  void aSenderFromWhomNothingComesIsAnswered408() throws Exception {
    start(new ImportOptions(Map.of(), Duration.ofMillis(300)));
    try (Socket socket = new Socket("127.0.0.1", server.verticle.port())) {
      socket.setSoTimeout((int) Await.LONG.toMillis());
      socket
          .getOutputStream()
          .write(
              ("POST /api/import HTTP/1.1\r\nHost: localhost\r\nContent-Type: text/csv\r\n"
                      + "Content-Length: 1000\r\n\r\norder_id,amount,country\n1,1,DE\n")
                  .getBytes(UTF_8));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer)
          .startsWith("HTTP/1.1 408")
          .contains("expected at least 65536 bytes", "\"read\":1", "\"accepted\":1");
    }
  }

  @Test
  void theLogSaysWhoImportedWhat() throws Exception {
    start(ImportOptions.NONE);
    try (LogCapture log = new LogCapture("net.jumptotech.orders.http.imports", Level.INFO)) {
      send("?dry_run=true", "order_id,amount,country\n1,1,DE\n");
      send("", "order_id,amount,country\n1,1,DE\n2,x,DE\n");
      send("?mapping=shopify", "order_id,amount,country\n");
      assertThat(log.lines()).hasSize(2);
      assertThat(log.lines().get(0))
          .startsWith("import from 127.0.0.1, no mapping named: 2 read, 1 accepted, 1 refused in ")
          .endsWith(": done");
      assertThat(log.lines().get(1))
          .startsWith("import from 127.0.0.1, mapping shopify: 0 read, ")
          .contains("line 1");
    }
  }

  private void start(ImportOptions imports) throws Exception {
    server = new TestServer(TestServer.options(2, imports));
  }

  private TestServer.Reply send(String query, String csv) throws Exception {
    return server.send(
        server
            .request("/api/import" + query)
            .header("Content-Type", "text/csv")
            .POST(BodyPublishers.ofString(csv)));
  }
}
