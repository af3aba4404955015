package net.jumptotech.orders.http;

import io.netty.handler.codec.DecoderException;
import io.vertx.core.Handler;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.operations.Recorder;
import net.jumptotech.orders.runtime.LogFields;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** Turns failures into a {@link Problem}, and logs those that are our fault. */
final class Failures implements Handler<RoutingContext> {

  private static final Logger log = LoggerFactory.getLogger(Failures.class);

  private final Recorder recorder;

  Failures(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public void handle(RoutingContext context) {
    Problem problem = problem(context);
    if (problem.status() == 401 || problem.status() == 403) {
      recorder.refused(Requester.client(context), Requester.operation(context), problem);
    }
    if (problem.getCause() != null) {
      about(context, log.atWarn())
          .log("{} {} answered {}: {}", problem.status(), String.valueOf(problem.getCause()));
    }
    if (context.response().headWritten()) {
      context.request().connection().close(); // too late for an error answer: break off
      return;
    }
    if (isBeingSent(context.request())) { // nobody will read the rest of it
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    problem.send(context);
  }

  /** A line whose first two arguments are method and path. */
  private static LoggingEventBuilder about(RoutingContext context, LoggingEventBuilder line) {
    String path = context.normalizedPath();
    String id = context.pathParam("id");
    LoggingEventBuilder about =
        line.addArgument(context.request().method())
            .addArgument(path)
            .addKeyValue(LogFields.PATH, path);
    return id == null ? about : about.addKeyValue(LogFields.ORDER_ID, id);
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
    if (cause != null) {
      about(context, log.atError()).setCause(cause).log("{} {} failed");
    }
    return Problem.of(500, "Something went wrong in this server; see its log.");
  }
}
