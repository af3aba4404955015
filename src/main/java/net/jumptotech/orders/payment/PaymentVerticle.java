package net.jumptotech.orders.payment;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.monitor.frames.Counts;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.pump.Outcome;
import net.jumptotech.orders.stream.pump.OutgoingRecord;
import net.jumptotech.orders.stream.pump.Processor;
import net.jumptotech.orders.stream.pump.Pump;
import net.jumptotech.orders.stream.pump.PumpOptions;
import net.jumptotech.orders.tracing.OrderTraces;

/**
 * Gives every order its one outcome. A cancelled order is not charged. Any other order goes to the
 * gateway, with its id as idempotency key, until the gateway answers. If it never answers, the
 * order becomes a dead letter.
 */
public final class PaymentVerticle extends VerticleBase {

  private final KafkaConnection kafka;
  private final PumpOptions options;
  private final String paymentsTopic;
  private final Function<Vertx, PaymentGateway> gateways;
  private final Retry retry;
  private final ProcessInfo process;
  private final Clock clock;
  private final Map<Payment.Status, Long> outcomes = new EnumMap<>(Payment.Status.class);
  private MeasuredGateway gateway;
  private Optional<OrderTraces> traces = Optional.empty();
  private int charging; // orders whose charge is not known yet
  private int unanswered; // those of them of which at least one request had no answer
  private Pump<Order> pump;
  private RoleFrames frames;

  /**
   * @param options settled in {@code paymentsTopic}
   * @param gateways creates the gateway on the verticle's context
   * @param retry attempts and pauses until the gateway answers
   */
  public PaymentVerticle(
      KafkaConnection kafka,
      PumpOptions options,
      String paymentsTopic,
      Function<Vertx, PaymentGateway> gateways,
      Retry retry,
      ProcessInfo process,
      Clock clock) {
    this.kafka = kafka;
    this.options = options;
    this.paymentsTopic = paymentsTopic;
    this.gateways = gateways;
    this.retry = retry;
    this.process = process;
    this.clock = clock;
  }

  @Override
  public Future<?> start() {
    gateway = new MeasuredGateway(gateways.apply(vertx), kafka.metrics());
    traces = OrderTraces.of(vertx);
    pump = new Pump<>(vertx, kafka, options, new PaymentProcessor());
    pump.start();
    frames =
        RoleFrames.publish(
            vertx,
            Role.PAYMENT.toString(),
            process,
            options.instance(),
            pump,
            () -> pump.status().health(),
            this::counts,
            JsonArray::new);
    return Future.succeededFuture();
  }

  @Override
  public Future<?> stop() {
    frames.close();
    return pump.stop();
  }

  private Map<String, Long> counts() {
    return Map.of(
        Counts.PAID,
        count(Payment.Status.PAID),
        Counts.DECLINED,
        count(Payment.Status.DECLINED),
        Counts.NOT_CHARGED,
        count(Payment.Status.NOT_CHARGED),
        Counts.GATEWAY_IN_FLIGHT,
        (long) gateway.inFlight(),
        Counts.GATEWAY_ASKED,
        (long) (charging - unanswered),
        Counts.GATEWAY_UNANSWERED,
        (long) unanswered);
  }

  private long count(Payment.Status status) {
    return outcomes.getOrDefault(status, 0L);
  }

  private final class PaymentProcessor implements Processor<Order> {

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
      Work work = new Work(order, clock.instant());
      if (order.status() == OrderStatus.CANCELLED) {
        return Future.succeededFuture(
            settle(work, Payment.Status.NOT_CHARGED, Payment.ORDER_CANCELLED, ""));
      }
      return charge(work)
          .map(
              answer ->
                  answer.match(
                      paid -> settle(work, Payment.Status.PAID, "", paid.paymentId()),
                      declined -> settle(work, Payment.Status.DECLINED, declined.reason(), "")))
          .recover(
              noAnswer -> Future.succeededFuture(new Outcome.Rejected(noAnswer, retry.attempts())));
    }

    private Future<PaymentGateway.Answer> charge(Work work) {
      Future<PaymentGateway.Answer> charged = retry.run(vertx, () -> request(work));
      charging++;
      return charged.onComplete(
          known -> {
            charging--;
            unanswered -= work.isUnanswered ? 1 : 0;
          });
    }

    private Future<PaymentGateway.Answer> request(Work work) {
      work.attempts++;
      Future<PaymentGateway.Answer> answer =
          traces.isPresent()
              ? traces.get().calling("charge", vertx, () -> charge(work.order))
              : charge(work.order);
      return answer.onFailure(
          noAnswer -> {
            unanswered += work.isUnanswered ? 0 : 1;
            work.isUnanswered = true;
          });
    }

    private Future<PaymentGateway.Answer> charge(Order order) {
      return gateway.charge(order.id(), order.total());
    }

    private Outcome settle(Work work, Payment.Status status, String reason, String paymentId) {
      outcomes.merge(status, 1L, Long::sum);
      Order order = work.order;
      Payment payment =
          new Payment(
              order.id(),
              status,
              reason,
              order.total(),
              order.country(),
              paymentId,
              clock.instant(),
              Optional.of(work.startedAt),
              work.attempts,
              order.sender());
      return Outcome.emit(new OutgoingRecord(paymentsTopic, order.id(), EventJson.bytes(payment)));
    }
  }

  /** An order in progress. */
  private static final class Work {
    private final Order order;
    private final Instant startedAt;
    private int attempts;
    private boolean isUnanswered;

    Work(Order order, Instant startedAt) {
      this.order = order;
      this.startedAt = startedAt;
    }
  }
}
