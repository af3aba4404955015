package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A system that other machines reach, with keys that its own command has made. */
final class KeysIT {

  @TempDir private Path directory;

  @Test
  void whoHasAKeyMayDoWhatItAllows() throws Exception {
    Path file = directory.resolve("keys");
    String shop = key("shop-a", "send", file);
    String anna = key("anna", "read,operate", file);
    Map<String, String> keys =
        Map.of(
            "ORDERS_HTTP_HOST", "0.0.0.0",
            "ORDERS_HTTP_ACCESS", "keys",
            "ORDERS_HTTP_KEYS_FILE", file.toString());
    try (OrdersProcess process =
        OrdersProcess.start(directory.resolve("data"), keys, "--source", "none")) {
      Client client = new Client(process.page());
      String order = "{\"order_id\":\"shop-a-1\",\"amount\":1,\"country\":\"DE\"}";
      assertThat(client.post(null, order)).isEqualTo(401);
      assertThat(client.post(anna, order)).isEqualTo(403);
      assertThat(client.post(shop, order)).isEqualTo(202);
      assertThat(client.get(shop, "/api/orders/shop-a-1")).isEqualTo(403);
      Await.until(
          Await.LONG, "the order is there", () -> client.get(anna, "/api/orders/shop-a-1") == 200);
      assertThat(client.get(anna, "/api/export/orders")).isEqualTo(403);
      assertThat(client.get(null, "/")).as("the page itself says to log in").isEqualTo(200);

      String hash = Files.readAllLines(file).get(0).split(" ")[2];
      assertThat(String.join("\n", process.output())).doesNotContain(shop, anna, hash);
    }
  }

  private String key(String name, String rights, Path file) {
    try (OrdersProcess made =
        OrdersProcess.start(directory, "key", name, "--may", rights, "--file", file.toString())) {
      assertThat(made.exitCode(Await.LONG)).as("%s", made.output()).isZero();
      return made.output().get(0);
    }
  }

  private record Client(URI page) {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    int get(String key, String path) throws Exception {
      return send(key, HttpRequest.newBuilder(at(path)));
    }

    int post(String key, String order) throws Exception {
      return send(
          key,
          HttpRequest.newBuilder(at("/api/orders"))
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofString(order)));
    }

    private URI at(String path) {
      return URI.create("http://127.0.0.1:" + page.getPort() + path);
    }

    private static int send(String key, HttpRequest.Builder request) throws Exception {
      if (key != null) {
        request.header("Authorization", "Bearer " + key);
      }
      return HTTP.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
    }
  }
}
