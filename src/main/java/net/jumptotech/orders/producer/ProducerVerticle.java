package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.topics.SequenceStore;
import net.jumptotech.orders.stream.write.OrderWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the orders of one source to Kafka at its rate, with a limited number of unacknowledged
 * ones. Invalid input goes to {@code dead-letters}. One instance per process.
 */
public final class ProducerVerticle extends VerticleBase {

  private static final Logger log = LoggerFactory.getLogger(ProducerVerticle.class);
  private static final String ROLE = Role.PRODUCER.toString();
  private static final int CHUNK = 500;
  private static final long TICK_MS = 10;

  private final ProducerOptions options;
  private final Supplier<OrderWriter> writers;
  private final SequenceStore sequence;
  private final ProcessInfo process;
  private final SourceWatch watch;
  private final Optional<RefusedFile> refused;
  private final Promise<SourceReport> report;
  private final ProducerTimeouts timeouts;
  private final LongSupplier nanoTime;
  private final SentOrders sent = new SentOrders();
  private final Refusals refusals = new Refusals();

  private OrderWriter writer;
  private Feed feed;
  private Outbox outbox;
  private Pacer pacer;
  private RoleFrames frames;
  private long tick;
  private long progress;
  private long read;
  private long shown;
  private boolean reading;
  private boolean ended;
  private boolean stopping;
  private Throwable failure;
  private Health source = Health.UP;

  /**
   * @param writers creates the writer at the start, off the event loop, in the verticle's context
   * @param sequence used only by the synthetic source
   * @param watch follows a finite source
   * @param refused keeps the refused records of a file
   * @param report completes once a finite source has ended and everything is acknowledged ({@code
   *     none} counts as finite and empty). Fails, with file and line, if the source cannot be read
   *     further, once everything before that is acknowledged; also fails if the verticle is stopped
   *     before
   */
  public ProducerVerticle(
      ProducerOptions options,
      Supplier<OrderWriter> writers,
      SequenceStore sequence,
      ProcessInfo process,
      SourceWatch watch,
      Optional<RefusedFile> refused,
      Promise<SourceReport> report) {
    this(
        options,
        writers,
        sequence,
        process,
        watch,
        refused,
        report,
        ProducerTimeouts.STANDARD,
        System::nanoTime);
  }

  /** With shorter times, for tests. */
  ProducerVerticle(
      ProducerOptions options,
      Supplier<OrderWriter> writers,
      SequenceStore sequence,
      ProcessInfo process,
      SourceWatch watch,
      Optional<RefusedFile> refused,
      Promise<SourceReport> report,
      ProducerTimeouts timeouts,
      LongSupplier nanoTime) {
    this.options = Objects.requireNonNull(options, "options");
    this.writers = Objects.requireNonNull(writers, "writers");
    this.sequence = Objects.requireNonNull(sequence, "sequence");
    this.process = Objects.requireNonNull(process, "process");
    this.watch = Objects.requireNonNull(watch, "watch");
    this.refused = Objects.requireNonNull(refused, "refused");
    this.report = Objects.requireNonNull(report, "report");
    this.timeouts = timeouts;
    this.nanoTime = nanoTime;
  }

  /**
   * Checks what would fail the start or the first read, before anything has started. Blocks.
   *
   * @throws IOException in one line that names the file and the remedy
   */
  public static void check(ProducerOptions options) throws IOException {
    if (options.source() instanceof Source.File file) {
      Feeds.check(file);
    }
  }

  /** Fails, in one line, if the source cannot be opened. */
  @Override
  public Future<?> start() {
    return Feeds.open(options.source(), refused, context, sequence, timeouts)
        .onSuccess(opened -> feed = opened)
        .compose(opened -> vertx.executeBlocking(writers::get))
        .onSuccess(this::begin)
        .onFailure(cause -> closeFeed());
  }

  private void begin(OrderWriter opened) {
    writer = opened;
    outbox = new Outbox(vertx, writer, options.inFlight(), timeouts, this::sendDue);
    pacer = new Pacer(rate(options.source()), nanoTime.getAsLong());
    frames =
        RoleFrames.publish(vertx, ROLE, process, 0, this::counts, this::health, JsonArray::new);
    tick = vertx.setPeriodic(TICK_MS, any -> sendDue());
    progress = vertx.setPeriodic(watch.everyMs(), any -> showProgress());
  }

  private static OptionalInt rate(Source source) {
    return source.match(
        synthetic -> OptionalInt.of(synthetic.rate()),
        Source.File::rate,
        Source.Sample::rate,
        none -> OptionalInt.empty());
  }

  /** Called every tick, and whenever there is room again. */
  private void sendDue() {
    if (reading || stopping) {
      return;
    }
    if (ended) {
      endOnceEmpty();
      return;
    }
    int due = Math.min(outbox.room(), pacer.due(nanoTime.getAsLong()));
    int wanted = Math.min(CHUNK, due);
    if (wanted > 0) {
      reading = true;
      feed.read(wanted).onComplete(inputs -> send(inputs, due > wanted), this::sourceFailed);
    }
  }

  private void send(List<Input> inputs, boolean more) {
    reading = false;
    if (stopping) {
      return;
    }
    ended = inputs.isEmpty();
    if (read == 0) {
      feed.notice().ifPresent(watch::say);
    }
    read += inputs.size();
    pacer.took(inputs.size());
    inputs.forEach(outbox::send);
    if (!isEndlessOrNothing()) {
      inputs.forEach(this::note);
    }
    if (more || ended) {
      context.runOnContext(any -> sendDue()); // lets other tasks run in between
    }
  }

  /** Counts it for the report, which remembers a limited part. */
  private void note(Input input) {
    if (input instanceof Input.Valid valid) {
      sent.add(valid.order(), valid.place());
    } else if (input instanceof Input.Invalid invalid) {
      refusals.add(invalid);
    }
  }

  private SourceReport soFar() {
    return new SourceReport(
        options.source().name(),
        read,
        outbox.accepted(),
        outbox.rejected(),
        sent,
        refusals,
        feed.passedOver());
  }

  private void endOnceEmpty() {
    if (!outbox.isEmpty()) {
      return;
    }
    stopSending();
    if (report.future().isComplete()) {
      return;
    }
    SourceReport result = soFar();
    if (!isEndlessOrNothing() && (failure == null || read > 0)) {
      // first: a listener of the report may end the process
      result.lines(Topics.STANDARD.deadLetters()).forEach(watch::say);
    }
    if (failure == null) {
      report.tryComplete(result);
    } else {
      report.tryFail(failure);
    }
  }

  private void sourceFailed(Throwable cause) {
    reading = false;
    if (stopping) {
      return;
    }
    ended = true;
    failure = cause;
    source = Health.down(Failure.describe(cause));
    log.error("the source failed after {} records: {}", read, source.detail());
    log.debug("the cause", cause);
    endOnceEmpty();
  }

  private void showProgress() {
    if (read > shown && !isEndlessOrNothing()) {
      shown = read;
      watch.progress(soFar(), feed.bytes());
    }
  }

  private boolean isEndlessOrNothing() {
    return options.source().match(synthetic -> true, file -> false, sample -> false, none -> true);
  }

  private Map<String, Long> counts() {
    return Map.of(
        Counts.ACCEPTED, outbox.accepted(),
        Counts.REJECTED, outbox.rejected(),
        Counts.FAILED, outbox.failed(),
        Counts.IN_FLIGHT, (long) outbox.inFlight());
  }

  private Health health() {
    return source.equals(Health.UP) ? outbox.health() : source;
  }

  private void stopSending() {
    vertx.cancelTimer(tick);
    vertx.cancelTimer(progress);
  }

  /** Sends nothing more, waits for what is in flight (5 s at most), closes. */
  @Override
  public Future<?> stop() {
    stopping = true;
    if (writer == null) {
      return Future.succeededFuture();
    }
    stopSending();
    frames.close();
    boolean early = report.tryFail("stopped before reaching the end of " + options.source().name());
    return Future.join(closeFeed(), flush())
        .onComplete(flushed -> tellStopped(early))
        .eventually(this::closeWriter);
  }

  private void tellStopped(boolean early) {
    if (early && !isEndlessOrNothing()) {
      watch.stopped(soFar());
    }
  }

  private Future<Void> closeFeed() {
    if (feed == null) {
      return Future.succeededFuture();
    }
    return feed.close()
        .timeout(timeouts.flush().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> log.warn("{} not closed properly", options.source().name(), cause))
        .otherwiseEmpty();
  }

  private Future<Void> flush() {
    return outbox
        .drained()
        .timeout(timeouts.flush().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(
            late ->
                log.warn(
                    "{} orders of {} are not acknowledged: Kafka may or may not have them; sending"
                        + " them again is safe",
                    outbox.inFlight(),
                    options.source().name()))
        .otherwiseEmpty();
  }

  private Future<Void> closeWriter() {
    return writer
        .close()
        .timeout(timeouts.flush().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> log.warn("the writer did not close in time", cause))
        .otherwiseEmpty();
  }
}
