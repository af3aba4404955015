package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One shop sends orders with the ids of another, through everything from HTTP to the store. */
final class SenderIT {

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir private Path directory;
  private URI page;
  private String admin;

  @Test
  void nobodyElseSettlesReplacesOrPaysForTheOrderOfASender() throws Exception {
    String shop = key("shop-a", Right.SEND_ORDERS);
    String other = key("shop-b", Right.SEND_ORDERS);
    admin = key("anna", Right.ADMIN);
    Map<String, String> keys =
        Map.of(
            "ORDERS_HTTP_ACCESS",
            "keys",
            "ORDERS_HTTP_KEYS_FILE",
            directory.resolve("keys").toString());
    try (OrdersProcess process =
        OrdersProcess.start(directory.resolve("data"), keys, "--source", "none")) {
      page = process.page();
      // overwritten, and paid for with a cent
      post(shop, order("dear", "99999.99", "DE", "CREATED"));
      Map<String, Object> before = settled("dear");
      post(other, order("dear", "0.01", "CU", "CREATED"));
      post(other, order("dear", "99999.99", "DE", "CANCELLED"));
      Map<String, Object> after = conflicting("dear");
      assertThat(after).containsAllEntriesOf(before).containsEntry("sender", "shop-a");
      assertThat(Json.asObject((Map<?, ?>) after.get("payment")))
          .containsEntry("status", "PAID")
          .containsEntry("sender", "shop-a");
      assertThat(Json.asObject((Map<?, ?>) after.get("conflict")))
          .containsEntry("kind", "OTHER_SENDER")
          .containsEntry("sender", "shop-b");
      assertThat(get("/api/orders/dear/story").toString())
          .contains("sent by shop-a", "sent by shop-b");

      // squatted: the id is the squatter's, and the shop sees that it is not its own
      post(other, order("shop-77", "0", "US", "CANCELLED"));
      settled("shop-77");
      post(shop, order("shop-77", "349.99", "DE", "CREATED"));
      Map<String, Object> squatted = conflicting("shop-77");
      assertThat(squatted)
          .containsEntry("sender", "shop-b")
          .containsEntry("country", "US")
          .containsEntry("status", "CANCELLED");
      assertThat(Json.asObject((Map<?, ?>) squatted.get("conflict")))
          .containsEntry("kind", "OTHER_SENDER")
          .containsEntry("sender", "shop-a");
      assertThat(text("/api/export/orders")).contains(",OTHER_SENDER,shop-b", ",shop-a\r\n");
    }
  }

  private String key(String name, Right right) throws Exception {
    String key = AccessKey.draw();
    Path file = directory.resolve("keys");
    KeyFile.append(file, KeyFile.line(name, EnumSet.of(right), key, Optional.empty()));
    assertThat(Files.readString(file)).doesNotContain(key);
    return key;
  }

  private static String order(String id, String amount, String country, String status) {
    return "{\"order_id\":\"%s\",\"amount\":%s,\"country\":\"%s\",\"status\":\"%s\"}"
        .formatted(id, amount, country, status);
  }

  private void post(String key, String order) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve("/api/orders"))
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + key)
            .POST(HttpRequest.BodyPublishers.ofString(order))
            .build();
    HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
  }

  private Map<String, Object> settled(String id) throws Exception {
    return with("payment", id);
  }

  private Map<String, Object> conflicting(String id) throws Exception {
    return with("conflict", id);
  }

  private Map<String, Object> with(String section, String id) throws Exception {
    Await.until(
        Await.LONG,
        id + " has a " + section,
        () -> text("/api/orders/" + id).contains('"' + section + "\":{"));
    return get("/api/orders/" + id);
  }

  private Map<String, Object> get(String path) throws Exception {
    return Json.object(text(path).getBytes(java.nio.charset.StandardCharsets.UTF_8));
  }

  private String text(String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(page.resolve(path))
            .header("Authorization", "Bearer " + admin)
            .build();
    return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
  }
}
