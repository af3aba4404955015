package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents and totals go out. */
class OrdersIT extends ServerTest {

  @Test
  void pagesFollowEachOtherWithoutGapOrRepeat() throws Exception {
    place(25);
    List<Object> ids = new ArrayList<>();
    String cursor = "";
    do {
      TestServer.Reply reply = server.get("/api/orders?limit=10" + cursor);
      reply.list("orders").forEach(it -> ids.add(it.get("order_id")));
      Object next = reply.json().get("next");
      cursor = next == null ? null : "&cursor=" + next;
    } while (cursor != null);
    assertThat(ids).isEqualTo(IntStream.range(0, 25).mapToObj(i -> 25 - i).toList());
  }

  @Test
  void aBriefListIsSmallWhateverAnOrderHolds() throws Exception {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("customer_id", Map.of("name", "x".repeat(100_000))); // as it was once let pass
    more.put("note", "x".repeat(100_000));
    Order order =
        new Order(
            OrderId.of(7),
            new Money(1_250, Money.currency("EUR")),
            "DE",
            OrderStatus.CREATED,
            TEN,
            more);
    await(server.store.apply(List.of(new OrderFact.Placed(order, 2, 7, TEN))));
    pay(7);

    TestServer.Reply brief = server.get("/api/orders?brief=true");
    assertThat(brief.text()).hasSizeLessThan(1_000);
    assertThat(brief.list("orders").get(0))
        .containsKeys("order_id", "amount", "status", "created_at", "kafka_offset", "payment")
        .doesNotContainKey("note");
    assertThat(server.get("/api/orders").list("orders").get(0)).containsKey("note");
  }

  @Test
  void filtersReachTheStore() throws Exception {
    place(3);
    flag(2);
    assertThat(server.get("/api/orders?flagged=true").list("orders")).hasSize(1);
    assertThat(server.get("/api/orders?flagged=false&payment=PENDING").list("orders")).hasSize(2);
    assertThat(server.get("/api/orders?country=FR").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?status=CANCELLED").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?amount_min=0.11").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?amount_min=0.1&amount_max=0.10").list("orders")).hasSize(3);
    assertThat(
            server
                .get("/api/orders?since=2026-01-05T10:00:02Z&before=2026-01-05T10:00:03Z")
                .list("orders"))
        .extracting(it -> it.get("order_id"))
        .containsExactly(2);
  }

  @Test
  void conflictsAreListedWithBothContentsAndCounted() throws Exception {
    place(4);
    pay(2);
    payAgain(2);
    pay(3);
    sendAgain(order(3).with(OrderStatus.CANCELLED), 8);
    Order other =
        new Order(
            OrderId.of(4),
            new Money(99_900, Money.currency("USD")),
            "US",
            OrderStatus.CREATED,
            TEN,
            Map.of("customer_id", "other"));
    sendAgain(other, 9);

    assertThat(ids("/api/orders?conflict=true")).containsExactly(4, 3, 2);
    assertThat(ids("/api/orders?conflict=false")).containsExactly(1);
    assertThat(ids("/api/orders?conflict=REFUND_DUE")).containsExactly(3);
    Map<String, Object> document = server.get("/api/orders/4").json();
    assertThat(document)
        .containsEntry("amount", new BigDecimal("0.10"))
        .containsEntry("country", "DE")
        .doesNotContainKey("customer_id");
    assertThat(Json.asObject(document.get("conflict")))
        .containsEntry("kind", "CHANGED")
        .containsEntry("count", 1)
        .containsEntry("at_least", false)
        .containsEntry("amount", new BigDecimal("999.00"))
        .containsEntry("currency", "USD")
        .containsEntry("country", "US")
        .containsEntry("status", "CREATED")
        .containsEntry("created_at", TEN.toString())
        .containsEntry("kafka_offset", 9);
    assertThat(server.get("/api/summary").text())
        .contains(
            "\"conflicts\":{\"all\":3,\"paid_twice\":1,\"refund_due\":1,\"not_charged\":0,"
                + "\"other_sender\":0,\"changed\":1}");
    Await.until(
        Await.LONG,
        "health names what must be looked at",
        () -> server.get("/api/health").text().contains("1 order has more than one payment"));
    assertThat(server.get("/api/health").text())
        .contains("\"status\":\"DEGRADED\"", "/orders?conflict=PAID_TWICE");
  }

  private static List<Object> ids(String path) throws Exception {
    return server.get(path).list("orders").stream().map(it -> it.get("order_id")).toList();
  }

  @Test
  void anIdFindsItsOrderAloneAndTheOtherFiltersHoldForItToo() throws Exception {
    place(3);
    TestServer.Reply found = server.get("/api/orders?id=2&count=true");
    assertThat(found.list("orders")).extracting(it -> it.get("order_id")).containsExactly(2);
    assertThat(found.json())
        .containsEntry("next", null)
        .containsEntry("matches", Map.of("count", 1, "at_least", false));
    assertThat(server.get("/api/orders?id=2&country=DE").list("orders")).hasSize(1);
    assertThat(server.get("/api/orders?id=2&country=FR").list("orders")).isEmpty();
    assertThat(server.get("/api/orders?id=none").list("orders")).isEmpty();
  }

  @Test
  void whatMatchesIsCountedOnWhicheverPageOneAsks() throws Exception {
    place(25);
    TestServer.Reply first = server.get("/api/orders?limit=10&count=true");
    assertThat(first.json()).containsEntry("matches", Map.of("count", 25, "at_least", false));
    TestServer.Reply second =
        server.get("/api/orders?limit=20&count=true&cursor=" + first.json().get("next"));
    assertThat(second.json()).containsEntry("matches", Map.of("count", 25, "at_least", false));
    assertThat(server.get("/api/orders?limit=10").json()).doesNotContainKey("matches");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/orders", "/api/summary"})
  void everyAnswerSaysHowFreshAndHowCompleteItIs(String path) throws Exception {
    server.lag = Future.succeededFuture(List.of(lag("orders", 0, 7, 7), lag("payments", 0, 9, 9)));
    Instant before = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    Await.until(
        Await.LONG,
        "Kafka was asked",
        () ->
            server.get(path).json().get("complete_up_to") instanceof String complete
                && !Instant.parse(complete).isBefore(before));
    Map<String, Object> answer = server.get(path).json();
    Instant complete = Instant.parse((String) answer.get("complete_up_to"));
    assertThat(Instant.parse((String) answer.get("as_of")).plusMillis(1)).isAfter(complete);

    server.lag = Future.succeededFuture(List.of(lag("orders", 0, 7, 8), lag("payments", 0, 9, 9)));
    Await.until(
        Await.LONG,
        "the lag is known",
        () -> server.get("/api/overview").text().contains("\"lag\":1,"));
    Instant still = Instant.parse((String) server.get(path).json().get("complete_up_to"));
    Instant seen = Instant.parse((String) server.get("/api/overview").json().get("at"));
    assertThat(still).isBetween(complete, seen);
    server.get("/api/overview");
    assertThat(server.get(path).json()).containsEntry("complete_up_to", still.toString());
  }

  private static PartitionLag lag(String topic, int partition, long committed, long end) {
    return new PartitionLag("analytics-group", topic, partition, committed, end);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "limit=0     | limit   | expected a whole number from 1 to 500, was \"0\"",
        "limit=501   | limit   | expected a whole number from 1 to 500, was \"501\"",
        "limit=ten   | limit   | expected a whole number from 1 to 500, was \"ten\"",
        "limit=1&limit=2 | limit | expected once, was given 2 times",
        "flagged=yes | flagged | expected true or false, was \"yes\"",
        "status=NEW  | status  | expected one of [CREATED, CONFIRMED, CANCELLED], was \"NEW\"",
        "country=de  | country | expected an ISO 3166-1 alpha-2 country, was \"de\"",
        "country=XX  | country | expected an ISO 3166-1 alpha-2 country, was \"XX\"",
        "payment=NO | payment | expected one of [PAID, DECLINED, NOT_CHARGED, PENDING], was \"NO\"",
        "conflict=yes | conflict | expected one of [true, false, PAID_TWICE, REFUND_DUE,"
            + " NOT_CHARGED, OTHER_SENDER, CHANGED], was \"yes\"",
        "amount_min=-1 | amount_min | expected a number from 0 to 9999999999999, was \"-1\"",
        "amount_max=1e3 | amount_max | expected a number from 0 to 9999999999999, was \"1e3\"",
        "amount_min=2&amount_max=1.5 | amount_min | expected at most amount_max (1.5), was \"2\"",
        "since=today | since | expected an ISO 8601 time with zone such as 2026-01-05T10:42:18Z,"
            + " was \"today\"",
        "since=2026-01-05T10:00:00Z&before=2026-01-05T10:00:00Z | since | expected earlier than"
            + " before (2026-01-05T10:00:00Z), was \"2026-01-05T10:00:00Z\"",
        "cursor=e30  | cursor  | expected the value of next from an earlier answer, was \"e30\"",
        "cursor=*    | cursor  | expected the value of next from an earlier answer, was \"*\"",
      })
  void aWrongParameterIsNamedWithItsValue(String query, String field, String message)
      throws Exception {
    TestServer.Reply reply = server.get("/api/orders?" + query);
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsExactly(Map.entry(field, message));
  }

  @Test
  void everyMistakeIsToldAtOnce() throws Exception {
    assertThat(errors(server.get("/api/orders?limit=0&colour=red&flagged=1")))
        .containsOnlyKeys("limit", "colour", "flagged");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/healthz",
        "/analytics",
        "/api/analytics",
        "/api/overview",
        "/api/health",
        "/api/orders/1",
        "/api/summary",
        "/api/openapi.yaml",
        "/api/openapi.json",
        "/openapi.json",
        "/api/export/orders",
        "/api/orders/1/story",
        "/api/dead-letters",
        "/api/dead-letters/0-1",
        "/api/fraud/rules",
        "/api/system"
      })
  void anUnknownParameterIsAnErrorEverywhere(String path) throws Exception {
    TestServer.Reply reply = server.get(path + "?x=1");
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsOnlyKeys("x");
  }

  @Test
  void aDocumentShowsWhatIsKnown() throws Exception {
    place(1);
    Map<String, Object> plain = server.get("/api/orders/1").json();
    assertThat(plain)
        .containsEntry("order_id", 1)
        .containsEntry("amount", new BigDecimal("0.10"))
        .containsEntry("kafka_partition", 2)
        .doesNotContainKeys("fraud", "payment");
    flag(1);
    assertThat(server.get("/api/orders/1").json()).containsKey("fraud");
  }

  @Test
  void anIdThatNoOrderHasIsNotFoundAndAnIdOfTheWrongShapeIsABadRequest() throws Exception {
    assertProblem(server.get("/api/orders/404"), 404);
    assertProblem(server.get("/api/orders/a%20b"), 400);
    assertProblem(server.get("/api/orders/" + "x".repeat(65)), 400);
    assertThat(errors(server.get("/api/orders/a%2Fb")))
        .containsEntry(
            "id", "expected an integer, or text of 1 to 64 of A-Za-z0-9_.:-, was \"a/b\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/analytics", "/api/analytics"})
  void analyticsShowsTheTenNewest(String path) throws Exception {
    place(12);
    TestServer.Reply reply = server.get(path);
    assertThat(reply.json()).containsEntry("status", "ok");
    assertThat(reply.list("orders").stream().map(it -> it.get("order_id")))
        .isEqualTo(IntStream.range(0, 10).mapToObj(i -> 12 - i).toList());
  }

  @Test
  void theSummaryIsExactAndBeginsAnHourBeforeTheNewestOrder() throws Exception {
    place(3);
    TestServer.Reply reply = server.get("/api/summary");
    assertThat(reply.text()).contains("\"amount\":0.30", "\"minute\":\"2026-01-05T10:00:00Z\"");
    assertThat(server.get("/api/summary?since=2026-01-05T09:00:00Z").status()).isEqualTo(200);
    assertProblem(server.get("/api/summary?since=yesterday"), 400);
    TestServer.Reply early = server.get("/api/summary?since=2020-01-01T00:00:00Z");
    assertProblem(early, 400);
    assertThat(early.text()).contains("expected 2025-12-29T10:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/api/orders", "/api/orders/1", "/analytics", "/api/analytics", "/api/summary"})
  void aStoreThatDoesNotAnswerIsToBeAskedAgain(String path) throws Exception {
    server.store.broken = new IllegalStateException("secret/path.db is locked");
    TestServer.Reply reply = server.get(path);
    assertProblem(reply, 503);
    assertThat(reply.header("Retry-After")).isEqualTo("1");
    assertThat(reply.text()).doesNotContain("secret");
  }
}
