package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** A server for all tests of a class, empty before each of them. */
abstract class ServerTest {

  static final Instant TEN = Instant.parse("2026-01-05T10:00:00Z");

  static TestServer server;

  @BeforeAll
  static void start() throws Exception {
    server = new TestServer();
  }

  @BeforeEach
  void forgetTheTestBefore() {
    server.reset();
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
  }

  /** Orders 1 to {@code count} of EUR 0.10 from Germany, a second apart. */
  static void place(int count) throws Exception {
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      facts.add(new OrderFact.Placed(order(i), 2, i, TEN));
    }
    await(server.store.apply(facts));
  }

  static Order order(int id) {
    return new Order(
        OrderId.of(id), cents(), "DE", OrderStatus.CREATED, TEN.plusSeconds(id), Map.of());
  }

  /** Orders of 2 KB each. */
  static void placeLarge(int count) throws Exception {
    String note = "x".repeat(2_000);
    List<OrderFact> facts =
        IntStream.rangeClosed(1, count)
            .mapToObj(
                i ->
                    (OrderFact)
                        new OrderFact.Placed(
                            new Order(
                                OrderId.of(i),
                                new Money(10, Money.currency("EUR")),
                                "DE",
                                OrderStatus.CREATED,
                                TEN.plusSeconds(i),
                                Map.of("note", note)),
                            2,
                            i,
                            TEN))
            .toList();
    await(server.store.apply(facts));
  }

  static void flag(int id) throws Exception {
    FraudAlert alert = new FraudAlert(OrderId.of(id), "HIGH", cents(), "DE", "r", "1", TEN);
    await(server.store.apply(List.of(new OrderFact.Flagged(alert, 1))));
  }

  static void pay(int id) throws Exception {
    Payment payment =
        new Payment(OrderId.of(id), Payment.Status.PAID, "", cents(), "DE", "pay-" + id, TEN);
    await(server.store.apply(List.of(new OrderFact.Settled(payment, 1))));
  }

  /** EUR 0.77 more, later. */
  static void payAgain(int id) throws Exception {
    Payment payment =
        new Payment(
            OrderId.of(id),
            Payment.Status.PAID,
            "",
            new Money(77, Money.currency("EUR")),
            "DE",
            "again-" + id,
            TEN.plusSeconds(500));
    await(server.store.apply(List.of(new OrderFact.Settled(payment, 9))));
  }

  /** The same order once more, as somebody changed it, behind all others. */
  static void sendAgain(Order order, long offset) throws Exception {
    await(server.store.apply(List.of(new OrderFact.Placed(order, 2, offset, TEN))));
  }

  private static Money cents() {
    return new Money(10, Money.currency("EUR"));
  }

  static void assertProblem(TestServer.Reply reply, int status) throws Exception {
    assertThat(reply.status()).isEqualTo(status);
    assertThat(reply.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(reply.json())
        .containsEntry("type", "about:blank")
        .containsEntry("status", status)
        .containsKeys("title", "detail");
  }

  static Map<String, String> errors(TestServer.Reply reply) throws Exception {
    Map<String, String> errors = new LinkedHashMap<>();
    reply
        .list("errors")
        .forEach(it -> errors.put((String) it.get("field"), (String) it.get("message")));
    return errors;
  }
}
