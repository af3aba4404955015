package net.jumptotech.orders.cli.bench;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/**
 * Posts orders to one server over keep-alive connections, from one event loop. Anything but 202
 * ends it, except that a sender with a key may be told that it sends too much (429). Used by one
 * thread that may block.
 */
final class HttpLoad implements AutoCloseable {

  private static final int ACCEPTED = 202;
  private static final int TOO_MANY = 429;
  private static final int SILENT_SECONDS = 30;
  private static final int DIGITS = 3;

  private final Vertx vertx;
  private final int connections;
  private final Supplier<Buffer> bodies;
  private final HttpClient client;
  private final RequestOptions target;
  private final boolean hasKey;
  private final AtomicLong accepted = new AtomicLong();

  /**
   * @param page of the server: {@code http://127.0.0.1:8000/}
   * @param bodies one for each request; asked on the event loop
   */
  HttpLoad(Vertx vertx, String page, int connections, Supplier<Buffer> bodies) {
    this(vertx, page, connections, bodies, Optional.empty());
  }

  /**
   * @param key of the sender
   */
  HttpLoad(
      Vertx vertx, String page, int connections, Supplier<Buffer> bodies, Optional<String> key) {
    this.vertx = vertx;
    this.connections = connections;
    this.bodies = bodies;
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setIdleTimeout(SILENT_SECONDS)
                .setIdleTimeoutUnit(TimeUnit.SECONDS),
            new PoolOptions().setHttp1MaxSize(connections));
    this.target =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(page + "api/orders")
            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    key.ifPresent(it -> target.putHeader(HttpHeaders.AUTHORIZATION, "Bearer " + it));
    this.hasKey = key.isPresent();
  }

  /** Requests so far that were not refused. */
  long accepted() {
    return accepted.get();
  }

  /**
   * Sends the next request on each connection when the one before it is answered.
   *
   * @return the requests, from the first answer to the last
   */
  Pace closedLoop(int requests, Duration longest) {
    ClosedLoop loop = new ClosedLoop(requests, longest.toNanos());
    vertx.runOnContext(start -> loop.start());
    return loop.done.future().await();
  }

  /**
   * Sends each request at its time, whatever became of those before it. One that has to wait for a
   * connection is late, and that is part of its latency.
   *
   * @return from the time at which a request was to be sent to its answer, in microseconds
   */
  Histogram openLoop(Schedule schedule, int requests) {
    OpenLoop loop = new OpenLoop(schedule, requests);
    vertx.runOnContext(start -> loop.start());
    return loop.done.future().await();
  }

  private Future<Void> post() {
    return client
        .request(target)
        .compose(request -> request.send(bodies.get()))
        .compose(this::answered);
  }

  private Future<Void> answered(HttpClientResponse response) {
    boolean taken = response.statusCode() == ACCEPTED;
    if (taken) {
      accepted.incrementAndGet();
    }
    return taken || hasKey && response.statusCode() == TOO_MANY
        ? response.end()
        : response
            .body()
            .compose(
                why ->
                    Future.failedFuture(
                        new IllegalStateException(
                            "expected 202, was %d: %s".formatted(response.statusCode(), why))));
  }

  @Override
  public void close() {
    client.close().await();
  }

  /** Lives on the event loop. */
  private final class ClosedLoop {

    private final Promise<Pace> done = Promise.promise();
    private final Pace pace = Pace.begin();
    private final int requests;
    private final long longestNanos;
    private int sent;
    private int answered;

    ClosedLoop(int requests, long longestNanos) {
      this.requests = requests;
      this.longestNanos = longestNanos;
    }

    void start() {
      for (int i = 0; i < connections; i++) {
        next();
      }
    }

    private void next() {
      if (sent < requests && pace.runningNanos() < longestNanos) {
        sent++;
        post().onSuccess(accepted -> answered()).onFailure(done::tryFail);
      } else if (answered == sent) {
        pace.reached(answered);
        done.tryComplete(pace);
      }
    }

    private void answered() {
      if (++answered == 1) {
        pace.reached(1);
      }
      next();
    }
  }

  /** Lives on the event loop. */
  private final class OpenLoop {

    private final Promise<Histogram> done = Promise.promise();
    private final Histogram latencies = new Histogram(DIGITS);
    private final Schedule schedule;
    private final int requests;
    private long begunNanos;
    private int sent;
    private int answered;

    OpenLoop(Schedule schedule, int requests) {
      this.schedule = schedule;
      this.requests = requests;
    }

    void start() {
      begunNanos = System.nanoTime();
      sendDue();
    }

    private void sendDue() {
      long now = System.nanoTime() - begunNanos;
      while (sent < requests && schedule.intendedNanos(sent) <= now) {
        long intended = schedule.intendedNanos(sent++);
        post().onSuccess(accepted -> answered(intended)).onFailure(done::tryFail);
      }
      if (sent < requests && !done.future().isComplete()) {
        vertx.setTimer(1, again -> sendDue());
      }
    }

    private void answered(long intended) {
      long latency = System.nanoTime() - begunNanos - intended;
      latencies.recordValue(TimeUnit.NANOSECONDS.toMicros(latency));
      if (++answered == requests) {
        done.tryComplete(latencies);
      }
    }
  }
}
