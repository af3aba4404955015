package net.jumptotech.orders.monitor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.metrics.Scrape;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.runtime.ProblemKind;

/**
 * The state of the system as metrics tell it. There are few kinds, groups and currencies, whatever
 * other processes report.
 */
final class StateGauges {

  static final String OTHER = "other";

  private static final String NAME = "name";
  private static final String VALUE = "value";
  private static final String LABELS = "labels";

  private static final Set<String> KINDS =
      Stream.of(ProblemKind.values()).map(ProblemKind::toString).collect(Collectors.toSet());

  private static final Map<String, String> HELP =
      Map.of(
          "orders_state", "1 for the level of the worst thing that is wrong, 0 for the others",
          "orders_problem", "Lines of the state of the system; docs/operate.md explains each kind",
          "orders_group_lag_records", "Records that wait for the group",
          "orders_group_lag_seconds", "How far the group is behind",
          "orders_group_drain_seconds",
              "Until a late group has caught up, at the rates of the last minute; +Inf if never",
          "orders_group_lag_money",
              "Worth of the orders that wait for the group; only while a group is late");

  private final JsonArray rows = new JsonArray();

  private StateGauges() {}

  /**
   * As they travel in this process.
   *
   * @param lines worst first, at least one
   */
  static JsonArray of(List<StateLine> lines, List<GroupBacklog> backlogs) {
    StateGauges gauges = new StateGauges();
    gauges.addLevels(lines.get(0).level());
    gauges.addProblems(lines, backlogs.stream().map(GroupBacklog::group).toList());
    backlogs.forEach(gauges::add);
    return gauges.rows;
  }

  static void addTo(Scrape scrape, JsonArray rows) {
    for (int i = 0; i < rows.size(); i++) {
      JsonObject row = rows.getJsonObject(i);
      String name = row.getString(NAME);
      String[] labels =
          row.getJsonArray(LABELS).stream().map(String::valueOf).toArray(String[]::new);
      scrape.gauge(name, HELP.get(name), row.getDouble(VALUE), labels);
    }
  }

  private void addLevels(Level worst) {
    for (Level each : Level.values()) {
      add("orders_state", each == worst ? 1 : 0, "level", each.name());
    }
  }

  /** How many lines there are of each kind and group; none if all is well. */
  private void addProblems(List<StateLine> lines, List<String> groups) {
    Map<String, Map<String, Long>> problems =
        lines.stream()
            .filter(it -> it.level() != Level.WELL && it.level() != Level.STARTING)
            .collect(
                Collectors.groupingBy(
                    it -> KINDS.contains(it.kind()) ? it.kind() : OTHER,
                    TreeMap::new,
                    Collectors.groupingBy(
                        it -> groups.contains(it.group()) ? it.group() : "",
                        TreeMap::new,
                        Collectors.counting())));
    problems.forEach(
        (kind, each) ->
            each.forEach(
                (group, count) -> add("orders_problem", count, "kind", kind, "group", group)));
  }

  private void add(GroupBacklog backlog) {
    String group = backlog.group();
    add("orders_group_lag_records", backlog.waiting(), "group", group);
    if (backlog.waiting() == 0) {
      add("orders_group_lag_seconds", 0, "group", group);
    } else {
      backlog
          .behind()
          .ifPresent(it -> add("orders_group_lag_seconds", it.toMillis() / 1e3, "group", group));
    }
    if (!backlog.isLate()) {
      add("orders_group_drain_seconds", 0, "group", group); // what is on its way is no backlog
    } else if (backlog.arriving().isPresent() && backlog.processed().isPresent()) {
      double drain =
          backlog.caughtUpIn().map(it -> it.toMillis() / 1e3).orElse(Double.POSITIVE_INFINITY);
      add("orders_group_drain_seconds", drain, "group", group);
    }
    backlog
        .money()
        .forEach(
            (currency, amount) ->
                add(
                    "orders_group_lag_money",
                    amount.doubleValue(),
                    "group",
                    group,
                    "currency",
                    currency));
  }

  private void add(String name, double value, String... labels) {
    rows.add(
        new JsonObject()
            .put(NAME, name)
            .put(VALUE, value)
            .put(LABELS, new JsonArray(List.of((Object[]) labels))));
  }
}
