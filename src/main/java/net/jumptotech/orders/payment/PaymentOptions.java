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
 * @param slowShare share of the orders for which it takes {@code slowLatency}, 0 to 1
 * @param retry attempts and pauses until the gateway answers
 */
public record PaymentOptions(
    Duration latency, double declineShare, double slowShare, Duration slowLatency, Retry retry) {

  private static final Duration MOST_LATENCY = Duration.ofMinutes(1);

  public PaymentOptions {
    Objects.requireNonNull(latency, "latency");
    Objects.requireNonNull(slowLatency, "slowLatency");
    Objects.requireNonNull(retry, "retry");
  }

  /** Reads the section {@code payment} and notes mistakes in it. */
  public static PaymentOptions from(Settings payment) {
    Settings gateway = payment.section("gateway");
    return new PaymentOptions(
        gateway.duration("latency", Duration.ofMillis(100), Duration.ZERO, MOST_LATENCY),
        gateway.share("decline-share", 0),
        gateway.share("slow-share", 0),
        gateway.duration("slow-latency", Duration.ofSeconds(2), Duration.ZERO, MOST_LATENCY),
        new Retry(
            gateway.integer("attempts", 5, 1, 1_000),
            gateway.duration(
                "retry-first", Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofMinutes(1)),
            Duration.ofMinutes(1)));
  }
}
