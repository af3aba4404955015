package net.jumptotech.orders.fraud;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.json.JsonArray;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.Outcome;
import net.jumptotech.orders.stream.OutgoingRecord;
import net.jumptotech.orders.stream.Processor;
import net.jumptotech.orders.stream.Pump;
import net.jumptotech.orders.stream.PumpOptions;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.RoleFrames;

/** Judges every order by the rules; whoever is suspected gets one alert, however often it comes. */
public final class FraudVerticle extends VerticleBase {

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final String alertsTopic;
  private final List<FraudRule> rules;
  private final ProcessInfo process;
  private final Clock clock;
  private Pump<Order> pump;
  private RoleFrames frames;
  private long alerts;

  /**
   * @param options settled in {@code alertsTopic}
   */
  public FraudVerticle(
      KafkaConnection kafka,
      PumpOptions options,
      String alertsTopic,
      List<FraudRule> rules,
      ProcessInfo process,
      Clock clock) {
    this.kafka = kafka;
    this.options = options;
    this.alertsTopic = alertsTopic;
    this.rules = List.copyOf(rules);
    this.process = process;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    pump = new Pump<>(vertx, kafka, options, new Judge());
    pump.start();
    frames =
        RoleFrames.publish(
            vertx,
            "fraud",
            process,
            options.instance(),
            pump,
            () -> pump.status().health(),
            () -> Map.of("alerts", alerts),
            JsonArray::new);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return pump.stop();
  }

  private final class Judge implements Processor<Order> {

    @Override
    public Order read(ReceivedRecord record) throws InvalidEvent {
      return OrderRecords.order(record);
    }

    @Override
    public OrderId orderId(Order order) {
      return order.id();
    }

    @Override
    public Future<Outcome> process(Order order) {
      return Future.succeededFuture(
          FraudRule.firstAlert(rules, order, clock.instant())
              .map(
                  alert -> {
                    alerts++;
                    return Outcome.emit(
                        new OutgoingRecord(alertsTopic, order.id(), EventJson.bytes(alert)));
                  })
              .orElse(Outcome.DONE));
    }
  }
}
