package net.jumptotech.orders.http.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;

/** Lists the mappings that a request may name. Used on one event loop. */
final class ImportMappings {

  private final Vertx vertx;
  private final ImportOptions options;
  private Future<Answer> answer; // null until the first one asks; they never change

  private record Listed(
      String name, String format, List<String> needs, boolean takesValues, String note) {}

  private record All(List<Listed> mappings) {}

  ImportMappings(Vertx vertx, ImportOptions options) {
    this.vertx = vertx;
    this.options = options;
  }

  Future<Answer> list() {
    if (answer == null) {
      answer = vertx.executeBlocking(() -> Answer.ok(new All(all())));
    }
    return answer;
  }

  /** Those of the operator first. Blocks: the others are read. */
  private List<Listed> all() {
    List<Listed> all = new ArrayList<>();
    new TreeMap<>(options.mappings()).forEach((name, it) -> all.add(listed(name, it, false)));
    for (String name : Mappings.PRESETS) {
      if (!options.mappings().containsKey(name)) {
        all.add(listed(name, Mappings.preset(name), true));
      }
    }
    return all;
  }

  private static Listed listed(String name, Mapping mapping, boolean takesValues) {
    return new Listed(
        name,
        mapping.layout().json() ? "json" : "csv",
        mapping.lacking(),
        takesValues,
        mapping.note());
  }
}
