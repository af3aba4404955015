package net.jumptotech.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxTestContext;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.payment.PaymentGateway.Answer;
import org.junit.jupiter.api.Test;

class SimulatedGatewayTest extends PaymentGatewayContract {

  private static final Money AMOUNT = new Money(1_299, Money.DEFAULT_CURRENCY);

  @Override
  PaymentGateway thatPays(Vertx vertx) {
    return new SimulatedGateway(vertx, Duration.ofMillis(5), 0, 0, Duration.ZERO);
  }

  @Override
  PaymentGateway thatDeclines(Vertx vertx) {
    return new SimulatedGateway(vertx, Duration.ofMillis(5), 1, 0, Duration.ZERO);
  }

  @Test
  void itDeclinesTheShareItWasToldAndAnswersAtOnceWithoutLatency(Vertx vertx) {
    assertThat(answers(vertx, 0.05).stream().filter(SimulatedGatewayTest::isDeclined).count())
        .isBetween(400L, 600L); // of 10,000
    assertThat(answers(vertx, 0)).noneMatch(SimulatedGatewayTest::isDeclined);
    assertThat(answers(vertx, 1)).allMatch(SimulatedGatewayTest::isDeclined);
  }

  @Test
  void afterARestartItAnswersTheSame(Vertx vertx) {
    assertThat(answers(vertx, 0.5)).isEqualTo(answers(vertx, 0.5));
  }

  @Test
  void withALatencyItTakesThatLong(Vertx vertx, VertxTestContext test) {
    long asked = System.nanoTime();
    new SimulatedGateway(vertx, Duration.ofMillis(50), 0, 0, Duration.ZERO)
        .charge(OrderId.of(1), AMOUNT)
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(Duration.ofNanos(System.nanoTime() - asked))
                              .isGreaterThanOrEqualTo(Duration.ofMillis(49)); // timers round
                          test.completeNow();
                        })));
  }

  @Test
  void aShareOfTheOrdersWaitsLonger(Vertx vertx) {
    SimulatedGateway gateway =
        new SimulatedGateway(vertx, Duration.ZERO, 0, 0.01, Duration.ofMinutes(1));
    assertThat(
            IntStream.range(0, 10_000)
                .filter(i -> !gateway.charge(OrderId.of(i), AMOUNT).isComplete())
                .count())
        .isBetween(70L, 130L);
  }

  private static List<Answer> answers(Vertx vertx, double declineShare) {
    SimulatedGateway gateway =
        new SimulatedGateway(vertx, Duration.ZERO, declineShare, 0, Duration.ZERO);
    return IntStream.range(0, 10_000)
        .mapToObj(i -> gateway.charge(OrderId.of(i), AMOUNT).result())
        .toList();
  }

  private static boolean isDeclined(Answer answer) {
    return answer.match(paid -> false, declined -> true);
  }
}
