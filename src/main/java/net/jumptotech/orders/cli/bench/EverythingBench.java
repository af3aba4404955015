package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToLongFunction;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Measure;
import net.jumptotech.orders.cli.bench.compare.Target;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.PartitionLag;

/**
 * Everything in one process of its own under a steady load, from its start on: the first minute is
 * the hardest. Nothing else does this work, so there is no reference.
 */
final class EverythingBench implements Benchmark {

  private static final Duration STEP = Duration.ofSeconds(1);

  /** The rate and the memory that we aim at belong to a rate each. */
  private static final int RATE_TO_KEEP_UP_WITH = 10_000;

  private static final int RATE_FOR_MEMORY = 5_000;

  private static final Measure PAID = Measure.of("paid", "orders/s");
  private static final Measure BEHIND = Measure.of("group furthest behind", "s");
  private static final Measure RESIDENT = Measure.of("most memory", "MB resident");

  private final Class<?> program;
  private final int rate;
  private final Duration watched;
  private final Measure behind;
  private final Measure resident;

  EverythingBench(Class<?> program, int rate, Duration watched) {
    this.program = program;
    this.rate = rate;
    this.watched = watched;
    this.behind = rate >= RATE_TO_KEEP_UP_WITH ? BEHIND.aimsAt(Target.valueAtMost(5)) : BEHIND;
    this.resident = rate == RATE_FOR_MEMORY ? RESIDENT.aimsAt(Target.valueAtMost(600)) : RESIDENT;
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        new Comparison(
            "everything in one process at %,d orders/s, its first %d s"
                .formatted(rate, watched.toSeconds()),
            List.of(PAID, behind, resident),
            0,
            this::run,
            Optional.empty()));
  }

  private Map<Measure, Double> run() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ProgramProcess everything = ProgramProcess.everything(program, rate)) {
      KafkaConnection kafka = new KafkaConnection(everything.brokerAddress(), "bench", "bench");
      KafkaAdmin admin = KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD).await();
      long begunNanos = System.nanoTime();
      double most = 0;
      List<PartitionLag> lags = List.of();
      double seconds = 0;
      while (seconds < watched.toSeconds()) {
        LockSupport.parkNanos(STEP.toNanos());
        lags = admin.measure().await();
        seconds = (System.nanoTime() - begunNanos) / 1e9;
        most = Math.max(most, furthestBehind(lags, seconds));
      }
      admin.close().await();
      Map<Measure, Double> values = new HashMap<>();
      values.put(PAID, sum(lags, Groups.STANDARD.payments(), PartitionLag::committed) / seconds);
      values.put(behind, most);
      everything
          .mostResidentBytes()
          .ifPresent(bytes -> values.put(resident, (double) (bytes >> 20)));
      return values;
    } finally {
      vertx.close().await();
    }
  }

  /**
   * In seconds of what came in, in the mean since the start.
   *
   * @param seconds since the start
   */
  private static double furthestBehind(List<PartitionLag> lags, double seconds) {
    return lags.stream()
        .map(PartitionLag::group)
        .distinct()
        .mapToDouble(
            group -> {
              long end = sum(lags, group, PartitionLag::end);
              return end == 0 ? 0 : sum(lags, group, PartitionLag::lag) * seconds / end;
            })
        .max()
        .orElse(0);
  }

  private static long sum(
      List<PartitionLag> lags, String group, ToLongFunction<PartitionLag> what) {
    return lags.stream().filter(each -> each.group().equals(group)).mapToLong(what).sum();
  }
}
