package net.jumptotech.orders.http;

import io.vertx.core.Handler;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns whatever went wrong into a {@link Problem}, and logs what is our fault. */
final class Failures implements Handler<RoutingContext> {

  private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

  /** When Kafka is away every request fails: one line in so many nanoseconds says it. */
  private static final long LOG_EVERY_NS = 5_000_000_000L;

  private long loggedAt = System.nanoTime() - LOG_EVERY_NS;
  private long unlogged;

  @Override
  public void handle(RoutingContext context) {
    Problem problem = problem(context);
    if (problem.getCause() != null) {
      logOnceInAWhile(context, problem);
    }
    if (context.response().headWritten()) {
      context.request().connection().close(); // too late to say it: break off
    } else {
      problem.send(context);
    }
  }

  private static Problem problem(RoutingContext context) {
    Throwable cause = context.failure();
    if (cause instanceof Problem problem) {
      return problem;
    }
    int status = cause instanceof HttpException http ? http.getStatusCode() : context.statusCode();
    if (status == 413) {
      return Problem.of(
          413,
          "The body is larger than " + OrderBody.MAX_BYTES + " bytes.",
          Map.of("Connection", "close")); // rather than read what is left of it
    }
    if (status >= 400 && status < 500) {
      String reason = cause == null ? null : cause.getMessage();
      return Problem.of(status, reason == null ? "This request cannot be read." : reason);
    }
    if (cause != null) {
      LOG.error("{} {} failed", context.request().method(), context.normalizedPath(), cause);
    }
    return Problem.of(500, "Something is wrong in this server; its log says what.");
  }

  private void logOnceInAWhile(RoutingContext context, Problem problem) {
    long now = System.nanoTime();
    if (now - loggedAt < LOG_EVERY_NS) {
      unlogged++;
      return;
    }
    LOG.warn(
        "{} {} answered {}: {} ({} more since the last such line)",
        context.request().method(),
        context.normalizedPath(),
        problem.status(),
        String.valueOf(problem.getCause()),
        unlogged);
    loggedAt = now;
    unlogged = 0;
  }
}
