package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchema;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.OutputUnit;
import io.vertx.json.schema.Validator;
import io.vertx.openapi.contract.Operation;
import java.net.http.HttpRequest;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Holds every answer of a test against {@code openapi.yaml}. */
final class ContractCheck {

  /** Given to whoever asks for what the contract does not have. */
  private static final Set<Integer> OUTSIDE = Set.of(405, 421);

  private final Contract contract;
  private final JsonObject json;
  private final Map<String, Validator> validators = new ConcurrentHashMap<>();

  ContractCheck(Contract contract) {
    this.contract = contract;
    this.json = contract.json().toJsonObject();
  }

  void check(HttpRequest request, TestServer.Reply reply) {
    String type = reply.header("Content-Type").split(";")[0];
    Operation operation =
        contract
            .openApi()
            .findOperation(request.uri().getPath(), HttpMethod.valueOf(request.method()));
    if (operation == null || OUTSIDE.contains(reply.status())) {
      if (isJson(type) && !request.method().equals("HEAD")) {
        validate(problem(), reply);
      }
      return;
    }
    String what = operation.getOperationId() + " answered " + reply.status();
    JsonObject responses =
        json.getJsonObject("paths")
            .getJsonObject(operation.getOpenAPIPath())
            .getJsonObject(operation.getHttpMethod().name().toLowerCase(java.util.Locale.ROOT))
            .getJsonObject("responses");
    JsonObject response = responses.getJsonObject(Integer.toString(reply.status()));
    assertThat(response).as(what).isNotNull();
    JsonObject content = resolved(response).getJsonObject("content");
    assertThat(content.fieldNames()).as(what).contains(type);
    if (isJson(type)) {
      validate(content.getJsonObject(type).getJsonObject("schema"), reply);
    }
    if (resolved(response).getJsonObject("headers", new JsonObject()).containsKey("Retry-After")) {
      assertThat(reply.header("Retry-After")).as(what).matches("\\d+");
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }

  private JsonObject problem() {
    return new JsonObject().put("$ref", "#/components/schemas/Problem");
  }

  private JsonObject resolved(JsonObject node) {
    String ref = node.getString("$ref");
    if (ref == null) {
      return node;
    }
    JsonObject at = json;
    for (String part : ref.substring(2).split("/")) {
      at = at.getJsonObject(part);
    }
    return at;
  }

  private void validate(JsonObject schema, TestServer.Reply reply) {
    Validator validator = validators.computeIfAbsent(schema.encode(), any -> validator(schema));
    OutputUnit verdict = validator.validate(new JsonObject(reply.text()));
    assertThat(verdict.getValid())
        .as("%s breaks %s: %s", reply.text(), schema.encode(), verdict.toJson().encodePrettily())
        .isTrue();
  }

  private Validator validator(JsonObject schema) {
    return Validator.create(
        JsonSchema.of((JsonObject) inlined(schema)),
        new JsonSchemaOptions()
            .setBaseUri("https://orders.test")
            .setDraft(Draft.DRAFT202012)
            .setOutputFormat(OutputFormat.Basic));
  }

  /** With every reference replaced by what it names; none names what it is in. */
  private Object inlined(Object node) {
    if (node instanceof JsonObject object) {
      JsonObject out = new JsonObject();
      for (Map.Entry<String, Object> each : resolved(object)) {
        out.put(each.getKey(), inlined(each.getValue()));
      }
      return out;
    }
    if (node instanceof JsonArray array) {
      JsonArray out = new JsonArray();
      array.forEach(each -> out.add(inlined(each)));
      return out;
    }
    return node;
  }
}
