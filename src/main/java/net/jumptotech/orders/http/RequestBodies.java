package net.jumptotech.orders.http;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.orders.OrderBody;
import net.jumptotech.orders.runtime.Shares;

/**
 * Reads the bodies of requests. All bodies that are being read or processed share a budget of
 * bytes, and one caller gets a part of it. A body counts as its bytes arrive, until its request is
 * answered. If nothing is left, a request is refused before its body is read. A body is abandoned
 * after 30 seconds, or after 5 if its room is needed. Used on one event loop.
 */
final class RequestBodies implements Handler<RoutingContext> {

  static final long MAX_SECONDS = 30;

  private static final long SLOW_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final long TICK_MS = 1_000;
  private static final int FIRST_BYTES = 1_024;
  private static final String BODY = "body";

  private final long budget;
  private final Shares bytes;
  private final LinkedHashSet<Reading> inProgress = new LinkedHashSet<>(); // oldest first

  RequestBodies(Vertx vertx, long budget, double each) {
    this.budget = budget;
    this.bytes = new Shares(budget, each);
    vertx.setPeriodic(TICK_MS, tick -> giveUpTheSlowest());
  }

  /** A sixteenth of the heap: once parsed, a body takes several times its size. */
  static long budgetOf(long heapBytes) {
    return Math.max(2 * OrderBody.MAX_BYTES, Math.min(32L << 20, heapBytes / 16));
  }

  /** The body that was read; empty if there is none. */
  static Buffer of(RoutingContext context) {
    Buffer body = context.get(BODY);
    return body == null ? Buffer.buffer() : body;
  }

  @Override
  public void handle(RoutingContext context) {
    HttpServerRequest request = context.request();
    long announced = announced(request);
    String expected = request.getHeader(HttpHeaders.EXPECT);
    if (announced > OrderBody.MAX_BYTES) {
      context.fail(tooLarge(Long.toString(announced)));
    } else if (expected != null && !expected.equalsIgnoreCase("100-continue")) {
      context.fail(
          Problem.of(
              417,
              "Expect: expected 100-continue, was \"" + ParameterRules.shown(expected) + "\""));
    } else {
      Reading reading = new Reading(context);
      if (!reading.fits(announced)) {
        context.fail(noRoom());
        return;
      }
      if (expected != null && request.version() != HttpVersion.HTTP_1_0) {
        context.response().writeContinue();
      }
      reading.start(announced);
    }
  }

  /** 0 if the length is not given. */
  private static long announced(HttpServerRequest request) {
    String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
    return length == null
        ? 0
        : Long.parseLong(length.strip()); // Netty has already refused invalid lengths
  }

  private static Problem tooLarge(String size) {
    return Problem.of(
        413, "The body: expected at most " + OrderBody.MAX_BYTES + " bytes, was " + size + ".");
  }

  private Problem noRoom() {
    return Problem.unavailable(
        bytes.total()
            + " bytes of requests are already being read or waiting for Kafka, the limit is "
            + budget
            + ", and one caller gets only part of it. Send the request again.",
        null);
  }

  private void giveUpTheSlowest() {
    long now = System.nanoTime();
    Iterator<Reading> oldest = inProgress.iterator();
    while (oldest.hasNext()) {
      Reading reading = oldest.next();
      if (now - reading.since < TimeUnit.SECONDS.toNanos(MAX_SECONDS)) {
        return;
      }
      oldest.remove();
      reading.end(
          Problem.of(408, "The body: expected to be complete within " + MAX_SECONDS + " seconds."));
    }
  }

  /** One body that is being read. */
  private final class Reading {

    private final RoutingContext context;
    private final String address;
    private final long since = System.nanoTime();
    private Buffer body = Buffer.buffer(FIRST_BYTES);
    private long taken;
    private boolean ended;

    Reading(RoutingContext context) {
      this.context = context;
      this.address =
          Client.caller(
              Access.of(context), Shares.address(context.request().connection().remoteAddress()));
    }

    /** Whether this many more bytes fit, if necessary by abandoning slower bodies. */
    boolean fits(long more) {
      boolean fits = take(more);
      if (fits) {
        give(more);
      }
      return fits;
    }

    private boolean take(long more) {
      while (!bytes.take(address, more)) {
        Iterator<Reading> oldest = inProgress.iterator();
        Reading slow = oldest.hasNext() ? oldest.next() : null;
        if (slow == null || slow == this || System.nanoTime() - slow.since < SLOW_NANOS) {
          return false;
        }
        oldest.remove();
        slow.end(noRoom());
      }
      taken += more;
      return true;
    }

    private void give(long less) {
      bytes.give(address, less);
      taken -= less;
    }

    void start(long announced) {
      inProgress.add(this);
      context.addEndHandler(
          answered -> {
            inProgress.remove(this);
            give(taken);
          });
      context
          .request()
          .exceptionHandler(broken -> end(Problem.of(400, "The body is incomplete or malformed.")))
          .endHandler(whole -> complete())
          .handler(this::append);
    }

    private void append(Buffer part) {
      if (ended) {
        return;
      }
      if (body.length() + part.length() > OrderBody.MAX_BYTES) {
        end(tooLarge("more"));
      } else if (take(part.length())) {
        body.appendBuffer(part);
      } else {
        end(noRoom());
      }
    }

    private void complete() {
      if (!ended) {
        ended = true;
        inProgress.remove(this);
        context.put(BODY, body);
        body = null;
        context.next();
      }
    }

    private void end(Problem why) {
      if (!ended) {
        ended = true;
        inProgress.remove(this);
        body = null;
        context.fail(why);
      }
    }
  }
}
