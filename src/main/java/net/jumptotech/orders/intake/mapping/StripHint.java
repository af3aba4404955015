package net.jumptotech.orders.intake.mapping;

import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.InvalidEvent.Violation;
import net.jumptotech.orders.event.OrderId;

/** Says what to type if an order's id would be right without its {@code #} or blanks. */
public final class StripHint {

  private StripHint() {}

  /**
   * @param id as it was before it was refused
   * @param how what to type, with {@code %s} for the value of {@code strip}
   */
  public static InvalidEvent added(InvalidEvent wrong, String id, String how) {
    boolean sign = id.contains("#");
    boolean blank = id.contains(" ");
    if (!sign && !blank || !isId(id.replace("#", "").replace(" ", ""))) {
      return wrong;
    }
    String what = !blank ? "its \"#\"" : !sign ? "its blanks" : "its \"#\" and blanks";
    String strip = (sign ? "#" : "") + (blank ? "blank" : "");
    return wrong.told(
        it ->
            it.field().equals(EventJson.ORDER_ID)
                ? new Violation(
                    it.field(),
                    "%s; to remove %s, %s".formatted(it.message(), what, how.formatted(strip)))
                : it);
  }

  private static boolean isId(String text) {
    try {
      return OrderId.of(text).text().equals(text);
    } catch (IllegalArgumentException wrong) {
      return false;
    }
  }
}
