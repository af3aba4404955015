package net.jumptotech.orders.http.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.operations.DailyRoot;
import net.jumptotech.orders.stream.operations.OperationLog;
import net.jumptotech.orders.stream.operations.OperationReader;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies the record at the start and after each day (UTC), and writes its root into the record
 * and into the log: whoever can change Kafka often cannot change where logs are kept. Used on one
 * event loop.
 */
public final class RootKeeper {

  private static final Logger log = LoggerFactory.getLogger(RootKeeper.class);

  private final Vertx vertx;
  private final OperationLog operations;
  private final OperationReader reader;
  private final Clock clock;
  private long timer;
  private boolean stopped;

  public RootKeeper(Vertx vertx, OperationLog operations, OperationReader reader, Clock clock) {
    this.vertx = vertx;
    this.operations = operations;
    this.reader = reader;
    this.clock = clock;
  }

  /** Goes on until it is stopped. */
  public void start() {
    keep().onComplete(done -> waitForMidnight());
  }

  private void waitForMidnight() {
    if (!stopped) {
      timer = vertx.setTimer(untilAfterMidnight(), midnight -> start());
    }
  }

  /** Of several processes one should be first, so that the others find its root. */
  private long untilAfterMidnight() {
    Duration left =
        Duration.between(
            clock.instant(), today().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant());
    return left.toMillis()
        + ThreadLocalRandom.current()
            .nextLong(TimeUnit.MINUTES.toMillis(1), TimeUnit.MINUTES.toMillis(3));
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  /** Records the root if one is due; completes whether or not that succeeded. */
  Future<Void> keep() {
    String yesterday = today().minusDays(1).toString();
    return reader
        .verify()
        .compose(
            verified -> {
              verified
                  .first()
                  .ifPresent(it -> log.warn("the record of operations is wrong at {}", it));
              return isDue(verified, yesterday)
                  ? operations
                      .append(
                          DailyRoot.of(
                              yesterday, verified.root(), verified.records(), verified.sinceRoot()))
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
