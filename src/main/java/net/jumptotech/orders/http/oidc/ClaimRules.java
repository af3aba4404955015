package net.jumptotech.orders.http.oidc;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.runtime.Settings;

/**
 * What the claims of a token mean to us: a name, and the groups that have rights.
 *
 * @param source in front of each name, so that nobody is taken for somebody with a key
 * @param nameClaim whose value names somebody
 * @param groupsClaim whose values are their groups
 * @param rights of each group
 */
public record ClaimRules(
    String source, String nameClaim, String groupsClaim, Map<String, Set<Right>> rights) {

  private static final String NAME_CLAIM = "name-claim";
  private static final String GROUPS_CLAIM = "groups-claim";
  private static final String RIGHTS = "rights";
  private static final String DEFAULT_NAME_CLAIM = "sub";
  private static final String DEFAULT_GROUPS_CLAIM = "groups";

  /** As the names of senders in Kafka. */
  private static final int LONGEST_NAME = 64;

  private static final String EXPECTED_RIGHTS =
      "expected GROUP=RIGHT[,RIGHT], with semicolons between the groups";

  public ClaimRules {
    rights = Map.copyOf(rights);
  }

  static ClaimRules from(Settings section, String source) {
    return new ClaimRules(
        source,
        section.text(NAME_CLAIM, DEFAULT_NAME_CLAIM),
        section.text(GROUPS_CLAIM, DEFAULT_GROUPS_CLAIM),
        section.value(RIGHTS, ClaimRules::parse, Map.of()));
  }

  /** For a mode that is not named. */
  void refuseAll(Settings section) {
    refuse(section, NAME_CLAIM, nameClaim.equals(DEFAULT_NAME_CLAIM), source);
    refuse(section, GROUPS_CLAIM, groupsClaim.equals(DEFAULT_GROUPS_CLAIM), source);
    refuse(section, RIGHTS, rights.isEmpty(), source);
  }

  static void refuse(Settings settings, String key, boolean isDefault, String mode) {
    if (!isDefault) {
      settings.mistake(key, "is read only if http.access (ORDERS_HTTP_ACCESS) names " + mode);
    }
  }

  /** For a mode that is named. */
  void check(Settings section) {
    if (rights.isEmpty() && !section.isGiven(RIGHTS)) {
      section.mistake(
          RIGHTS, "nobody would have any: expected, for example, orders-ops=read,operate");
    }
  }

  private static Map<String, Set<Right>> parse(String text) {
    Map<String, Set<Right>> rights = new LinkedHashMap<>();
    for (String each : text.split(";")) {
      int equals = each.lastIndexOf('='); // the name of a group may have some
      String group = equals < 0 ? "" : each.substring(0, equals).strip();
      if (group.isEmpty()) {
        throw new IllegalArgumentException(EXPECTED_RIGHTS + ", was \"" + each.strip() + "\"");
      }
      if (rights.put(group, Right.list(each.substring(equals + 1))) != null) {
        throw new IllegalArgumentException("the group \"" + group + "\" is there twice");
      }
    }
    return rights;
  }

  /**
   * Who a verified token is about.
   *
   * @throws Refusal if the claim of the name is absent, or is no name
   */
  Principal principal(JsonObject claims, Instant until) {
    Set<Right> may = EnumSet.noneOf(Right.class);
    find(claims, groupsClaim).stream()
        .flatMap(ClaimRules::texts)
        .forEach(group -> may.addAll(rights.getOrDefault(group, Set.of())));
    return new Principal(name(claims), may, Optional.of(until));
  }

  private String name(JsonObject claims) {
    Object value = find(claims, nameClaim).orElse("");
    String name = value instanceof String text ? text.strip() : "";
    if (name.isEmpty()) {
      throw new Refusal("its claim " + nameClaim + " is absent, which names who sends it");
    }
    String named = source + ":" + name;
    if (named.length() > LONGEST_NAME || !Shown.visible(name).equals(name)) {
      throw new Refusal(
          "its claim %s is no name: expected at most %d visible characters"
              .formatted(nameClaim, LONGEST_NAME - source.length() - 1));
    }
    if (nameClaim.equals("email")
        && "false".equals(String.valueOf(claims.getValue("email_verified")))) {
      throw new Refusal("its claim email is not verified");
    }
    return named;
  }

  /** A list, or one text with spaces between the values, as {@code scope} is. */
  private static Stream<String> texts(Object value) {
    return value instanceof JsonArray array
        ? array.stream().filter(String.class::isInstance).map(String.class::cast)
        : value instanceof String text
            ? Stream.concat(Stream.of(text), Arrays.stream(text.split(" ")))
            : Stream.empty();
  }

  /** A claim of this name, or one inside of others: {@code realm_access.roles}. */
  private static Optional<Object> find(JsonObject claims, String name) {
    int dot = name.indexOf('.');
    if (claims.containsKey(name) || dot < 0) {
      return Optional.ofNullable(claims.getValue(name));
    }
    return claims.getValue(name.substring(0, dot)) instanceof JsonObject inner
        ? find(inner, name.substring(dot + 1))
        : Optional.empty();
  }
}
