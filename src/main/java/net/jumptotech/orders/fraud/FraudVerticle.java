package net.jumptotech.orders.fraud;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.ExternalVerdict;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.fraud.rules.AmountRule;
import net.jumptotech.orders.fraud.rules.Explanation;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.pump.Outcome;
import net.jumptotech.orders.stream.pump.OutgoingRecord;
import net.jumptotech.orders.stream.pump.Processor;
import net.jumptotech.orders.stream.pump.Pump;
import net.jumptotech.orders.stream.pump.PumpOptions;

/** Checks every order by the rules. A suspicious order gets one alert, however often it is sent. */
public final class FraudVerticle extends VerticleBase {

  /** Counts all alerts of external rules together, since their names are unknown. */
  private static final String OTHERS = "";

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final String alertsTopic;
  private final FraudOptions fraudOptions;
  private final List<AmountRule> rules;
  private final ProcessInfo process;
  private final Clock clock;
  private Pump<Order> pump;
  private RoleFrames frames;
  private final Map<String, Long> alerts = new HashMap<>(); // by rule
  private Optional<ExternalRules> externalRules = Optional.empty();
  private MessageConsumer<Buffer> explaining;

  /**
   * @param options settled in {@code alertsTopic}
   */
  public FraudVerticle(
      KafkaConnection kafka,
      PumpOptions options,
      String alertsTopic,
      FraudOptions fraudOptions,
      ProcessInfo process,
      Clock clock) {
    this.kafka = kafka;
    this.options = options;
    this.alertsTopic = alertsTopic;
    this.fraudOptions = fraudOptions;
    this.rules = fraudOptions.rules();
    this.process = process;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    externalRules =
        fraudOptions
            .askWithin()
            .map(within -> new ExternalRules(vertx, within, FraudVerticle::millis));
    pump = new Pump<>(vertx, kafka, options, new FraudProcessor());
    pump.start();
    frames =
        RoleFrames.publish(
            vertx,
            Role.FRAUD.toString(),
            process,
            options.instance(),
            pump,
            () ->
                pump.status()
                    .health()
                    .and(externalRules.map(ExternalRules::health).orElse(Health.UP)),
            this::counts,
            JsonArray::new,
            this::about);
    explaining = vertx.eventBus().consumer(Addresses.FRAUD_EXPLAIN);
    explaining.handler(this::explain);
    return explaining.completion();
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return explaining.unregister().eventually(pump::stop);
  }

  private Map<String, Long> counts() {
    Map<String, Long> counts = new HashMap<>();
    counts.put(Counts.ALERTS, alerts.values().stream().mapToLong(it -> it).sum());
    externalRules.ifPresent(it -> counts.putAll(it.counts()));
    return counts;
  }

  private boolean isOurs(String rule) {
    return rules.stream().anyMatch(it -> it.name().equals(rule));
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }

  private JsonObject about() {
    JsonArray ruleCounts = new JsonArray();
    for (AmountRule rule : rules) {
      ruleCounts.add(
          new JsonObject()
              .put("rule", rule.name())
              .put("version", rule.version())
              .put("reason", rule.reason())
              .put("above", rule.above())
              .put("except", new JsonArray(List.copyOf(new TreeSet<>(rule.except()))))
              .put("alerts", alerts.getOrDefault(rule.name(), 0L)));
    }
    return new JsonObject().put(RoleFrame.RULES, ruleCounts);
  }

  private void explain(Message<Buffer> question) {
    try {
      Order order = EventJson.accepted(question.body().getBytes());
      question.reply(Explanation.of(rules, order).toJson(process.name()));
    } catch (InvalidEvent noOrder) {
      question.fail(0, noOrder.getMessage());
    }
  }

  private final class FraudProcessor implements Processor<Order> {

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
      Optional<FraudAlert> alert = AmountRule.firstAlert(rules, order, clock.instant());
      if (alert.isPresent() || externalRules.isEmpty()) {
        return Future.succeededFuture(outcome(alert));
      }
      return externalRules
          .get()
          .of(order)
          .map(verdict -> outcome(verdict.map(it -> alert(order, it))));
    }

    @Override
    public Optional<Consumer<List<byte[]>>> committed() {
      return fraudOptions.announces()
          ? Optional.of(FraudVerticle.this::announce)
          : Optional.empty();
    }

    private FraudAlert alert(Order order, ExternalVerdict verdict) {
      return new FraudAlert(
          order.id(),
          verdict.reason(),
          order.total(),
          order.country(),
          verdict.rule(),
          verdict.ruleVersion(),
          clock.instant(),
          order.sender());
    }

    private Outcome outcome(Optional<FraudAlert> raised) {
      return raised
          .map(
              alert -> {
                alerts.merge(isOurs(alert.rule()) ? alert.rule() : OTHERS, 1L, Long::sum);
                return Outcome.emit(
                    new OutgoingRecord(alertsTopic, alert.orderId(), EventJson.bytes(alert)));
              })
          .orElse(Outcome.DONE);
    }
  }

  private void announce(List<byte[]> committed) {
    for (byte[] alert : committed) {
      vertx.eventBus().publish(Addresses.FRAUD_ALERTS, new JsonObject(Buffer.buffer(alert)));
    }
  }
}
