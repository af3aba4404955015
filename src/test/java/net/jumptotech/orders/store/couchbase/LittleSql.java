package net.jumptotech.orders.store.couchbase;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * As much SQL++ as our {@link Statements} need: one bucket, conditions joined by AND, groups with
 * counts and sums, newest first. It reads what it is told, so a statement that asks for something
 * else gets something else. What SQL++ itself makes of the statements is tested against AsterixDB.
 */
public final class LittleSql implements QueryPeer.Script {

  private static final Pattern STATEMENT =
      Pattern.compile(
          "SELECT (RAW )?(?<what>.+?) FROM `order_analytics` AS o(?: UNNEST (?<list>\\S+) AS f)?"
              + " WHERE (?<where>.+?)"
              + "(?: GROUP BY (?<groups>.+?))?(?: ORDER BY (?<order>\\S+) DESC)?"
              + "(?: LIMIT (?<limit>\\$\\w+))?");
  private static final Pattern CONDITION =
      Pattern.compile(
          "(?:(?<path>\\S+)|IFMISSINGORNULL\\((?<maybe>\\S+), (?<else>\\$\\w+)\\))"
              + " (?<operator><|<=|=|>=) (?<bound>\\$\\w+)");
  private static final Pattern ITEM = Pattern.compile("(.+?)(?: AS (\\w+))?");
  private static final Pattern SUM = Pattern.compile("SUM\\((.+)\\)");
  private static final String COUNT = "COUNT(*)";
  private static final Object MISSING = null;

  private final Supplier<Map<String, Buffer>> documents;

  /** By key, as last seen: most of a question's time would go into reading JSON. */
  private final Map<String, Parsed> parsed = new ConcurrentHashMap<>();

  private record Parsed(Buffer json, JsonObject document) {}

  public LittleSql(Supplier<Map<String, Buffer>> documents) {
    this.documents = documents;
  }

  @Override
  public QueryPeer.Answer answer(String statement, JsonObject parameters) {
    return STATEMENT.matcher(statement).matches()
        ? QueryPeer.rows(rows(statement, parameters))
        : QueryPeer.error(3000, "not understood: " + statement, 400);
  }

  /**
   * @throws IllegalArgumentException if it is not understood
   */
  List<?> rows(String statement, JsonObject parameters) {
    Matcher parts = STATEMENT.matcher(statement);
    if (!parts.matches()) {
      throw new IllegalArgumentException(statement);
    }
    List<JsonObject> found =
        all(Optional.ofNullable(parts.group("list")))
            .filter(conditions(parts.group("where"), parameters))
            .collect(Collectors.toCollection(ArrayList::new));
    if (parts.group("order") != null) {
      Comparator<JsonObject> order =
          (one, other) ->
              compare(value(one, parts.group("order")), value(other, parts.group("order")));
      found.sort(order.reversed());
    }
    if (parts.group("limit") != null) {
      int limit = parameters.getInteger(parts.group("limit"));
      found = found.subList(0, Math.min(limit, found.size()));
    }
    String what = parts.group("what");
    if (parts.group("groups") != null) {
      return groups(found, parts.group("groups"), what);
    }
    return what.equals(COUNT)
        ? List.of(found.size())
        : found.stream().map(it -> value(it, what)).toList();
  }

  /**
   * @param list to be unnested
   * @return each with the document as {@code o}, and one entry of the list as {@code f}
   */
  private Stream<JsonObject> all(Optional<String> list) {
    Map<String, Buffer> stored = documents.get();
    parsed.keySet().retainAll(stored.keySet());
    Stream<JsonObject> all =
        stored.entrySet().stream()
            .map(it -> new JsonObject().put("o", parsed(it.getKey(), it.getValue()).document()));
    return list.isEmpty()
        ? all
        : all.filter(it -> value(it, list.get()) != MISSING)
            .flatMap(
                it ->
                    ((JsonArray) value(it, list.get()))
                        .stream().map(entry -> it.copy().put("f", entry)));
  }

  private Parsed parsed(String key, Buffer json) {
    return parsed.compute(
        key,
        (same, before) ->
            before != null && before.json().equals(json)
                ? before
                : new Parsed(json, json.toJsonObject()));
  }

  private static Predicate<JsonObject> conditions(String where, JsonObject parameters) {
    return Arrays.stream(where.split(" AND "))
        .map(text -> condition(text, parameters))
        .reduce(any -> true, Predicate::and);
  }

  private static Predicate<JsonObject> condition(String text, JsonObject parameters) {
    Matcher condition = CONDITION.matcher(text);
    if (!condition.matches()) {
      throw new IllegalArgumentException(text);
    }
    String maybe = condition.group("maybe");
    String path = maybe == null ? condition.group("path") : maybe;
    String operator = condition.group("operator");
    Object bound = parameters.getValue(condition.group("bound"));
    Object otherwise = maybe == null ? MISSING : parameters.getValue(condition.group("else"));
    return document -> {
      Object value = Optional.ofNullable(value(document, path)).orElse(otherwise);
      if (value == MISSING) {
        return false; // neither less nor more
      }
      int compared = compare(value, bound);
      return switch (operator) {
        case "<" -> compared < 0;
        case "<=" -> compared <= 0;
        case ">=" -> compared >= 0;
        default -> compared == 0;
      };
    };
  }

  private static List<JsonObject> groups(List<JsonObject> found, String keys, String what) {
    Map<List<Object>, List<JsonObject>> groups = new LinkedHashMap<>();
    for (JsonObject document : found) {
      List<Object> key =
          Arrays.stream(keys.split(", ")).map(path -> value(document, path)).toList();
      groups.computeIfAbsent(key, any -> new ArrayList<>()).add(document);
    }
    return groups.values().stream()
        .map(
            group -> {
              JsonObject row = new JsonObject();
              for (String text : what.split(", ")) {
                Matcher item = ITEM.matcher(text);
                item.matches();
                Object value = item(group, item.group(1));
                if (value != MISSING || SUM.matcher(item.group(1)).matches()) {
                  row.put(item.group(2), value);
                }
              }
              return row;
            })
        .toList();
  }

  private static Object item(List<JsonObject> group, String expression) {
    if (expression.equals(COUNT)) {
      return group.size();
    }
    Matcher sum = SUM.matcher(expression);
    return sum.matches() ? sum(group, sum.group(1)) : value(group.get(0), expression);
  }

  /** NULL, which is not MISSING, if there is nothing to add. */
  private static Long sum(List<JsonObject> group, String path) {
    return group.stream()
        .map(it -> (Number) value(it, path))
        .filter(it -> it != MISSING)
        .map(Number::longValue)
        .reduce(Long::sum)
        .orElse(null);
  }

  /**
   * @param row its document is {@code o}
   * @param path such as o.`_meta`.`position`
   */
  private static Object value(JsonObject row, String path) {
    Object value = row;
    for (String name : path.replace("`", "").split("\\.")) {
      value = value instanceof JsonObject object ? object.getValue(name) : null;
    }
    return value;
  }

  private static int compare(Object one, Object other) {
    return one instanceof Number && other instanceof Number
        ? new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()))
        : ((String) one).compareTo((String) other);
  }
}
