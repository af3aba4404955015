package net.jumptotech.orders.producer;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.producer.directory.DropDirectory;
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

  private OrderWriter writer;
  private Outbox outbox;
  private SourceRun run;
  private RoleFrames frames;
  private long tick;
  private long progress;

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
    } else if (options.source() instanceof Source.Directory directory) {
      DropDirectory.open(directory.path(), Duration.ZERO).close();
    }
  }

  /** Fails, in one line, if the source cannot be opened. */
  @Override
  public Future<?> start() {
    return vertx
        .executeBlocking(writers::get)
        .map(this::use)
        .compose(opened -> open())
        .map(this::begin)
        .recover(cause -> closeWriter().compose(closed -> Future.failedFuture(cause)));
  }

  private OrderWriter use(OrderWriter opened) {
    writer = opened;
    outbox = new Outbox(vertx, writer, options.inFlight(), timeouts, () -> run.sendDue());
    return writer;
  }

  private Future<SourceRun> open() {
    Source source = options.source();
    Pacer pacer = new Pacer(source.rate(), nanoTime.getAsLong());
    BiFunction<String, Feed, FeedRun> runs =
        (name, feed) ->
            new FeedRun(context, name, source.isReported(), feed, outbox, pacer, nanoTime, watch);
    return source instanceof Source.Directory directory
        ? DirectoryRun.open(context, directory, runs, watch, timeouts)
        : Feeds.open(source, refused, context, sequence, timeouts)
            .map(feed -> runs.apply(source.name(), feed));
  }

  private SourceRun begin(SourceRun opened) {
    run = opened;
    run.done().onComplete(done -> stopSending()).onComplete(report::tryComplete, this::failed);
    frames =
        RoleFrames.publish(
            vertx,
            ROLE,
            process,
            0,
            this::counts,
            this::health,
            JsonArray::new,
            () -> new JsonObject().put(RoleFrame.SOURCE, run.inWords()));
    tick = vertx.setPeriodic(TICK_MS, any -> run.sendDue());
    progress = vertx.setPeriodic(watch.everyMs(), any -> run.showProgress());
    return run;
  }

  private void failed(Throwable cause) {
    log.error(
        "{} failed after {} records: {}",
        options.source().name(),
        run.soFar().read(),
        Failure.describe(cause));
    log.debug("the cause", cause);
    report.tryFail(cause);
  }

  private Map<String, Long> counts() {
    return Map.of(
        Counts.ACCEPTED, outbox.accepted(),
        Counts.REJECTED, outbox.rejected(),
        Counts.FAILED, outbox.failed(),
        Counts.IN_FLIGHT, (long) outbox.inFlight());
  }

  private Health health() {
    return run.health().and(outbox.health());
  }

  private void stopSending() {
    vertx.cancelTimer(tick);
    vertx.cancelTimer(progress);
  }

  /** Sends nothing more, waits for what is in flight (5 s at most), closes. */
  @Override
  public Future<?> stop() {
    stopSending();
    frames.close();
    boolean early = report.tryFail("stopped before reaching the end of " + options.source().name());
    return Future.join(closeSource(), flush())
        .onComplete(flushed -> tellStopped(early))
        .eventually(this::closeWriter);
  }

  private void tellStopped(boolean early) {
    if (early && options.source().isReported()) {
      watch.stopped(run.soFar());
    }
  }

  private Future<Void> closeSource() {
    return run.stop()
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
    if (writer == null) {
      return Future.succeededFuture();
    }
    return writer
        .close()
        .timeout(timeouts.flush().toMillis(), TimeUnit.MILLISECONDS)
        .onFailure(cause -> log.warn("the writer did not close in time", cause))
        .otherwiseEmpty();
  }
}
