package net.jumptotech.orders.analytics;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Clock;
import java.util.Map;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.Outcome;
import net.jumptotech.orders.stream.Processor;
import net.jumptotech.orders.stream.Pump;
import net.jumptotech.orders.stream.PumpOptions;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.RoleFrames;

/**
 * Merges what the three topics say of an order into its document. Offsets move only behind what the
 * store has acknowledged; while it cannot write, nothing is read beyond what fits in flight.
 */
public final class AnalyticsVerticle extends VerticleBase {

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

  /**
   * @param options settled nowhere: facts may come again
   * @param store open, and closed by whoever opened it
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
            store,
            documents -> {
              stored += documents.size();
              newest.add(documents);
            });
    pump = new Pump<>(vertx, kafka, options, new Clerk());
    pump.start();
    frames =
        RoleFrames.publish(
            vertx,
            "analytics",
            process,
            options.instance(),
            pump,
            () -> pump.status().health().and(store.health()),
            () -> Map.of("stored", stored),
            newest::take);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return pump.stop();
  }

  private final class Clerk implements Processor<OrderFact> {

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
  }
}
