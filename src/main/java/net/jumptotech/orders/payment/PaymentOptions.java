package net.jumptotech.orders.payment;

import java.time.Duration;
import java.util.Objects;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.runtime.Settings;

/**
 * How orders are charged.
 *
 * @param latency of the simulated gateway
 * @param declineShare share of the orders that the simulated gateway declines, 0 to 1
 * @param retry attempts and pauses until the gateway answers
 */
public record PaymentOptions(Duration latency, double declineShare, Retry retry) {

  public PaymentOptions {
    Objects.requireNonNull(latency, "latency");
    Objects.requireNonNull(retry, "retry");
  }

  /** Reads the section {@code payment} and notes mistakes in it. */
  public static PaymentOptions from(Settings payment) {
    Settings gateway = payment.section("gateway");
    return new PaymentOptions(
        gateway.duration("latency", Duration.ofMillis(100), Duration.ZERO, Duration.ofMinutes(1)),
        gateway.share("decline-share", 0),
        new Retry(
            gateway.integer("attempts", 5, 1, 1_000),
            gateway.duration(
                "retry-first", Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofMinutes(1)),
            Duration.ofMinutes(1)));
  }
}
