package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Retry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until everything that is on {@code orders} now has been checked, has its outcome, and is in
 * its document. It does not wait for later records.
 */
public final class Drain {

  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration STEP = Duration.ofMillis(50);
  private static final int LOOKS_A_REPORT = 200;
  private static final Retry UNTIL_ANSWERED =
      new Retry(Integer.MAX_VALUE, Duration.ofMillis(200), Duration.ofSeconds(2));

  private final Vertx vertx;
  private final LagMonitor lag;
  private final Topics topics;

  private record Place(String topic, int partition) {}

  public Drain(Vertx vertx, LagMonitor lag, Topics topics) {
    this.vertx = vertx;
    this.lag = lag;
    this.topics = topics;
  }

  /** Never fails: while a group has no member, or Kafka cannot be reached, it waits. */
  public Future<Void> await() {
    // an outcome is written with the offset of its order: once all groups have processed the
    // orders, every outcome is written, and analytics has to reach the ends of the outcome topics
    return reached(place -> place.topic.equals(topics.orders()))
        .compose(done -> reached(place -> true));
  }

  private Future<Void> reached(Predicate<Place> which) {
    return measure()
        .compose(
            now ->
                reached(
                    now.stream()
                        .filter(each -> which.test(place(each)))
                        .collect(Collectors.toMap(Drain::place, PartitionLag::end, Math::max))));
  }

  private Future<Void> reached(Map<Place, Long> goals) {
    Promise<Void> reached = Promise.promise();
    look(goals, reached, 1);
    return reached.future();
  }

  private void look(Map<Place, Long> goals, Promise<Void> reached, int looks) {
    measure()
        .onSuccess(
            now -> {
              List<PartitionLag> behind =
                  now.stream()
                      .filter(each -> each.committed() < goals.getOrDefault(place(each), 0L))
                      .toList();
              if (behind.isEmpty()) {
                reached.complete();
                return;
              }
              if (looks % LOOKS_A_REPORT == 0) {
                log.info("waiting until {} are read", behind);
              }
              vertx.setTimer(STEP.toMillis(), again -> look(goals, reached, looks + 1));
            });
  }

  private Future<List<PartitionLag>> measure() {
    return UNTIL_ANSWERED.run(vertx, () -> lag.measure().compose(this::allThere));
  }

  /** A missing topic is never reached. */
  private Future<List<PartitionLag>> allThere(List<PartitionLag> measured) {
    for (String topic : List.of(topics.orders(), topics.fraudAlerts(), topics.payments())) {
      if (measured.stream().noneMatch(it -> it.topic().equals(topic))) {
        return Future.failedFuture("topic " + topic + " does not exist");
      }
    }
    return Future.succeededFuture(measured);
  }

  private static Place place(PartitionLag each) {
    return new Place(each.topic(), each.partition());
  }
}
