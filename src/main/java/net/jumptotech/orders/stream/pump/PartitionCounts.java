package net.jumptotech.orders.stream.pump;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.admin.Admin;

/**
 * How many partitions there are and were ({@link Growth}), for whoever works on records; and what
 * {@link FormerPartitions} say to whoever takes a partition over. Neither is asked of Kafka more
 * often than it makes sense. Blocks: of the thread that looks at partitions, where nothing else is
 * said.
 */
final class PartitionCounts {

  private static final long ASK_FORMER_NANOS = TimeUnit.MILLISECONDS.toNanos(200);
  private static final long ASK_GROWTH_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final KafkaConnection kafka;
  private final String purpose;
  private final FormerPartitions former;
  private final Queue<CompletableFuture<Growth>> askers = new ConcurrentLinkedQueue<>();
  private long formerNotBeforeNanos = System.nanoTime();
  private long growthNotBeforeNanos = System.nanoTime();

  PartitionCounts(KafkaConnection kafka, PumpOptions options) {
    this.kafka = kafka;
    this.purpose = options.name() + "-partitions";
    this.former = new FormerPartitions(kafka, options);
  }

  /** As far as is known, any thread; null before the first partition is ready. */
  Growth growth() {
    return former.growth();
  }

  /** Asks Kafka how many partitions there are from now on; any thread. */
  CompletableFuture<Growth> askedGrowth() {
    CompletableFuture<Growth> asked = new CompletableFuture<>();
    askers.add(asked);
    return asked;
  }

  void answer() {
    if (isDue()) {
      try (Admin admin = Admin.create(kafka.administrator(purpose))) {
        answer(admin);
      }
    }
  }

  /** Once a second, for all who wait: a sender may put every record elsewhere. */
  void answer(Admin admin) {
    if (!isDue()) {
      return;
    }
    growthNotBeforeNanos = System.nanoTime() + ASK_GROWTH_NANOS;
    int waiting = askers.size();
    former.learn(admin);
    for (int i = 0; i < waiting; i++) {
      askers.remove().complete(former.growth());
    }
  }

  private boolean isDue() {
    return !askers.isEmpty() && System.nanoTime() - growthNotBeforeNanos >= 0;
  }

  /**
   * Adds what was settled before partitions were added.
   *
   * @param indexes see {@link FormerPartitions#addTo}; none is taken out while it is too soon
   */
  Optional<String> addFormerTo(Map<Integer, SettledOrders> indexes, Admin admin) {
    if (indexes.isEmpty() || System.nanoTime() - formerNotBeforeNanos < 0) {
      return Optional.empty();
    }
    Optional<String> waits = former.addTo(indexes, admin);
    if (!indexes.isEmpty()) {
      formerNotBeforeNanos = System.nanoTime() + ASK_FORMER_NANOS;
    }
    return waits;
  }
}
