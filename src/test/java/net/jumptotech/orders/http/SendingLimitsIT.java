package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.api.SendingRates;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Shops that send more than they may. */
final class SendingLimitsIT {

  @TempDir private Path directory;
  private final Map<String, String> keys = new HashMap<>();
  private AccessOptions access;
  private TestServer server;

  @BeforeEach
  void makeKeys() throws Exception {
    Path file = directory.resolve("keys");
    for (String name : new String[] {"shop-a", "shop-b"}) {
      add(file, name, name);
    }
    add(file, "shop-a", "the second key of shop-a");
    access = new AccessOptions(Optional.of(Keys.read(file)), Optional.empty());
  }

  private void add(Path file, String name, String as) throws Exception {
    String key = AccessKey.draw();
    KeyFile.append(file, KeyFile.line(name, EnumSet.of(Right.SEND_ORDERS), key, Optional.empty()));
    keys.put(as, key);
  }

  @AfterEach
  void stop() throws Exception {
    server.close();
  }

  @Test
  void whoHasSentTooManyOrdersIsToldTheLimitAndWhenToComeAgain() throws Exception {
    server = new TestServer(TestServer.options(access, new SendingRates.Limits(20, 0)));
    assertThat(send("shop-a", orders(80)).status()).as("nothing is owed yet").isEqualTo(202);

    TestServer.Reply refused = send("shop-a", orders(1));

    assertThat(refused.status()).isEqualTo(429);
    assertThat((String) refused.json().get("detail"))
        .contains("20 orders a second", "http.orders-per-second");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 4);
    assertThat(server.writer.written).hasSize(80);
    assertThat(send("the second key of shop-a", orders(1)).status()).isEqualTo(429);
    assertThat(send("shop-b", orders(1)).status()).as("another shop").isEqualTo(202);
    Await.until(Await.LONG, "in time again", () -> send("shop-a", orders(1)).status() == 202);
  }

  @Test
  void soIsWhoHasSentTooManyBytes() throws Exception {
    server = new TestServer(TestServer.options(access, new SendingRates.Limits(0, 1_000)));
    assertThat(send("shop-a", orders(100)).status()).isEqualTo(202);

    TestServer.Reply refused = send("shop-a", orders(1));

    assertThat(refused.status()).isEqualTo(429);
    assertThat((String) refused.json().get("detail"))
        .contains("1000 bytes a second", "http.bytes-per-second");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 10);
    assertThat(send("shop-b", orders(1)).status()).isEqualTo(202);
  }

  @Test
  void anImportIsReadMoreSlowlyInstead() throws Exception {
    server = new TestServer(TestServer.options(access, new SendingRates.Limits(20, 0)));
    String lines = orders(80).replaceAll("^\\[|]$", "").replace("},{", "}\n{");
    HttpRequest.Builder whole =
        request("shop-a", "/api/import")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofString(lines));
    long begun = System.nanoTime();

    assertThat(server.send(whole).json()).containsEntry("accepted", 80);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(2));
  }

  private static String orders(int count) {
    return IntStream.range(0, count)
        .mapToObj("{\"order_id\":\"a-%d\",\"amount\":1,\"country\":\"DE\"}"::formatted)
        .collect(Collectors.joining(",", "[", "]"));
  }

  private TestServer.Reply send(String key, String body) throws Exception {
    return server.send(
        request(key, "/api/orders")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body)));
  }

  private HttpRequest.Builder request(String key, String path) {
    return server.request(path).header("Authorization", "Bearer " + keys.get(key));
  }
}
