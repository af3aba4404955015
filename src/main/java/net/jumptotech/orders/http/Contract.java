package net.jumptotech.orders.http;

import io.vertx.config.yaml.YamlProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.MediaType;
import io.vertx.openapi.contract.OpenAPIContract;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.http.access.ContractRights;

/**
 * The interface that {@code openapi.yaml} describes: the text that is served, and the contract for
 * the router.
 *
 * @param bodies media types of the bodies that an operation takes, by its id
 * @param rights that an operation needs, by its id; empty if it needs none
 */
record Contract(
    Buffer yaml,
    Buffer json,
    OpenAPIContract openApi,
    Map<String, List<String>> bodies,
    Map<String, Optional<Right>> rights) {

  private static final String RESOURCE = "openapi.yaml";

  /**
   * @return fails if the file breaks OpenAPI 3.1, naming the place
   */
  static Future<Contract> load(Vertx vertx) {
    return vertx
        .fileSystem()
        .readFile(RESOURCE)
        .compose(
            yaml ->
                new YamlProcessor()
                    .process(vertx, new JsonObject(), yaml)
                    .compose(
                        json ->
                            OpenAPIContract.from(vertx, forRouter(json))
                                .map(
                                    openApi ->
                                        new Contract(
                                            yaml,
                                            json.toBuffer(),
                                            openApi,
                                            bodies(json),
                                            rights(json)))));
  }

  private static Map<String, List<String>> bodies(JsonObject contract) {
    Map<String, List<String>> bodies = new HashMap<>();
    for (JsonObject operation : operations(contract)) {
      if (operation.containsKey("requestBody")) {
        JsonObject content = operation.getJsonObject("requestBody").getJsonObject("content");
        bodies.put(operation.getString("operationId"), List.copyOf(content.fieldNames()));
      }
    }
    return bodies;
  }

  private static Map<String, Optional<Right>> rights(JsonObject contract) {
    Map<String, Optional<Right>> rights = new HashMap<>();
    for (JsonObject operation : operations(contract)) {
      rights.put(operation.getString("operationId"), ContractRights.of(operation));
    }
    return rights;
  }

  private static List<JsonObject> operations(JsonObject contract) {
    List<JsonObject> operations = new ArrayList<>();
    JsonObject paths = contract.getJsonObject("paths");
    for (String path : paths.fieldNames()) {
      paths.getJsonObject(path).forEach(method -> operations.add((JsonObject) method.getValue()));
    }
    return operations;
  }

  /**
   * vertx-openapi 5.0 refuses a contract with media types that it cannot validate, among them
   * problem details (RFC 9457) and pages. It does so even for answers, which it does not validate
   * for us. So it gets the contract without them; and without {@code security}, which {@code
   * Access} asks for, or it would mount handlers of its own.
   */
  private static JsonObject forRouter(JsonObject contract) {
    JsonObject copy = contract.copy();
    dropUnknownMediaTypes(copy);
    operations(copy).forEach(operation -> operation.remove("security"));
    return copy;
  }

  private static void dropUnknownMediaTypes(Object node) {
    if (node instanceof JsonObject object) {
      if (object.getValue("content") instanceof JsonObject content) {
        List.copyOf(content.fieldNames()).stream()
            .filter(type -> !MediaType.isMediaTypeSupported(type))
            .forEach(content::remove);
      }
      for (Map.Entry<String, Object> entry : object) {
        dropUnknownMediaTypes(entry.getValue());
      }
    } else if (node instanceof JsonArray array) {
      array.forEach(Contract::dropUnknownMediaTypes);
    }
  }
}
