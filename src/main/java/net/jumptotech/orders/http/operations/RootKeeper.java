package net.jumptotech.orders.http.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.operations.ChainCheck;
import net.jumptotech.orders.stream.operations.DailyRoot;
import net.jumptotech.orders.stream.operations.OperationLog;
import net.jumptotech.orders.stream.operations.OperationReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the record at the start and then every minute, and reports what is wrong. After each day
 * (UTC) it writes the root into the record and into the log: whoever can change Kafka often cannot
 * change where logs are kept. Used on one event loop.
 */
public final class RootKeeper {

  private static final Logger log = LoggerFactory.getLogger(RootKeeper.class);
  private static final long EVERY_MS = TimeUnit.MINUTES.toMillis(1);

  private final Vertx vertx;
  private final OperationLog operations;
  private final OperationReader reader;
  private final String topic;
  private final Clock clock;
  private Optional<ChainCheck.Finding> wrong = Optional.empty();
  private Optional<SystemProblem> problem = Optional.empty();
  private long timer;
  private boolean stopped;

  /**
   * @param topic of the record
   */
  public RootKeeper(
      Vertx vertx, OperationLog operations, OperationReader reader, String topic, Clock clock) {
    this.topic = topic;
    this.vertx = vertx;
    this.operations = operations;
    this.reader = reader;
    this.clock = clock;
  }

  /** Goes on until it is stopped. */
  public void start() {
    keep().onComplete(done -> keepLater());
  }

  /** Of several processes one should be first after a day, so that the others find its root. */
  private void keepLater() {
    if (!stopped) {
      timer =
          vertx.setTimer(
              EVERY_MS + ThreadLocalRandom.current().nextLong(EVERY_MS / 2), minute -> start());
    }
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Records the root if one is due; completes whether or not that succeeded. */
  Future<Void> keep() {
    String yesterday = today().minusDays(1).toString();
    return verify()
        .compose(
            verified -> {
              return isDue(verified, yesterday)
                  ? operations
                      .append(verified.rootOf(yesterday))
                      .onSuccess(
                          hash ->
                              log.info(
                                  "operations: root of {}: {}, over {} records",
                                  yesterday,
                                  verified.root(),
                                  verified.records()))
                  : Future.succeededFuture();
            })
        .onFailure(cause -> log.warn("no root of operations was recorded: {}", cause.toString()))
        .transform(done -> Future.succeededFuture());
  }

  /** Verifies what has come, and keeps what is wrong to be reported. */
  Future<OperationReader.Verified> verify() {
    return reader.verify().onSuccess(verified -> see(verified.first()));
  }

  private void see(Optional<ChainCheck.Finding> found) {
    if (!found.equals(wrong)) {
      found.ifPresent(it -> log.warn("the record of operations is wrong at {}", it));
      problem =
          found.map(
              it ->
                  SystemProblem.of(
                          ProblemKind.OPERATIONS_ALTERED,
                          SystemProblem.Severity.BREACH,
                          "The record of operations was altered or is incomplete: " + it,
                          clock.instant())
                      .in(topic)
                      .fixedBy("/operations"));
    }
    wrong = found;
  }

  /** What an operator must look into. */
  public List<SystemProblem> problems() {
    return problem.stream().toList();
  }

  private static boolean isDue(OperationReader.Verified verified, String day) {
    List<DailyRoot> roots = verified.roots();
    return !verified.sinceRoot().isEmpty()
        && (roots.isEmpty() || roots.get(roots.size() - 1).day().compareTo(day) < 0);
  }

  public void stop() {
    stopped = true;
    vertx.cancelTimer(timer);
  }
}
