package net.jumptotech.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.payment.PaymentGateway.Answer;
import net.jumptotech.orders.payment.PaymentGateway.Declined;
import net.jumptotech.orders.payment.PaymentGateway.Paid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What {@link PaymentVerticle} relies on; every gateway, and every fake of one, passes it. */
@ExtendWith(VertxExtension.class)
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
abstract class PaymentGatewayContract {

  private static final OrderId ORDER = OrderId.of("order-1");
  private static final Money AMOUNT = new Money(1_299, Money.currency("EUR"));

  /** A gateway that takes the money of any order. */
  abstract PaymentGateway thatPays(Vertx vertx);

  /** A gateway that declines every order in this contract: {@code order-1}. */
  abstract PaymentGateway thatDeclines(Vertx vertx);

  @Test
  void aChargeHasAName(Vertx vertx, VertxTestContext test) {
    thatPays(vertx)
        .charge(ORDER, AMOUNT)
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer).isInstanceOf(Paid.class);
                          assertThat(paymentId(answer)).isNotBlank();
                          test.completeNow();
                        })));
  }

  @Test
  void aRefusalHasAReasonThatIsACode(Vertx vertx, VertxTestContext test) {
    thatDeclines(vertx)
        .charge(ORDER, AMOUNT)
        .onComplete(
            test.succeeding(
                answer ->
                    test.verify(
                        () -> {
                          assertThat(answer).isInstanceOf(Declined.class);
                          assertThat(((Declined) answer).reason()).matches("[A-Z][A-Z0-9_]*");
                          test.completeNow();
                        })));
  }

  @Test
  void theSameKeyIsAnsweredTheSameEvenWhileTheFirstAnswerIsUnderWay(
      Vertx vertx, VertxTestContext test) {
    repeat(thatPays(vertx), test);
  }

  @Test
  void aRefusalIsRepeatedToo(Vertx vertx, VertxTestContext test) {
    repeat(thatDeclines(vertx), test);
  }

  private static void repeat(PaymentGateway gateway, VertxTestContext test) {
    Future<Answer> first = gateway.charge(ORDER, AMOUNT);
    Future<Answer> meanwhile = gateway.charge(ORDER, AMOUNT);
    Future.all(first, meanwhile)
        .compose(both -> gateway.charge(ORDER, AMOUNT))
        .onComplete(
            test.succeeding(
                afterwards ->
                    test.verify(
                        () -> {
                          assertThat(meanwhile.result()).isEqualTo(first.result());
                          assertThat(afterwards).isEqualTo(first.result());
                          test.completeNow();
                        })));
  }

  @Test
  void differentOrdersAreDifferentCharges(Vertx vertx, VertxTestContext test) {
    PaymentGateway gateway = thatPays(vertx);
    List<Future<Answer>> answers = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      answers.add(gateway.charge(OrderId.of("order-" + i), AMOUNT));
    }
    Future.all(answers)
        .onComplete(
            test.succeeding(
                all ->
                    test.verify(
                        () -> {
                          assertThat(answers)
                              .extracting(answer -> paymentId(answer.result()))
                              .doesNotHaveDuplicates();
                          test.completeNow();
                        })));
  }

  @Test
  void anyAmountOfMoneyCanBeCharged(Vertx vertx, VertxTestContext test) {
    PaymentGateway gateway = thatPays(vertx);
    Future.all(
            gateway.charge(OrderId.of("none"), new Money(0, Money.currency("USD"))),
            gateway.charge(OrderId.of("yen"), new Money(1, Money.currency("JPY"))),
            gateway.charge(
                OrderId.of("most"), new Money(Money.MAX_MINOR_UNITS, Money.currency("KWD"))))
        .onComplete(test.succeedingThenComplete());
  }

  /** The role counts what it is told without a lock. */
  @Test
  void theAnswerComesOnTheContextThatAsked(Vertx vertx, VertxTestContext test) {
    Context context = vertx.getOrCreateContext();
    PaymentGateway gateway = thatPays(vertx);
    context.runOnContext(
        task ->
            gateway
                .charge(ORDER, AMOUNT)
                .onComplete(
                    test.succeeding(
                        answer ->
                            test.verify(
                                () -> {
                                  assertThat(Vertx.currentContext()).isSameAs(context);
                                  test.completeNow();
                                }))));
  }

  private static String paymentId(Answer answer) {
    return answer.match(Paid::paymentId, declined -> "declined");
  }
}
