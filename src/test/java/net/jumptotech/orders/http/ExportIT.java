package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.http.orders.OrderExport;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** All orders that match leave as a file. */
class ExportIT extends ServerTest {

  private HttpClient client;

  @BeforeEach
  void openClient() {
    client =
        server.vertx.createHttpClient(
            new HttpClientOptions().setReceiveBufferSize(16_384),
            new PoolOptions().setHttp1MaxSize(100));
  }

  @AfterEach
  void closeClient() throws Exception {
    await(client.close());
  }

  @Test
  void everyMatchingOrderIsALineWhateverTheSizeOfAPage() throws Exception {
    place(1_234);
    flag(7);
    TestServer.Reply csv = server.get("/api/export/orders");
    assertThat(csv.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
    assertThat(csv.header("Content-Disposition"))
        .matches("attachment; filename=\"orders-(to-\\d{8}T\\d{6}Z|incomplete)\\.csv\"");
    assertThat(csv.header("Cache-Control")).isEqualTo("no-store");
    List<String> lines = csv.text().lines().toList();
    assertThat(lines).hasSize(1_235);
    assertThat(lines.get(0)).startsWith("order_id,customer_id,created_at,country,currency,amount");
    assertThat(lines.get(1))
        .isEqualTo(
            "1234,,2026-01-05T10:20:34Z,DE,EUR,0.10,CREATED,PENDING,,,,,,,,2,1234,2026-01-05T10:00:00Z,,,,");
    assertThat(server.get("/api/export/orders?flagged=true").text().lines()).hasSize(2);
    assertThat(server.get("/api/export/orders?country=FR").text().lines()).hasSize(1);
  }

  @Test
  void linesAreWholeDocuments() throws Exception {
    place(3);
    flag(3);
    pay(3);
    TestServer.Reply reply =
        server.get("/api/export/orders?format=ndjson&since=2026-01-05T10:00:02Z");
    assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
    List<String> lines = reply.text().lines().toList();
    assertThat(lines).hasSize(2);
    Map<String, Object> newest = Json.object(lines.get(0).getBytes(StandardCharsets.UTF_8));
    assertThat(newest.remove("amount_paid")).isEqualTo(new BigDecimal("0.10"));
    assertThat(newest.remove("currency_paid")).isEqualTo("EUR");
    assertThat(newest).isEqualTo(server.get("/api/orders/3").json());
    assertThat(lines.get(1)).endsWith("\"amount_paid\":null,\"currency_paid\":null}");
    assertThat(lines.get(0)).contains("\"amount\":0.10", "\"fraud\":{", "\"payment\":{");
  }

  @Test
  void whatWasChargedStandsBesideWhatWasOrdered() throws Exception {
    place(3);
    pay(2);
    pay(3);
    payAgain(2);
    sendAgain(order(3).with(OrderStatus.CANCELLED), 9);
    List<String> lines = server.get("/api/export/orders").text().lines().toList();
    assertThat(lines.get(0)).endsWith(",amount_paid,currency_paid,conflict,sender");
    assertThat(lines.get(1)).startsWith("3,").endsWith(",0.10,EUR,REFUND_DUE,");
    assertThat(lines.get(2)).startsWith("2,").endsWith(",0.87,EUR,PAID_TWICE,");
    assertThat(lines.get(3)).startsWith("1,").endsWith(",,,,");
    List<String> twice =
        server.get("/api/export/orders?format=ndjson&conflict=PAID_TWICE").text().lines().toList();
    assertThat(twice).hasSize(1);
    assertThat(twice.get(0)).contains("\"amount_paid\":0.87", "\"payments\":[{");
  }

  @Test
  void aFileSaysUpToWhenNothingIsMissing() throws Exception {
    server.lag =
        Future.succeededFuture(List.of(new PartitionLag("analytics-group", "orders", 0, 7, 7)));
    Instant before = Instant.now();
    Await.until(
        Await.LONG,
        "Kafka was asked",
        () ->
            Optional.ofNullable(server.get("/api/export/orders").header("Orders-Complete-Up-To"))
                .filter(at -> Instant.parse(at).isAfter(before))
                .isPresent());
    TestServer.Reply reply = server.get("/api/export/orders?format=ndjson");
    Instant complete = Instant.parse(reply.header("Orders-Complete-Up-To"));
    assertThat(Instant.parse(reply.header("Orders-As-Of"))).isAfterOrEqualTo(complete);
    String name = complete.toString().replaceAll("[-:]|\\.\\d+", "");
    assertThat(reply.header("Content-Disposition"))
        .isEqualTo("attachment; filename=\"orders-to-" + name + ".ndjson\"");
  }

  @Test
  void whatAShopSentIsNoFormula() throws Exception {
    Order order =
        new Order(
            OrderId.of("-1"),
            new Money(10, Money.currency("EUR")),
            "DE",
            OrderStatus.CREATED,
            TEN,
            Map.of("customer_id", "=HYPERLINK(\"http://evil.example\")"));
    await(server.store.apply(List.of(new OrderFact.Placed(order, 0, 0, TEN))));
    assertThat(server.get("/api/export/orders").text().lines().toList().get(1))
        .startsWith("'-1,\"'=HYPERLINK(\"\"http://evil.example\"\")\",2026-");
  }

  @Test
  void wrongParametersAndAStoreThatDoesNotAnswerAreToldBeforeTheFileBegins() throws Exception {
    assertThat(errors(server.get("/api/export/orders?format=xls&limit=3")))
        .containsOnlyKeys("format", "limit");
    server.store.broken = new IllegalStateException("locked");
    assertProblem(server.get("/api/export/orders"), 503);
  }

  @Test
  void headAsksForNothing() throws Exception {
    place(1);
    TestServer.Reply head =
        server.send(
            server
                .request("/api/export/orders")
                .method("HEAD", java.net.http.HttpRequest.BodyPublishers.noBody()));
    assertThat(head.status()).isEqualTo(200);
    assertThat(head.text()).isEmpty();
    assertThat(head.header("Content-Type")).isEqualTo("text/csv; charset=utf-8");
  }

  @Test
  void aSlowReaderIsWaitedForAndOneThatGoesAwayIsForgotten() throws Exception {
    placeLarge(20_000); // 40 MB as a file
    server.store.pages.set(0);
    HttpClientResponse slow = open();
    Await.until("the first pages were asked for", () -> server.store.pages.get() > 1);
    int asked = settled();
    assertThat(asked).as("pages asked for, of 40").isLessThan(20);

    slow.request().connection().close();
    server.get("/healthz");
    assertThat(settled()).isLessThan(asked + 3);
    List<HttpClientResponse> all = new ArrayList<>();
    // one that is read too slowly is ended after a while: there may have to be more than may be
    Await.until(
        Await.LONG,
        "no room",
        () -> {
          TestServer.Reply next = server.get("/api/export/orders?country=FR");
          if (next.status() == 200) {
            all.add(open());
            return false;
          }
          assertProblem(next, 429);
          return true;
        });
    assertThat(all).hasSizeGreaterThanOrEqualTo(OrderExport.MAX_AT_ONCE);
    for (HttpClientResponse each : all) {
      each.request().connection().close();
    }
    Await.until(
        Await.LONG,
        "there is room again",
        () -> server.get("/api/export/orders?country=FR").status() == 200);
  }

  @Test
  void aStoreThatFailsOnTheWayBreaksTheFileOff() throws Exception {
    placeLarge(20_000);
    server.store.pages.set(0);
    HttpClientResponse response = open();
    settled();
    server.store.broken = new IllegalStateException("gone");
    response.resume();
    assertThat(response.body().transform(done -> Future.succeededFuture(done.succeeded())))
        .satisfies(whole -> assertThat(await(whole)).isFalse());
  }

  /** A response that is not read. */
  private HttpClientResponse open() throws Exception {
    return await(
        client
            .request(
                HttpMethod.GET,
                server.verticle.port(),
                "127.0.0.1",
                "/api/export/orders?format=ndjson")
            .compose(request -> request.send())
            .onSuccess(HttpClientResponse::pause));
  }

  /** Pages asked for, once no more are. */
  private static int settled() throws Exception {
    int before = -1;
    int same = 0;
    while (same < 10) {
      server.get("/healthz"); // a turn of the event loop
      int now = server.store.pages.get();
      same = now == before ? same + 1 : 0;
      before = now;
    }
    return before;
  }
}
