package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import net.jumptotech.orders.http.WireTypes.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * Holds the types of the page to the contract: the same fields, of the same types. The page may
 * expect less than is promised, a field that can be missing or any text for one of a list; never
 * more.
 */
final class WireTypesTest {

  private static final Map<?, ?> CONTRACT = contract();
  private static final WireTypes WIRE = wire();

  @ParameterizedTest
  @CsvSource({
    "OverviewFrame, Overview",
    "OrdersPage, OrderPage",
    "OrderDocument, OrderDocument",
    "Story, Story",
    "Summary, Summary",
    "System, System",
    "Breaches, Breaches",
    "OperationPage, Operations",
    "Session, Session",
    "FraudRules, FraudRules",
    "DeadLetter, DeadLetter",
    "DeadLetterPage, DeadLetterPage",
    "ImportReport, ImportReport",
    "ImportProblem, ImportProblem",
    "ImportMappings, ImportMappings",
  })
  void aTypeOfThePageIsTheSchemaOfTheContract(String type, String schema) {
    Map<String, TreeSet<String>> page = WIRE.shape(type).kinds;
    Map<String, TreeSet<String>> contract = shape(schema).kinds;
    assertThat(minus(page.keySet(), contract.keySet()))
        .filteredOn(path -> !contract.containsKey(path.replaceFirst("\\.\\w+$", ".*")))
        .as("in wire.ts only")
        .isEmpty();
    assertThat(minus(contract.keySet(), page.keySet())).as("in openapi.yaml only").isEmpty();
    contract.forEach(
        (path, promised) ->
            assertThat(expected(page.get(path), promised)).as(path).isEqualTo(promised));
  }

  /** What the page expects, without what it does but to be on the safe side. */
  private static Set<String> expected(Set<String> page, Set<String> promised) {
    Set<String> expected = new TreeSet<>(page);
    if (!promised.contains("absent")) {
      expected.remove("absent");
    }
    if (!promised.contains("string") && expected.remove("string")) {
      promised.stream().filter(kind -> kind.startsWith("'")).forEach(expected::add);
    }
    return expected;
  }

  private static Set<String> minus(Set<String> all, Set<String> some) {
    Set<String> rest = new TreeSet<>(all);
    rest.removeAll(some);
    return rest;
  }

  /** The frame of {@code ui.orders} alone is no answer; it is made of documents. */
  @Test
  void noTypeOfThePageIsLeftOut() throws Exception {
    TreeSet<String> held = new TreeSet<>(List.of("OrdersFrame"));
    CsvSource pairs =
        WireTypesTest.class
            .getDeclaredMethod("aTypeOfThePageIsTheSchemaOfTheContract", String.class, String.class)
            .getAnnotation(CsvSource.class);
    for (String pair : pairs.value()) {
      held.addAll(WIRE.shape(pair.split(",")[0]).names);
    }
    assertThat(held).containsAll(WIRE.interfaces());
  }

  private static Shape shape(String schema) {
    return shape(Map.of("$ref", "#/components/schemas/" + schema));
  }

  private static Shape shape(Map<?, ?> schema) {
    Shape shape = new Shape();
    if (schema.get("$ref") instanceof String ref) {
      shape.addAll(shape(resolved(ref)));
    }
    for (String parts : List.of("allOf", "anyOf", "oneOf")) {
      list(schema.get(parts)).forEach(part -> shape.addAll(shape((Map<?, ?>) part)));
    }
    list(schema.get("type")).forEach(type -> shape.add("", kind(type.toString())));
    list(schema.get("enum")).forEach(constant -> shape.add("", "'" + constant + "'"));
    if (schema.containsKey("enum")) {
      shape.kinds.get("").remove("string");
    }
    if (schema.get("properties") instanceof Map<?, ?> properties) {
      List<?> required = list(schema.get("required"));
      properties.forEach(
          (name, below) -> {
            Shape value = shape((Map<?, ?>) below);
            shape.with("." + name, required.contains(name) ? value : value.optional());
          });
    }
    if (schema.get("items") instanceof Map<?, ?> items) {
      shape.with("[]", shape(items));
    }
    Object more = schema.get("additionalProperties");
    if (more instanceof Map<?, ?> values) {
      shape.with(".*", shape(values));
    } else if (more instanceof Boolean any && any) {
      shape.add(".*", "unknown");
    }
    return shape;
  }

  private static Map<?, ?> resolved(String ref) {
    Map<?, ?> at = CONTRACT;
    for (String part : ref.substring(2).split("/")) {
      at = (Map<?, ?>) at.get(part);
    }
    return at;
  }

  private static String kind(String type) {
    return type.equals("integer") ? "number" : type;
  }

  private static List<?> list(Object value) {
    return value instanceof List<?> list ? list : value == null ? List.of() : List.of(value);
  }

  private static Map<?, ?> contract() {
    return new Yaml(new SafeConstructor(new LoaderOptions()))
        .load(text("src/main/resources/openapi.yaml"));
  }

  private static WireTypes wire() {
    return new WireTypes(text("src/main/webui/wire.ts"));
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException failed) {
      throw new AssertionError(failed);
    }
  }
}
