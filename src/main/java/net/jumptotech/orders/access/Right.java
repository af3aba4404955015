package net.jumptotech.orders.access;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Settings;

/** What somebody may do. Each operation of the HTTP interface needs one of these. */
public enum Right {
  SEND_ORDERS("orders:send"),
  READ_ORDERS("orders:read"),
  EXPORT_ORDERS("orders:export"),
  OPERATE("orders:operate"),
  REFUND("payments:refund"),
  DECIDE_REVIEWS("reviews:decide"),
  PUBLISH_RULES("rules:publish"),

  /** Has all the others. */
  ADMIN("admin");

  private final String text;

  Right(String text) {
    this.text = text;
  }

  /**
   * @param text a right, or what follows its colon: {@code send} is {@code orders:send}
   * @throws IllegalArgumentException that names all rights
   */
  public static Right of(String text) {
    for (Right right : values()) {
      if (right.text.equals(text) || right.text.endsWith(":" + text)) {
        return right;
      }
    }
    throw new IllegalArgumentException(
        "expected one of %s, was \"%s\"%s"
            .formatted(
                new TreeSet<>(all()),
                text,
                Settings.nearest(text, all())
                    .map(near -> ", did you mean " + near + "?")
                    .orElse("")));
  }

  private static List<String> all() {
    return Arrays.stream(values()).map(Right::toString).toList();
  }

  /**
   * @param texts rights with commas between them
   * @return at least one
   * @throws IllegalArgumentException if one is unknown
   */
  public static Set<Right> list(String texts) {
    return Arrays.stream(texts.split(",", -1))
        .map(each -> of(each.strip()))
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Right.class)));
  }

  /** As in the contract and in the file of keys. */
  @Override
  public String toString() {
    return text;
  }
}
