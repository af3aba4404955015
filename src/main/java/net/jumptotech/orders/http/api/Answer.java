package net.jumptotech.orders.http.api;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import net.jumptotech.orders.event.Json;

/** What an endpoint answers when nothing went wrong. */
public record Answer(int status, String contentType, Buffer body, Map<String, String> headers)
    implements Sendable {

  private static final String JSON = "application/json";

  public Answer(int status, String contentType, Buffer body) {
    this(status, contentType, body, Map.of());
  }

  public static Answer ok(Record json) {
    return json(200, json);
  }

  public static Answer json(int status, Record json) {
    return new Answer(status, JSON, Buffer.buffer(Json.bytes(json)));
  }

  /** An order, which has whatever fields its sender gave it. */
  public static Answer ok(Map<String, Object> order) {
    return new Answer(200, JSON, Buffer.buffer(Json.bytes(order)));
  }

  public Answer with(String header, String value) {
    return new Answer(status, contentType, body, Map.of(header, value));
  }

  /** Answers a HEAD request too: it gets the headers alone. */
  @Override
  public void send(RoutingContext context) {
    HttpServerResponse response =
        context
            .response()
            .setStatusCode(status)
            .putHeader(HttpHeaders.CONTENT_TYPE, contentType)
            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    headers.forEach(response::putHeader);
    end(context.request().method(), response, body);
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
