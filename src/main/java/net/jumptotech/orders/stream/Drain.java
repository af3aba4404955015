package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.Topics;

/**
 * Waits until everything that is on {@code orders} now has been checked, has its outcome, and is in
 * its document. What comes later is not waited for.
 */
public final class Drain {

  private static final Duration STEP = Duration.ofMillis(50);

  private final Vertx vertx;
  private final LagMonitor lag;
  private final Topics topics;

  private record Place(String topic, int partition) {}

  public Drain(Vertx vertx, LagMonitor lag, Topics topics) {
    this.vertx = vertx;
    this.lag = lag;
    this.topics = topics;
  }

  /** Never completes while a group has no member; fails when Kafka cannot be reached. */
  public Future<Void> await() {
    // an outcome is written with the offset of its order: once all groups are behind the orders,
    // every
    // outcome has been written, and analytics has to reach the ends of that
    return reached(place -> place.topic.equals(topics.orders()))
        .compose(done -> reached(place -> true));
  }

  private Future<Void> reached(Predicate<Place> which) {
    return lag.measure()
        .compose(
            now ->
                reached(
                    now.stream()
                        .filter(each -> which.test(place(each)))
                        .collect(Collectors.toMap(Drain::place, PartitionLag::end, Math::max))));
  }

  private Future<Void> reached(Map<Place, Long> goals) {
    Promise<Void> reached = Promise.promise();
    look(goals, reached);
    return reached.future();
  }

  private void look(Map<Place, Long> goals, Promise<Void> reached) {
    lag.measure()
        .onFailure(reached::fail)
        .onSuccess(
            now -> {
              if (isReached(now, goals)) {
                reached.complete();
              } else {
                vertx.setTimer(STEP.toMillis(), again -> look(goals, reached));
              }
            });
  }

  private static boolean isReached(List<PartitionLag> now, Map<Place, Long> goals) {
    return now.stream().allMatch(each -> each.committed() >= goals.getOrDefault(place(each), 0L));
  }

  private static Place place(PartitionLag each) {
    return new Place(each.topic(), each.partition());
  }
}
