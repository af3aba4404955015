package net.jumptotech.orders.cli.bench.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class SeriesTest {

  @Test
  void theMedianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
    assertThat(new Series(List.of(9.0)).median()).isEqualTo(9);
    assertThat(new Series(List.of(9.0, 1.0, 2.0)).median()).isEqualTo(2);
    assertThat(new Series(List.of(9.0, 1.0, 2.0, 4.0)).median()).isEqualTo(3);
  }

  @Test
  void theSpreadIsAShareOfTheMedian() {
    assertThat(new Series(List.of(95.0, 105.0, 100.0)).spread()).isEqualTo(0.1);
    assertThat(new Series(List.of(7.0)).spread()).isZero();
    assertThat(new Series(List.of(0.0, 0.0)).spread()).isZero();
  }

  @Test
  void withoutValuesThereIsNone() {
    assertThatThrownBy(() -> new Series(List.of())).isInstanceOf(IllegalArgumentException.class);
  }
}
