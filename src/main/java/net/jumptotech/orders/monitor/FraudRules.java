package net.jumptotech.orders.monitor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.InstanceState;
import net.jumptotech.orders.monitor.frames.RoleFrame;

/**
 * The answer of {@code /api/fraud/rules}: the rules in force, as the fraud processes report them.
 */
public record FraudRules(Instant asOf, List<Rule> rules) {

  private static final JsonArray NONE = new JsonArray();

  /**
   * @param alerts that it has raised since then
   * @param since when the first of its processes began to count
   */
  record Rule(
      String rule,
      String version,
      String reason,
      Number above,
      List<?> except,
      long alerts,
      Instant since,
      List<String> processes) {

    private static Rule of(JsonObject json, RoleFrame frame) {
      return new Rule(
          json.getString("rule"),
          json.getString("version"),
          json.getString("reason"),
          json.getNumber("above"),
          json.getJsonArray("except", NONE).getList(),
          json.getLong("alerts", 0L),
          frame.startedAt(),
          List.of(frame.process()));
    }

    /** The same rule, as two instances report it. */
    private Rule and(Rule other) {
      return new Rule(
          rule,
          version,
          reason,
          above,
          except,
          alerts + other.alerts,
          since.isBefore(other.since) ? since : other.since,
          Stream.concat(processes.stream(), other.processes.stream()).distinct().toList());
    }
  }

  public static FraudRules of(SystemState state, Instant asOf) {
    Map<String, Rule> rules = new LinkedHashMap<>();
    for (InstanceState instance : state.instancesOf(Role.FRAUD)) {
      RoleFrame frame = instance.frame();
      for (Object json : frame.about().getJsonArray(RoleFrame.RULES, NONE)) {
        Rule rule = Rule.of((JsonObject) json, frame);
        rules.merge(rule.rule() + " " + rule.version(), rule, Rule::and);
      }
    }
    return new FraudRules(asOf, List.copyOf(rules.values()));
  }
}
