package net.jumptotech.orders.http.orders;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.store.OrderStore;

/** The opaque text of a {@link OrderStore.Cursor}: base64url of its time, a space, its id. */
final class PageCursor {

  private PageCursor() {}

  static String text(OrderStore.Cursor cursor) {
    byte[] plain = (cursor.createdAt() + " " + cursor.id()).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(plain);
  }

  /**
   * @throws IllegalArgumentException if it is not the end of a page
   */
  static OrderStore.Cursor of(String text) {
    try {
      String plain = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
      int space = plain.indexOf(' ');
      if (space > 0) {
        Instant createdAt = Instant.parse(plain.substring(0, space));
        String id = OrderId.of(plain.substring(space + 1)).text();
        OrderStore.Cursor cursor = new OrderStore.Cursor(createdAt, id);
        if (text(cursor).equals(text)) {
          return cursor;
        }
      }
    } catch (IllegalArgumentException | DateTimeException broken) {
      // reported below, with the same message for every mistake
    }
    throw new IllegalArgumentException(
        "expected the value of next from an earlier answer, was \""
            + ParameterRules.shown(text)
            + "\"");
  }
}
