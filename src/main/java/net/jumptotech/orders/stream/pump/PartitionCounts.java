package net.jumptotech.orders.stream.pump;

import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.settled.SettledOrders;
import org.apache.kafka.clients.admin.Admin;

/**
 * The current and former numbers of partitions ({@link Growth}) for those who process records, and
 * the answers of {@link FormerPartitions} for those who take a partition over. Limits how often
 * Kafka is asked. Blocks the thread that examines partitions, unless stated otherwise.
 */
final class PartitionCounts implements Growth.Source {

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

  @Override
  public Growth growth() {
    return former.growth();
  }

  @Override
  public CompletableFuture<Growth> askedGrowth() {
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

  /**
   * At most once a second, for all who wait: a sender may put every record into a wrong partition.
   */
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
   * @param indexes see {@link FormerPartitions#addTo}; none is removed while it is too soon to ask
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
