package net.jumptotech.orders.analytics;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.pump.Outcome;
import net.jumptotech.orders.stream.pump.Processor;
import net.jumptotech.orders.stream.pump.Pump;
import net.jumptotech.orders.stream.pump.PumpOptions;

/**
 * Merges the records of the three topics about an order into its document. Offsets move only past
 * what the store has acknowledged; while the store cannot write, reading stops at the limit in
 * flight.
 */
public final class AnalyticsVerticle extends VerticleBase {

  private static final long KEEP_EVERY_MS = 500;

  /** While nothing changes, every tenth tick checks whether the store is still the same one. */
  private static final int LOOK_EVERY = 10;

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final Topics topics;
  private final OrderStore store;
  private final ProcessInfo process;
  private final Clock clock;
  private final NewestDocuments newest = new NewestDocuments();
  private StoreBatches batches;
  private Pump<OrderFact> pump;
  private RoleFrames frames;
  private long stored;
  private long keeping;
  private long unchanged;
  private boolean asking;
  private LogProgress kept = new LogProgress("", Map.of());

  /**
   * @param options settled nowhere: facts may come again
   * @param store open; its opener closes it
   */
  public AnalyticsVerticle(
      KafkaConnection kafka,
      PumpOptions options,
      Topics topics,
      OrderStore store,
      ProcessInfo process,
      Clock clock) {
    this.kafka = kafka;
    this.options = options;
    this.topics = topics;
    this.store = store;
    this.process = process;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    batches =
        new StoreBatches(
            vertx,
            store::apply,
            documents -> {
              stored += documents.size();
              newest.add(documents);
            });
    pump = new Pump<>(vertx, kafka, options, new DocumentProcessor());
    pump.start();
    keeping = vertx.setPeriodic(KEEP_EVERY_MS, tick -> keep());
    frames =
        RoleFrames.publish(
            vertx,
            Role.ANALYTICS.toString(),
            process,
            options.instance(),
            pump,
            () -> pump.status().health().and(store.health()),
            () -> Map.of(Counts.STORED, stored),
            newest::take,
            () -> RoleFrames.aboutStore(store.health()));
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    frames.close();
    vertx.cancelTimer(keeping);
    return pump.stop();
  }

  /**
   * Writes the progress to the store, behind the group. So the store shows when it lacks something
   * that the group has read: it was emptied, or an older copy of it was put back.
   */
  private void keep() {
    LogProgress now = pump.handled();
    boolean isNew = !now.equals(kept);
    if (now.upTo().isEmpty() || asking || !isNew && ++unchanged % LOOK_EVERY != 0) {
      return;
    }
    asking = true;
    // after a restart further back, the progress in the store is higher than required
    LogProgress before = now.isAtLeast(kept) ? kept : new LogProgress(now.store(), Map.of());
    store
        .keep(before, now)
        .onComplete(
            done -> {
              asking = false;
              if (done.succeeded() && done.result()) {
                kept = now;
                pump.kept(now);
              } else if (done.succeeded() && pump.handled().store().equals(now.store())) {
                pump.restartSession("the store was emptied, replaced, or is to be rebuilt");
              } // otherwise the store cannot be written to, as its health says
            });
  }

  private final class DocumentProcessor implements Processor<OrderFact> {

    @Override
    public OrderFact read(ReceivedRecord record) throws InvalidEvent {
      if (record.topic().equals(topics.orders())) {
        return new OrderFact.Placed(
            OrderRecords.order(record), record.partition(), record.offset(), clock.instant());
      }
      return record.topic().equals(topics.payments())
          ? new OrderFact.Settled(OrderRecords.payment(record), record.offset())
          : new OrderFact.Flagged(OrderRecords.fraudAlert(record), record.offset());
    }

    @Override
    public OrderId orderId(OrderFact fact) {
      return fact.orderId();
    }

    @Override
    public Future<Outcome> process(OrderFact fact) {
      return batches.add(fact);
    }

    @Override
    public Optional<Supplier<Future<LogProgress>>> kept() {
      return Optional.of(store::progress);
    }
  }
}
