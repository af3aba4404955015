package net.jumptotech.orders.http.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.function.Function;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.PersonalFields;

/**
 * What an endpoint answers when nothing went wrong. JSON is written when it is sent, without the
 * personal fields that are hidden from its receiver ({@link Hidden}).
 *
 * @param body by what is hidden
 */
public record Answer(
    int status,
    String contentType,
    Function<PersonalFields, Buffer> body,
    Map<String, String> headers)
    implements Sendable {

  private static final String JSON = "application/json";

  /** An answer in which nothing is personal, or all of it came from its receiver. */
  public Answer(int status, String contentType, Buffer body) {
    this(status, contentType, hidden -> body, Map.of());
  }

  public static Answer ok(Record json) {
    return json(200, json);
  }

  public static Answer json(int status, Record json) {
    return written(status, json);
  }

  /** An order, which has whatever fields its sender gave it. */
  public static Answer ok(Map<String, Object> order) {
    return written(200, order);
  }

  /** What its receiver has just sent, of which nothing is hidden. */
  public static Answer own(Record json) {
    return new Answer(200, JSON, Buffer.buffer(Json.bytes(json)));
  }

  private static Answer written(int status, Object json) {
    return new Answer(status, JSON, hidden -> Buffer.buffer(Json.bytes(json, hidden)), Map.of());
  }

  public Answer with(String header, String value) {
    return new Answer(status, contentType, body, Map.of(header, value));
  }

  /** How many bytes it has if nothing is hidden. */
  public int length() {
    return body.apply(PersonalFields.NONE).length();
  }

  /** Answers a HEAD request too: it gets the headers alone. */
  @Override
  public void send(RoutingContext context) {
    Buffer bytes = body.apply(Hidden.from(context));
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.forEach(response::putHeader);
    end(context.request().method(), response, bytes);
  }

  /** A HEAD request is told how long the body would have been. */
  static void end(HttpMethod method, HttpServerResponse response, Buffer body) {
    if (method == HttpMethod.HEAD) {
      response.putHeader(HttpHeaders.CONTENT_LENGTH, Integer.toString(body.length())).end();
    } else {
      response.end(body);
    }
  }
}
