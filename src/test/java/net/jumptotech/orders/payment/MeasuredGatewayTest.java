package net.jumptotech.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxTestContext;
import java.util.Optional;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.metrics.ProcessMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MeasuredGatewayTest extends PaymentGatewayContract {

  private static final Money AMOUNT = new Money(1_299, Money.currency("EUR"));

  private final ProcessMetrics metrics = ProcessMetrics.open();

  @AfterEach
  void close() {
    metrics.close();
  }

  @Override
  PaymentGateway thatPays(Vertx vertx) {
    return measured(new ScriptedGateway(vertx));
  }

  @Override
  PaymentGateway thatDeclines(Vertx vertx) {
    return measured(new ScriptedGateway(vertx).decline("order-1", "CARD_EXPIRED"));
  }

  private MeasuredGateway measured(PaymentGateway gateway) {
    return new MeasuredGateway(gateway, Optional.of(metrics));
  }

  @Test
  void eachRequestCountsByItsAnswer(Vertx vertx, VertxTestContext test) {
    MeasuredGateway gateway =
        measured(
            new ScriptedGateway(vertx).decline("declined", "CARD_EXPIRED").loseAnswers("lost", 2));
    vertx.runOnContext(
        task ->
            Future.join(
                    gateway.charge(OrderId.of("paid"), AMOUNT),
                    gateway.charge(OrderId.of("declined"), AMOUNT),
                    gateway.charge(OrderId.of("lost"), AMOUNT),
                    gateway.charge(OrderId.of("lost"), AMOUNT))
                .onComplete(
                    any ->
                        test.verify(
                            () -> {
                              assertThat(gateway.inFlight()).isZero();
                              assertThat(metrics.exposition(null).text().lines())
                                  .contains(
                                      requests("PAID", 1),
                                      requests("DECLINED", 1),
                                      requests("NO_ANSWER", 2));
                              test.completeNow();
                            })));
  }

  private static String requests(String outcome, int count) {
    return "orders_gateway_request_seconds_count{outcome=\"%s\"} %d".formatted(outcome, count);
  }
}
