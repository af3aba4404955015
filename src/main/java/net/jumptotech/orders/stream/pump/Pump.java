package net.jumptotech.orders.stream.pump;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.WriterTimeouts;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.tracing.OrderTraces;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Reads topics exactly once: every record is processed, and its results are written together with
 * its offset in one transaction, whichever process dies at any time.
 *
 * <p>One thread owns the consumer and the transactional producer; nothing else touches them. It
 * parses the records of each poll and hands them to the verticle's context as one task ({@link
 * KeyOrderedDispatcher}). Finished results are written every 50 ms, or at once if too much is in
 * flight without them, in offset order ({@link CommitBatch}, {@link Transactions}). While too much
 * is in flight, the partitions are paused and polling continues, so the pump stays a member of its
 * group. When a partition is taken away, its records are finished, committed and dropped inside the
 * rebalance callback, before another member gets it. A newly assigned partition stays paused until
 * its start position and its settled orders are known ({@link Takeover}).
 *
 * <p>If the outcome of a record cannot be determined, the {@link Session} ends: everything in
 * memory is dropped and built again from the log.
 *
 * <p>{@code Processor} runs on the context that created the pump, but for its reading. The other
 * methods may be called from any thread.
 *
 * @param <E> the parsed record
 */
public final class Pump<E> {

  private static final Logger log = LoggerFactory.getLogger(Pump.class);

  private static final int MOST_PROBLEMS = 3;

  private final Context context;
  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final PumpTimeouts timeouts;
  private final PumpClients clients;
  private final KeyOrderedDispatcher<E> dispatcher;
  private final Transactions transactions;
  private final Assignment assignment;
  private final Promise<Void> stopped = Promise.promise();
  private final Takeover takeover;
  private Thread thread;
  private String refused = ""; // the last reason; only the pump's thread
  private long committedWhenRefused;

  private volatile boolean stopping;
  private volatile boolean restartRequested;
  private volatile State state = State.NEW;
  private volatile Session session;
  private volatile long sessions;
  private volatile String failure = "";

  private enum State {
    NEW,
    RUNNING,
    STOPPED
  }

  /** Creates a pump on the current context; call it from the verticle's {@code start}. */
  public Pump(Vertx vertx, KafkaConnection kafka, PumpOptions options, Processor<E> processor) {
    this(vertx, kafka, options, processor, PumpClients.of(kafka, options), PumpTimeouts.STANDARD);
  }

  /** For tests that replace the Kafka clients or need shorter times. */
  Pump(
      Vertx vertx,
      KafkaConnection kafka,
      PumpOptions options,
      Processor<E> processor,
      PumpClients clients,
      PumpTimeouts timeouts) {
    this.context = vertx.getOrCreateContext();
    this.kafka = kafka;
    this.options = options;
    this.timeouts = timeouts;
    this.clients = clients;
    this.takeover = new Takeover(kafka, options, processor.kept());
    this.dispatcher =
        new KeyOrderedDispatcher<>(
            processor,
            options,
            new DeadLetterEncoder(options.deadLetters(), kafka.version()),
            takeover.counts(),
            context,
            OrderTraces.of(vertx));
    this.transactions = new Transactions(kafka, options, clients::writer, () -> stopping);
    this.assignment = new Assignment(options);
  }

  /**
   * Starts to read. {@link #status} shows whether Kafka can be reached.
   *
   * @throws IllegalStateException the second time
   */
  public synchronized void start() {
    if (thread != null) {
      throw new IllegalStateException("pump " + options.name() + " was started before");
    }
    if (stopping) {
      return;
    }
    state = State.RUNNING;
    thread = new Thread(this::run, "pump-" + options.name());
    thread.setDaemon(true);
    thread.start();
  }

  /**
   * Takes no more records, waits at most {@code drain} for those in flight, commits what is
   * finished and leaves the group. The next owner of the partition reads unfinished records again.
   *
   * @return completes on the pump's context, within about 10 s even if Kafka cannot be reached;
   *     never fails
   */
  public synchronized Future<Void> stop() {
    stopping = true;
    if (thread == null) {
      state = State.STOPPED;
      stopped.tryComplete();
    } else {
      LockSupport.unpark(thread); // it may be waiting for its next session
    }
    return stopped.future();
  }

  public PumpStatus status() {
    return new PumpStatus(
        dispatcher.received(),
        dispatcher.duplicates(),
        dispatcher.deadLetters(),
        assignment.inFlight(),
        oldestMs(),
        assignment.size(),
        assignment.settledIds(),
        assignment.settledBytes(),
        transactions.committed(),
        transactions.aborted(),
        transactions.unknown(),
        sessions,
        takeover.moved(),
        assignment.recordsLost(),
        health(),
        problems());
  }

  private long oldestMs() {
    InFlightRecord oldest = assignment.oldest();
    return oldest == null ? 0 : TimeUnit.NANOSECONDS.toMillis(oldest.ageNanos());
  }

  /** What is processed for good, for the store ({@link Processor#kept}). */
  public LogProgress handled() {
    return restartRequested ? new LogProgress("", Map.of()) : assignment.handled();
  }

  /**
   * Called when the store has acknowledged this progress, which is then written beside the offsets.
   */
  public void kept(LogProgress progress) {
    assignment.kept(progress);
  }

  /**
   * Ends the session, so that every partition is read from the progress in {@link Processor#kept}.
   *
   * @param why in words, for the log
   */
  public void restartSession(String why) {
    log.warn("{}: {}; starting over from the log", options.name(), why);
    restartRequested = true;
  }

  /** From poll to decision, in microseconds, since the last call. */
  public Histogram latency() {
    return dispatcher.latency().getIntervalHistogram();
  }

  private Health health() {
    if (state != State.RUNNING) {
      return Health.down(state == State.NEW ? "not started" : "stopped");
    }
    String wrong = failure.isEmpty() ? transactions.failure() : failure;
    if (!wrong.isEmpty()) {
      return Health.degraded(wrong);
    }
    Session now = session;
    if (now != null && now.silentNanos() > timeouts.silent().toNanos()) {
      return Health.degraded("no answer from Kafka since " + seconds(now.silentNanos()) + " s");
    }
    InFlightRecord oldest = assignment.oldest();
    if (oldest != null && oldest.ageNanos() > timeouts.stuck().toNanos()) {
      return Health.degraded(
          oldest.record() + " has been processing since " + seconds(oldest.ageNanos()) + " s");
    }
    long loading = assignment.loading();
    if (loading > 0) {
      String why = takeover.obstacle();
      return Health.degraded(
          (options.settledIn().isPresent()
                  ? "loading the settled orders of "
                  : "finding out where to start in ")
              + loading
              + " partitions"
              + (why.isEmpty() ? "" : ": " + why));
    }
    if (!takeover.sidesMissing().isEmpty()) {
      return Health.degraded(takeover.sidesMissing());
    }
    String problems =
        problems().stream()
            .limit(MOST_PROBLEMS)
            .map(SystemProblem::sentence)
            .collect(Collectors.joining("; "));
    return problems.isEmpty() ? Health.UP : Health.degraded(problems);
  }

  private List<SystemProblem> problems() {
    return assignment.problems(options.group(), kafka.bootstrapServers(), timeouts.noticed());
  }

  private static long seconds(long nanos) {
    return TimeUnit.NANOSECONDS.toSeconds(nanos);
  }

  // ---- on the pump's thread

  private void run() {
    try {
      takeover.start();
      failure = "waiting for Kafka at " + kafka.bootstrapServers();
      while (!stopping) {
        runSession();
      }
    } finally {
      takeover.close();
      state = State.STOPPED;
      context.runOnContext(task -> stopped.complete());
    }
  }

  private void runSession() {
    sessions++;
    Duration pause = timeouts.newSession();
    try {
      transactions.open();
      try (Session now =
          new Session(
              options,
              timeouts,
              context,
              dispatcher,
              transactions,
              assignment,
              takeover,
              clients.member(),
              new SideReader(options, clients::sideReader))) {
        session = now;
        failure = "";
        restartRequested = false;
        now.run(() -> stopping || restartRequested);
        pause = Duration.ZERO;
      }
    } catch (OffsetOutOfRangeException gone) {
      takeover.outOfRange(gone);
      pause = Duration.ZERO;
      log.info("{}: finding out again where to start: {}", options.name(), gone.getMessage());
    } catch (ProducerFencedException | InvalidProducerEpochException fenced) {
      pause = timeouts.fenced();
      failure =
          "fenced: another process is also named %s, or this one stood still for more than %d s"
              .formatted(kafka.process(), WriterTimeouts.TRANSACTION_MS / 1_000);
      log.warn("{}: {}; starting over from the log", options.name(), failure);
    } catch (RuntimeException | Error lost) {
      Optional<KafkaUnusable> refusal = KafkaUnusable.behind(lost, kafka);
      pause = refusal.isPresent() ? timeouts.refused() : pause;
      String reason = KafkaUnusable.sentence(lost, kafka);
      boolean isKnown =
          reason.equals(failure)
              || reason.equals(refused) && transactions.committed() == committedWhenRefused;
      refused = refusal.isPresent() ? reason : "";
      committedWhenRefused = transactions.committed();
      log.atLevel(isKnown ? Level.DEBUG : Level.WARN)
          .log(
              "{}: session ended, starting over from the log: {}",
              options.name(),
              refusal.isPresent() ? reason : lost.toString());
      failure = reason;
    } finally {
      session = null;
      transactions.close();
    }
    if (!stopping) {
      LockSupport.parkNanos(pause.toNanos());
    }
  }
}
