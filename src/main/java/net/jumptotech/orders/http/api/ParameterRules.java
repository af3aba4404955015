package net.jumptotech.orders.http.api;

import io.vertx.core.MultiMap;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Shown;

/**
 * Checks the parameters of one operation by the schemas of the contract.
 *
 * <p>The router builder's own validation gives the same result, but stops at the first mistake,
 * does not name the value, takes the first of a repeated parameter, accepts unknown ones, and hops
 * to a worker thread. So it is disabled, and its schema validator is used here.
 */
public final class ParameterRules {

  private static final int SHOWN = 64;

  /** Of an operation that others make links to, with parameters of their own. */
  private static final String OTHERS_TOO = "x-other-parameters";

  private static final String DECIMAL = "-?\\d{1,18}(\\.\\d{1,18})?";

  private final Map<String, Rule> rules = new LinkedHashMap<>();
  private final List<String> known;
  private final boolean othersToo;

  public ParameterRules(Operation operation, SchemaRepository schemas) {
    for (Parameter parameter : operation.getParameters()) {
      rules.put(parameter.getName(), new Rule(parameter, schemas.validator(parameter.getSchema())));
    }
    known =
        rules.values().stream()
            .filter(rule -> rule.parameter.getIn() == Location.QUERY)
            .map(rule -> rule.parameter.getName())
            .toList();
    this.othersToo = Boolean.TRUE.equals(operation.getOpenAPIModel().getValue(OTHERS_TOO));
  }

  /**
   * @throws Problem 400, naming every wrong parameter
   */
  public Parameters check(Map<String, String> path, MultiMap query, MultiMap headers) {
    List<InvalidEvent.Violation> mistakes = new ArrayList<>();
    Map<String, Object> values = new LinkedHashMap<>();
    for (String name : query.names()) {
      if (!othersToo && !known.contains(name)) {
        mistakes.add(new InvalidEvent.Violation(shown(name), unknown(query.get(name))));
      }
    }
    for (Map.Entry<String, Rule> rule : rules.entrySet()) {
      String name = rule.getKey();
      List<String> given =
          switch (rule.getValue().parameter.getIn()) {
            case PATH -> List.of(path.get(name));
            case HEADER -> headers.getAll(name);
            default -> query.getAll(name);
          };
      if (given.size() > 1) {
        mistakes.add(
            new InvalidEvent.Violation(
                name, "expected once, was given " + given.size() + " times"));
      } else if (given.size() == 1) {
        try {
          values.put(name, rule.getValue().value(given.get(0)));
        } catch (IllegalArgumentException wrong) {
          mistakes.add(new InvalidEvent.Violation(name, wrong.getMessage()));
        }
      } else if (rule.getValue().fallback() != null) {
        values.put(name, rule.getValue().fallback());
      }
    }
    if (!mistakes.isEmpty()) {
      throw Problem.invalid(mistakes);
    }
    return new Parameters(values);
  }

  private String unknown(String value) {
    String expected = known.isEmpty() ? "expected none" : "expected one of " + known;
    return "unknown parameter, " + expected + ", was given as \"" + shown(value) + "\"";
  }

  public static String shown(String text) {
    return Shown.cut(text, SHOWN);
  }

  private record Rule(Parameter parameter, Validator validator) {

    /**
     * @throws IllegalArgumentException saying what was expected and what was found
     */
    Object value(String text) {
      Object value = typed(text);
      if (value != null && validator.validate(value).getValid()) {
        return value;
      }
      throw new IllegalArgumentException(
          "expected " + expected() + ", was \"" + shown(text) + "\"");
    }

    /** Null if the text is not of the schema's type. */
    private Object typed(String text) {
      return switch (parameter.getSchemaType()) {
        case INTEGER -> text.matches("-?\\d{1,18}") ? new BigInteger(text).longValue() : null;
        case NUMBER -> text.matches(DECIMAL) ? new BigDecimal(text) : null;
        case BOOLEAN ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> null;
            };
        default -> text;
      };
    }

    Object fallback() {
      Object fallback = schema().getValue("default");
      return fallback instanceof Integer number ? Long.valueOf(number) : fallback;
    }

    private String expected() {
      JsonArray constants = schema().getJsonArray("enum");
      if (constants != null) {
        return "one of " + constants.getList();
      }
      return switch (parameter.getSchemaType()) {
        case INTEGER ->
            "a whole number from "
                + schema().getValue("minimum")
                + " to "
                + schema().getValue("maximum");
        case NUMBER ->
            "a number from " + schema().getValue("minimum") + " to " + schema().getValue("maximum");
        case BOOLEAN -> "true or false";
        default -> schema().getString("x-expected", "text");
      };
    }

    private JsonObject schema() {
      return parameter.getOpenAPIModel().getJsonObject("schema");
    }
  }
}
