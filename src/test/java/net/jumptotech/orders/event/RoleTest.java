package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class RoleTest {

  @Test
  void rolesAreNamedAsFlagsNameThem() {
    assertThat(Role.parse(List.of("http", "payment", "http")))
        .containsExactlyInAnyOrder(Role.PAYMENT, Role.HTTP);
    assertThat(Role.parse(List.of("http", "all"))).containsExactly(Role.values());
  }

  @Test
  void everyRoleSaysWhatItIsFor() {
    assertThat(Role.values()).extracting(Role::purpose).doesNotHaveDuplicates().doesNotContain("");
  }

  @Test
  void everyNameThatIsNoneIsToldWithThoseThatAre() {
    assertThatThrownBy(() -> Role.parse(List.of("pay", "http", "HTTP")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "expected all, or some of broker, producer, fraud, payment, analytics, http,"
                + " was \"pay\", \"HTTP\"");
    assertThatThrownBy(() -> Role.parse(List.of())).hasMessageEndingWith(", was nothing");
  }
}
