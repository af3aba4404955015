package net.jumptotech.orders.http.orders;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import net.jumptotech.orders.store.OrderStore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageCursorTest {

  @Test
  void comesBackAsItWent() {
    OrderStore.Cursor cursor =
        new OrderStore.Cursor(Instant.parse("2026-01-05T10:42:18.091234567Z"), "web:a_b.c-2");
    assertThat(PageCursor.of(PageCursor.text(cursor))).isEqualTo(cursor);
    assertThat(PageCursor.text(cursor)).matches("[A-Za-z0-9_-]{1,200}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "2026-01-05T10:42:18Z",
        "2026-01-05T10:42:18Z ",
        "noon 1",
        " 1",
        "2026-01-05T10:42:18Z a b",
        "2026-01-05T10:42:18.000Z 1"
      })
  void whatNoPageEndedWithIsRefused(String plain) {
    String text =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> PageCursor.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected the value of next from an earlier answer");
  }
}
