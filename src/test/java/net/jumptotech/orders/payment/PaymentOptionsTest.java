package net.jumptotech.orders.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;

final class PaymentOptionsTest {

  @Test
  void withoutSettingsTheGatewayAnswersWithinATenthOfASecondAndDeclinesNothing() {
    assertThat(PaymentOptions.from(new Settings(new JsonObject())))
        .isEqualTo(
            new PaymentOptions(
                Duration.ofMillis(100),
                0,
                0,
                Duration.ofSeconds(2),
                new Retry(5, Duration.ofMillis(200), Duration.ofMinutes(1))));
  }

  @Test
  void theSectionGatewaySaysOtherwise() {
    Settings settings =
        settings(
            "{'gateway':{'latency':'0s','decline-share':0.25,'slow-share':0.01,"
                + "'slow-latency':'3s','attempts':1000,'retry-first':'1m'}}");
    assertThat(PaymentOptions.from(settings))
        .isEqualTo(
            new PaymentOptions(
                Duration.ZERO,
                0.25,
                0.01,
                Duration.ofSeconds(3),
                new Retry(1_000, Duration.ofMinutes(1), Duration.ofMinutes(1))));
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @Test
  void whatIsOutOfRangeIsAMistakeWithItsPath() {
    Settings settings =
        settings(
            "{'gateway':{'latency':'61s','decline-share':1.5,'slow-share':-1,'slow-latency':'61s',"
                + "'attempts':0,'retry-first':'0s'}}");
    PaymentOptions.from(settings);
    assertThatThrownBy(settings::check)
        .hasMessageContainingAll(
            "gateway.latency: ",
            "gateway.decline-share: ",
            "gateway.slow-share: ",
            "gateway.slow-latency: ",
            "gateway.attempts: ",
            "gateway.retry-first: ");
  }

  private static Settings settings(String json) {
    return new Settings(new JsonObject(json.replace('\'', '"')));
  }
}
