package net.jumptotech.orders.stream.pump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PumpOptionsTest {

  private List<String> inputs = List.of("orders");
  private int inFlight = 1;
  private Duration commitInterval = Duration.ofMillis(1);
  private Duration drain = Duration.ZERO;
  private Duration horizon = Duration.ZERO;

  @Test
  void aPumpIsNamedByItsGroupAndNumber() {
    assertThat(options().name()).isEqualTo("g-3");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "15, 1", "16, 2", "4096, 512", "16000, 2000", "100000, 2000"})
  void aPollBringsAnEighthOfWhatMayBeInFlightAndNeverTooMuch(int most, int records) {
    inFlight = most;
    assertThat(options().pollRecords()).isEqualTo(records);
  }

  @Test
  void whatCannotWorkIsRefusedWithTheValue() {
    inputs = List.of();
    refused("a pump needs a topic to read");
    inputs = List.of("a", "b");
    refused("settled orders can be kept by partition for one input only, not for [a, b]");
    inputs = List.of("a");
    inFlight = 0;
    refused("in-flight must be at least 1, was 0");
    inFlight = 1;
    commitInterval = Duration.ofNanos(999_999);
    refused("commit-interval must be at least 1ms, was PT0.000999999S");
    commitInterval = Duration.ofMillis(1);
    drain = Duration.ofNanos(-1);
    refused("drain must not be negative, was PT-0.000000001S");
    drain = Duration.ZERO;
    horizon = Duration.ofNanos(-1);
    refused("horizon must not be negative, was PT-0.000000001S");
  }

  private void refused(String message) {
    assertThatThrownBy(this::options)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private PumpOptions options() {
    return new PumpOptions(
        "g",
        3,
        inputs,
        Optional.of("payments"),
        "dead-letters",
        inFlight,
        commitInterval,
        drain,
        horizon);
  }
}
