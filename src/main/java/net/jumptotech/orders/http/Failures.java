package net.jumptotech.orders.http;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import net.jumptotech.orders.http.api.Problem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a {@link Problem}, and logs what is our fault. */
final class Failures implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  private final Rarely warnings = new Rarely();
  private final Rarely errors = new Rarely();

  /** When Kafka is away every request fails: one line in so many nanoseconds says it. */
  private static final class Rarely {
    private static final long EVERY_NS = 5_000_000_000L;

    private long loggedAt = System.nanoTime() - EVERY_NS;
    private long unlogged;

    /** Whether it is to be logged; how many were not since is in {@link #unlogged} then. */
    boolean isDue() {
      long now = System.nanoTime();
      if (now - loggedAt < EVERY_NS) {
        unlogged++;
        return false;
      }
      loggedAt = now;
      return true;
    }

    long unlogged() {
      long before = unlogged;
      unlogged = 0;
      return before;
    }
  }

  @Override
  public void handle(RoutingContext context) {
    Problem problem = problem(context);
    if (problem.getCause() != null && warnings.isDue()) {
      LOG.warn(
          "{} {} answered {}: {} ({} more since the last such line)",
          context.request().method(),
          context.normalizedPath(),
          problem.status(),
          String.valueOf(problem.getCause()),
          warnings.unlogged());
    }
    if (context.response().headWritten()) {
      context.request().connection().close(); // too late to say it: break off
      return;
    }
    if (isBeingSent(context.request())) { // nobody will read the rest of it
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    problem.send(context);
  }

  private static boolean isBeingSent(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    boolean hasBody =
        length == null
            ? request.headers().contains(HttpHeaders.TRANSFER_ENCODING)
            : !length.equals("0");
    return hasBody && !request.isEnded();
  }

  private Problem problem(RoutingContext context) {
    Throwable cause = context.failure();
    if (cause instanceof Problem problem) {
      return problem;
    }
    int status = cause instanceof HttpException http ? http.getStatusCode() : context.statusCode();
    if (status >= 400 && status < 500) {
      String reason = cause == null ? null : cause.getMessage();
      return Problem.of(status, reason == null ? "This request could not be read." : reason);
    }
    if (cause instanceof HttpClosedException || cause instanceof DecoderException) {
      return Problem.of(400, "The request is incomplete or malformed.");
    }
    if (cause != null && errors.isDue()) {
      LOG.error(
          "{} {} failed ({} more since the last such line)",
          context.request().method(),
          context.normalizedPath(),
          errors.unlogged(),
          cause);
    }
    return Problem.of(500, "Something went wrong in this server; see its log.");
  }
}
