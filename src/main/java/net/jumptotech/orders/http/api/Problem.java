package net.jumptotech.orders.http.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;

/** Why a request is not served: the one error shape of the interface (RFC 9457). */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** A request of 1,000 wrong orders need not be told all of it. */
  private static final int MAX_ERRORS = 100;

  private static final String RETRY_AFTER_SECONDS = "1";

  private record Body(
      String type,
      String title,
      int status,
      String detail,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) List<InvalidEvent.Violation> errors) {}

  private final int status;
  private final transient List<InvalidEvent.Violation> errors;
  private final transient Map<String, String> headers;

  private Problem(
      int status,
      String detail,
      List<InvalidEvent.Violation> errors,
      Map<String, String> headers,
      Throwable cause) {
    super(detail, cause, false, false); // it is an answer, not a fault: nobody reads its stack
    this.status = status;
    this.errors = errors;
    this.headers = headers;
  }

  public static Problem of(int status, String detail) {
    return new Problem(status, detail, List.of(), Map.of(), null);
  }

  public static Problem of(int status, String detail, Map<String, String> headers) {
    return new Problem(status, detail, List.of(), headers, null);
  }

  /** What the sender did wrong, field by field. */
  public static Problem invalid(List<InvalidEvent.Violation> errors) {
    String first = errors.get(0).toString();
    String detail =
        errors.size() == 1
            ? "1 mistake: " + first
            : errors.size() + " mistakes, the first: " + first;
    return new Problem(
        400,
        detail,
        List.copyOf(errors.subList(0, Math.min(MAX_ERRORS, errors.size()))),
        Map.of(),
        null);
  }

  public static Problem invalid(String field, String message) {
    return invalid(List.of(new InvalidEvent.Violation(field, message)));
  }

  /**
   * Not the sender's fault, and likely to pass.
   *
   * @param cause for the log, never sent; null where the detail says all
   */
  public static Problem unavailable(String detail, Throwable cause) {
    return new Problem(503, detail, List.of(), Map.of("Retry-After", RETRY_AFTER_SECONDS), cause);
  }

  /** More than we can take on now; nothing was done. */
  public static Problem tooMany(String detail) {
    return tooMany(detail, 1);
  }

  /**
   * @param seconds after which to try again
   */
  public static Problem tooMany(String detail, long seconds) {
    return new Problem(429, detail, List.of(), Map.of("Retry-After", "" + seconds), null);
  }

  /** The same request is at work. */
  public static Problem inProgress(String detail) {
    return new Problem(409, detail, List.of(), Map.of("Retry-After", RETRY_AFTER_SECONDS), null);
  }

  public int status() {
    return status;
  }

  private Body body() {
    return new Body(
        "about:blank",
        HttpResponseStatus.valueOf(status).reasonPhrase(),
        status,
        getMessage(),
        errors);
  }

  public void send(RoutingContext context) {
    send(context.request().method(), context.response());
  }

  public void send(HttpMethod method, HttpServerResponse response) {
    headers.forEach(response::putHeader);
    response
        .setStatusCode(status)
        .putHeader(HttpHeaders.CONTENT_TYPE, "application/problem+json")
        .putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    Answer.end(method, response, Buffer.buffer(Json.bytes(body())));
  }
}
