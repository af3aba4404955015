package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The query service of all nodes. What it answers is up to the test's {@link Script}; the protocol
 * of prepared statements is its own affair, so the script sees each statement's text always. What a
 * script throws is an internal error (5000) to the client.
 *
 * <p>Methods may be called on any thread.
 */
public final class QueryPeer {

  private static final String PREPARE = "PREPARE ";

  private final Vertx vertx;
  private final String authorization;
  private final Queue<JsonObject> requests = new ConcurrentLinkedQueue<>();
  private final Map<String, String> prepared = new ConcurrentHashMap<>();
  private final AtomicInteger names = new AtomicInteger();
  private volatile Script script = (statement, parameters) -> rows(List.of());

  /** How a test answers statements. It may wait: each call has a worker thread. */
  @FunctionalInterface
  public interface Script {
    /**
     * @param parameters named ones under their names with the dollar sign
     */
    Answer answer(String statement, JsonObject parameters);
  }

  /** Made by the methods of {@link QueryPeer}. */
  @FunctionalInterface
  public interface Answer {
    void give(JsonObject response, HttpServerRequest request);
  }

  QueryPeer(Vertx vertx, String username, String password) {
    this.vertx = vertx;
    authorization =
        "Basic " + Base64.getEncoder().encodeToString((username + ":" + password).getBytes());
  }

  /** The rows that the statement selects. */
  public static Answer rows(List<?> rows) {
    return (response, request) ->
        end(
            request,
            200,
            response
                .put("signature", new JsonObject().put("*", "*"))
                .put("results", new JsonArray(rows))
                .put("status", "success"));
  }

  /**
   * @param code of the query service, such as 3000 for a syntax error
   */
  public static Answer error(int code, String message, int httpStatus) {
    JsonObject error = new JsonObject().put("code", code).put("msg", message);
    return (response, request) ->
        end(
            request,
            httpStatus,
            response.put("errors", new JsonArray().add(error)).put("status", "fatal"));
  }

  /** The connection breaks instead of an answer. */
  public static Answer cut() {
    return (response, request) -> request.connection().close();
  }

  /** No answer ever comes. */
  public static Answer silence() {
    return (response, request) -> {};
  }

  /** From now on; until then every statement selects nothing. */
  public void answerBy(Script script) {
    this.script = script;
  }

  /** The body of every request so far, as the client sent it. */
  public List<JsonObject> requests() {
    return List.copyOf(requests);
  }

  /** As a node does that is started anew: clients must prepare again. */
  public void forgetPrepared() {
    prepared.clear();
  }

  /** As new. */
  void reset() {
    script = (statement, parameters) -> rows(List.of());
    prepared.clear();
    requests.clear();
  }

  void handle(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer bytes) {
    JsonObject body = bytes.toJsonObject();
    requests.add(body);
    JsonObject response =
        new JsonObject()
            .put("requestID", "request-" + names.incrementAndGet())
            .put("clientContextID", body.getString("client_context_id"));
    if (!authorization.equals(request.getHeader("Authorization"))) {
      error(13014, "User does not have credentials to run queries", 401).give(response, request);
      return;
    }
    if (isPreparationAlone(body)) {
      rows(List.of(prepared(body))).give(response, request);
      return;
    }
    String statement = statement(body, response);
    if (statement == null) {
      error(4040, "No such prepared statement: " + body.getString("prepared"), 404)
          .give(response, request);
      return;
    }
    vertx
        .executeBlocking(() -> script.answer(statement, parameters(body)), false)
        .recover(failed -> Future.succeededFuture(error(5000, failed.toString(), 500)))
        .onSuccess(answer -> answer.give(response, request));
  }

  /** A client that does not know yet what this cluster can do prepares in a step of its own. */
  private static boolean isPreparationAlone(JsonObject body) {
    return body.getString("statement", "").startsWith(PREPARE)
        && !body.getBoolean("auto_execute", false);
  }

  private JsonObject prepared(JsonObject body) {
    String name = "prepared-" + names.incrementAndGet();
    prepared.put(name, body.getString("statement").substring(PREPARE.length()));
    return new JsonObject().put("name", name).put("encoded_plan", "plan of " + name);
  }

  /** The text without PREPARE, which it does at once; null if nothing is prepared by that name. */
  private String statement(JsonObject body, JsonObject response) {
    String text = body.getString("statement");
    if (text == null) {
      return prepared.get(body.getString("prepared"));
    }
    if (!text.startsWith(PREPARE)) {
      return text;
    }
    String name = "prepared-" + names.incrementAndGet();
    prepared.put(name, text.substring(PREPARE.length()));
    response.put("prepared", name);
    return text.substring(PREPARE.length());
  }

  private static JsonObject parameters(JsonObject body) {
    JsonObject named = new JsonObject();
    body.forEach(
        field -> {
          if (field.getKey().startsWith("$")) {
            named.put(field.getKey(), field.getValue());
          }
        });
    return named;
  }

  private static void end(HttpServerRequest request, int status, JsonObject body) {
    HttpServerResponse response = request.response();
    response
        .setStatusCode(status)
        .putHeader("Content-Type", "application/json")
        .end(body.put("metrics", new JsonObject()).toBuffer());
  }
}
