package net.jumptotech.orders.http.imports;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.stream.write.OrderWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * One import: reads some records on a worker thread, writes their orders, and reads on when Kafka
 * has acknowledged enough of them. Ends with the first failure, once everything in flight is known;
 * the same body can then be sent again. Used on one event loop.
 */
final class ImportRun implements Sendable {

  static final int MOST_IN_FLIGHT = 2_000;

  private static final Logger log = LoggerFactory.getLogger(ImportRun.class);
  private static final long MOST_BYTES_IN_FLIGHT = 4 * 1_024 * 1_024;

  private final Vertx vertx;
  private final WorkerExecutor threads;
  private final ImportCounts counts;
  private final ImportOptions options;
  private final ImportRequest request;
  private final ImportTally tally;
  private final SendingRates rates;
  private final Optional<OrderWriter> writer;
  private final Runnable onEnd;

  private final long startedAt = System.nanoTime();
  private RoutingContext context;
  private BodyStream body;
  private ImportReader reader;
  private long timer;
  private boolean reading;
  private boolean ended;
  private Throwable failure;
  private boolean unacknowledged;
  private int inFlight;
  private long bytesInFlight;
  private long accepted;
  private long lost;

  /**
   * @param writer empty for a dry run
   * @param onEnd called once, however it ends
   */
  ImportRun(
      Vertx vertx,
      WorkerExecutor threads,
      ImportCounts counts,
      ImportOptions options,
      ImportRequest request,
      SendingRates rates,
      Optional<OrderWriter> writer,
      Runnable onEnd) {
    this.vertx = vertx;
    this.threads = threads;
    this.counts = counts;
    this.options = options;
    this.request = request;
    this.tally = new ImportTally(request);
    this.rates = rates;
    this.writer = writer;
    this.onEnd = onEnd;
  }

  @Override
  public void send(RoutingContext sender) {
    context = sender;
    HttpServerRequest http = sender.request();
    body = new BodyStream(http, vertx.getOrCreateContext(), options.patience());
    body.start();
    sender.addEndHandler(sentOrGone -> clientHasGone());
    // gzip is recognised by its first bytes
    reader =
        new ImportReader(body, () -> request.mapping().map(options::find), request.client()::own);
    if ("100-continue".equalsIgnoreCase(http.getHeader(HttpHeaders.EXPECT))) {
      sender.response().writeContinue();
    }
    timer = vertx.setPeriodic(body.tickMillis(), tick -> body.tick());
    proceed();
  }

  @Override
  public Map<String, Object> result() {
    return Map.of("read", tally.read(), "accepted", accepted, "refused", tally.refused());
  }

  private void clientHasGone() {
    if (body != null) {
      body.fail(new BodyStream.BrokenOff());
    }
  }

  private void proceed() {
    if (reading) {
      return;
    }
    if (ended || failure != null) {
      if (inFlight == 0) {
        end();
      }
    } else if (inFlight <= MOST_IN_FLIGHT - ImportReader.CHUNK
        && bytesInFlight < MOST_BYTES_IN_FLIGHT) {
      reading = true;
      long wait = rates.waitMillis(request.caller());
      if (wait == 0) {
        read();
      } else {
        vertx.setTimer(wait, paid -> read());
      }
    }
  }

  private void read() {
    threads.executeBlocking(reader::chunk, false).onComplete(this::take, this::broken);
  }

  private void take(List<Intake> chunk) {
    long refusedBefore = tally.refused();
    for (Intake each : chunk) {
      if (failure == null) {
        tally.add(each, reader.csv());
        write(each);
      }
    }
    counts.rejected(writer.isPresent() ? tally.refused() - refusedBefore : 0);
    ended = chunk.isEmpty();
    reading = false; // only now: a write may end at once
    proceed();
  }

  private void write(Intake intake) {
    if (writer.isPresent() && intake instanceof Intake.Accepted order) {
      inFlight++;
      bytesInFlight += order.size();
      rates.sent(request.caller(), 1, order.size());
      counts.sending();
      writer
          .get()
          .writeApart(order.order())
          .onComplete(at -> acknowledged(order), cause -> refusedByKafka(order, cause));
    }
  }

  private void acknowledged(Intake.Accepted order) {
    accepted++;
    counts.acknowledged();
    settled(order);
  }

  private void refusedByKafka(Intake.Accepted order, Throwable cause) {
    lost++;
    counts.failed();
    if (failure == null) {
      failure = cause;
      unacknowledged = true;
      body.fail(new IOException("Kafka does not accept orders"));
    }
    settled(order);
  }

  private void settled(Intake.Accepted order) {
    inFlight--;
    bytesInFlight -= order.size();
    proceed();
  }

  private void broken(Throwable cause) {
    reading = false;
    if (failure == null) {
      failure = body.sendersFault().<Throwable>map(it -> it).orElse(cause);
    }
    proceed();
  }

  private void end() {
    if (body == null) {
      return;
    }
    vertx.cancelTimer(timer);
    body.fail(new IOException("the import has ended"));
    body = null;
    onEnd.run();
    boolean gone = context.response().closed() || failure instanceof BodyStream.BrokenOff;
    tell(gone ? "broken off by its client" : failure == null ? "done" : Failure.describe(failure));
    if (gone) {
      return;
    }
    if (!context.request().isEnded()) { // nobody will read the rest of it
      context.response().putHeader(HttpHeaders.CONNECTION, "close");
    }
    if (failure == null) {
      Answer.own(report()).send(context);
    } else if (unacknowledged) {
      failed(503, sendAgain()).with("Retry-After", "1").send(context);
    } else if (failure instanceof IllegalArgumentException wrong) {
      context.fail(Problem.invalid("mapping", wrong.getMessage()));
    } else if (failure instanceof IOException unreadable) {
      failed(failure instanceof BodyStream.TooSlow ? 408 : 400, Failure.describe(unreadable))
          .send(context);
    } else {
      context.fail(failure);
    }
  }

  private void tell(String how) {
    String sender = request.client().sender();
    if (writer.isPresent()) {
      log.atLevel(unacknowledged ? Level.WARN : Level.INFO)
          .log(
              "import from {}{}, {}: {} read, {} accepted, {} refused in {}: {}",
              context.request().remoteAddress().hostAddress(),
              sender.isEmpty() ? "" : " as principal " + sender,
              request
                  .mapping()
                  .map(it -> "mapping " + Shown.cut(it, 64))
                  .orElse("no mapping named"),
              tally.read(),
              accepted,
              tally.refused(),
              Numbers.elapsed(Duration.ofNanos(System.nanoTime() - startedAt)),
              how);
    }
  }

  private String sendAgain() {
    return ("Kafka did not acknowledge %d of %d orders, and the rest of the body was not read. Send"
            + " the same body again: what was accepted is recognised.")
        .formatted(lost, lost + accepted);
  }

  private ImportReport report() {
    return tally.report(accepted, reader.notice());
  }

  private Answer failed(int status, String detail) {
    ImportReport.Failed problem =
        new ImportReport.Failed(
            "about:blank",
            HttpResponseStatus.valueOf(status).reasonPhrase(),
            status,
            detail,
            report());
    return new Answer(status, "application/problem+json", Buffer.buffer(Json.bytes(problem)));
  }
}
