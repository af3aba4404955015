package net.jumptotech.orders.cli.bench.compare;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import net.jumptotech.orders.cli.bench.compare.Comparison.Reference;
import net.jumptotech.orders.cli.bench.compare.Result.Verdict;
import net.jumptotech.orders.runtime.Numbers;

/** All that was measured, as lines for people and as JSON (docs/bench.md) for programs. */
public final class Report {

  private final JsonObject json;
  private final JsonArray comparisons = new JsonArray();
  private final JsonArray notMeasured = new JsonArray();
  private final List<Verdict> verdicts = new ArrayList<>();

  /**
   * @param options that the user chose, or the defaults
   */
  public Report(Machine machine, Instant started, JsonObject options) {
    json =
        new JsonObject()
            .put("started_at", started.toString())
            .put("machine", machine.json())
            .put("options", options)
            .put("comparisons", comparisons)
            .put("not_measured", notMeasured);
  }

  /** As the document that {@code --json} prints. */
  public JsonObject json() {
    return json;
  }

  /** Notes what could not be measured, and puts it in words. */
  public List<String> addMissing(String part, String why) {
    notMeasured.add(new JsonObject().put("part", part).put("why", why));
    return List.of("%s: not measured, %s".formatted(part, why));
  }

  /** Notes the results of a comparison, and puts them in words. */
  public List<String> add(String part, Comparison comparison, List<Result> results, Duration took) {
    JsonObject noted =
        new JsonObject()
            .put("part", part)
            .put("name", comparison.name())
            .put("reference", comparison.reference().map(Reference::name).orElse(null))
            .put("seconds", Figures.rounded(took.toMillis() / 1e3));
    results.stream().findFirst().ifPresent(any -> noted.put("noise", any.noise().json()));
    JsonArray measures = new JsonArray();
    results.forEach(each -> measures.add(each.json()));
    comparisons.add(noted.put("measures", measures));
    results.forEach(each -> each.verdict().ifPresent(verdicts::add));
    return lines(comparison, results, took);
  }

  private static List<String> lines(Comparison comparison, List<Result> results, Duration took) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "%s%s"
            .formatted(
                comparison.name(),
                comparison.reference().map(it -> "; the reference is " + it.name()).orElse("")));
    results.forEach(each -> lines.add("  " + text(each)));
    Set<String> reasons = new LinkedHashSet<>();
    results.stream()
        .filter(it -> it.verdict().isPresent())
        .forEach(it -> reasons.addAll(it.reasons()));
    reasons.forEach(reason -> lines.add("  no verdict: " + reason));
    if (!results.isEmpty()) {
      lines.add(
          "  noise: %s; took %s".formatted(results.get(0).noise().text(), Numbers.duration(took)));
    }
    return lines;
  }

  private static String text(Result result) {
    Measure measure = result.measure();
    StringBuilder text = new StringBuilder();
    text.append(
        "%s: %s %s%s"
            .formatted(
                measure.name(),
                Figures.number(result.values().median()),
                measure.unit(),
                range(result.values())));
    result
        .reference()
        .ifPresent(
            it ->
                text.append(", reference %s%s".formatted(Figures.number(it.median()), range(it))));
    result
        .ratios()
        .ifPresent(
            it -> text.append("; ratio %s%s".formatted(Figures.number(it.median()), range(it))));
    measure
        .target()
        .ifPresent(
            it ->
                text.append(
                    "; target %s: %s"
                        .formatted(
                            it.text(measure.unit()), result.verdict().orElseThrow().text())));
    return text.toString();
  }

  private static String range(Series series) {
    return series.values().size() == 1
        ? ""
        : " (%s to %s)".formatted(Figures.number(series.least()), Figures.number(series.most()));
  }

  /** The verdicts of all measures that have a target. */
  public List<Verdict> verdicts() {
    return verdicts;
  }
}
