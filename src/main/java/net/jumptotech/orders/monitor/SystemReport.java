package net.jumptotech.orders.monitor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.topics.PartitionLag;

/** The answers that list what runs: {@code /api/system} and {@code /api/fraud/rules}. */
public record SystemReport(SystemState state, Instant asOf) {

  private static final JsonArray NO_RULES = new JsonArray();

  public Map<String, Object> system(Optional<List<Backlog>> waiting, String ordersTopic) {
    LagJson lag = new LagJson(state.lags(), state.lagsAreCurrent(), waiting, ordersTopic);
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("as_of", asOf.toString());
    out.put("status", state.status().name());
    out.put("processes", processes());
    out.put("groups", state.readers().stream().map(group -> group(group, lag)).toList());
    out.put("broker", state.brokerPart());
    out.put("store", store());
    out.putAll(state.problemsPart());
    return out;
  }

  private List<Map<String, Object>> processes() {
    Map<String, List<InstanceState>> byName = new TreeMap<>();
    for (InstanceState instance : state.heard()) {
      byName.computeIfAbsent(instance.frame().process(), any -> new ArrayList<>()).add(instance);
    }
    return byName.entrySet().stream().map(it -> process(it.getKey(), it.getValue())).toList();
  }

  private static Map<String, Object> process(String name, List<InstanceState> instances) {
    JsonObject about = instances.get(0).frame().about();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("process", name);
    out.put("version", about.getString(RoleFrame.VERSION));
    out.put("started_at", about.getString(RoleFrame.PROCESS_STARTED_AT));
    out.put(
        "roles",
        about.containsKey(RoleFrame.ROLES)
            ? about.getJsonArray(RoleFrame.ROLES).getList()
            : instances.stream().map(it -> it.frame().role()).distinct().toList());
    out.put("address", about.getString(RoleFrame.ADDRESS));
    out.put(
        "status",
        instances.stream()
            .map(InstanceState::state)
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .name());
    out.put("instances", instances.stream().map(SystemReport::instance).toList());
    return out;
  }

  private static Map<String, Object> instance(InstanceState instance) {
    RoleFrame frame = instance.frame();
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("role", frame.role());
    out.put("instance", frame.instance());
    out.put("status", instance.state().name());
    out.put("detail", frame.detail());
    out.put("started_at", frame.startedAt().toString());
    out.put("age_ms", instance.ageMs());
    out.put("rate", BigDecimal.valueOf(instance.rate()).setScale(1, RoundingMode.HALF_UP));
    out.put("counts", new TreeMap<>(frame.counts()));
    return out;
  }

  private Map<String, Object> group(SystemState.Group group, LagJson json) {
    LagHistory lags = state.lags();
    Predicate<PartitionLag> its = lag -> lag.group().equals(group.name());
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("group", group.name());
    out.put("role", group.role().toString());
    out.put("as_of", lags.newest().map(it -> it.at().toString()).orElse(null));
    out.put("complete_up_to", json.completeUpTo(its).map(Instant::toString).orElse(null));
    out.putAll(json.fields(its));
    out.put(
        "trend",
        state.lagsAreCurrent()
            ? lags.trend().stream().map(sample -> trend(sample, its)).toList()
            : List.of());
    out.put(
        "partitions",
        lags.newest().stream()
            .flatMap(it -> it.lags().stream())
            .filter(its)
            .map(lag -> partition(lag, json))
            .toList());
    return out;
  }

  private static Map<String, Object> trend(LagHistory.Sample sample, Predicate<PartitionLag> its) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("at", sample.at().toString());
    out.put("lag", sample.sum(its, PartitionLag::lag));
    return out;
  }

  private static Map<String, Object> partition(PartitionLag lag, LagJson json) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("topic", lag.topic());
    out.put("partition", lag.partition());
    out.put("offset", lag.committed());
    out.put("end", lag.end());
    out.putAll(json.fields(it -> it.isOfSame(lag)));
    return out;
  }

  private Map<String, Object> store() {
    Map<String, Object> out = SystemState.part(state.store());
    out.put("orders", state.summary().map(OrderStore.Summary::orders).orElse(null));
    out.put("stubs", state.summary().map(OrderStore.Summary::stubs).orElse(null));
    out.put("as_of", state.summaryAsOf().map(Instant::toString).orElse(null));
    return out;
  }

  public Map<String, Object> fraudRules() {
    Map<String, Map<String, Object>> rules = new LinkedHashMap<>();
    for (InstanceState instance : state.playing(Role.FRAUD)) {
      for (Object said : instance.frame().about().getJsonArray(RoleFrame.RULES, NO_RULES)) {
        JsonObject rule = (JsonObject) said;
        rules.merge(
            rule.getString("rule") + " " + rule.getString("version"),
            rule(rule, instance),
            SystemReport::merged);
      }
    }
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("as_of", asOf.toString());
    out.put("rules", List.copyOf(rules.values()));
    return out;
  }

  private static Map<String, Object> rule(JsonObject said, InstanceState instance) {
    Map<String, Object> out = PlainJson.of(said);
    out.put("since", instance.frame().startedAt().toString());
    out.put("processes", List.of(instance.frame().process()));
    return out;
  }

  /** The same rule, as two instances say. */
  private static Map<String, Object> merged(Map<String, Object> one, Map<String, Object> other) {
    Map<String, Object> out = new LinkedHashMap<>(one);
    out.put("alerts", alerts(one) + alerts(other));
    Instant since = Instant.parse((String) one.get("since"));
    Instant otherSince = Instant.parse((String) other.get("since"));
    out.put("since", (since.isBefore(otherSince) ? since : otherSince).toString());
    List<Object> processes = new ArrayList<>((List<?>) one.get("processes"));
    ((List<?>) other.get("processes"))
        .stream().filter(it -> !processes.contains(it)).forEach(processes::add);
    out.put("processes", processes);
    return out;
  }

  private static long alerts(Map<String, Object> rule) {
    return ((Number) rule.get("alerts")).longValue();
  }
}
