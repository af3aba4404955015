package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderIdTest {

  @Test
  void aNumberAndTheSameTextNameTheSameOrder() {
    assertThat(OrderId.of(7)).isEqualTo(OrderId.of("7")).hasSameHashCodeAs(OrderId.of("7"));
    assertThat(Set.of(OrderId.of(7)).contains(OrderId.of("7"))).isTrue();
    assertThat(OrderId.of(7).key()).isEqualTo("7".getBytes(UTF_8));
    assertThat(OrderId.of(7)).isNotEqualTo(OrderId.of("07"));
    assertThat(OrderId.of(7)).isEqualByComparingTo(OrderId.of("7"));
  }

  @Test
  void idsSortAsTextsAndSpreadOverAHashTable() {
    assertThat(Stream.of("b", "10", "9", "a").map(OrderId::of).sorted())
        .extracting(OrderId::text)
        .containsExactly("10", "9", "a", "b");
    assertThat(LongStream.range(0, 1_000).mapToObj(OrderId::of).map(OrderId::hashCode).distinct())
        .hasSizeGreaterThan(900);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "ä", "a/b", "1\n", "\u0661"})
  void otherCharactersAreNoId(String text) {
    assertThatThrownBy(() -> OrderId.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("expected " + OrderId.EXPECTED + ", was " + Shown.value(text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"007", "-0", "1.0", "a", "-"})
  void anIntegerIsCanonical(String text) {
    assertThatThrownBy(() -> new OrderId(text, true)).isInstanceOf(IllegalArgumentException.class);
  }
}
