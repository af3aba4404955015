package net.jumptotech.orders.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingDecision;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.shareddata.LocalMap;
import io.vertx.core.shareddata.Shareable;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/**
 * The traces of orders: one order is one trace, from the request to the store. A trace begins where
 * an order is written, or in the sender's own; the records carry it on in their header {@code
 * traceparent}. A record without this header, or with one that is wrong or not sampled, is not
 * traced.
 *
 * <p>The names of attributes are those of OpenTelemetry's semantic conventions for messaging and
 * Kafka. No attribute has content of an order other than its id. Any thread.
 */
public final class OrderTraces implements Shareable {

  private static final String MAP = "net.jumptotech.orders.tracing";

  private static final AttributeKey<String> ORDER_ID = AttributeKey.stringKey("orders.order_id");
  private static final AttributeKey<String> SYSTEM = AttributeKey.stringKey("messaging.system");
  private static final AttributeKey<String> OPERATION =
      AttributeKey.stringKey("messaging.operation.name");
  private static final AttributeKey<String> OPERATION_TYPE =
      AttributeKey.stringKey("messaging.operation.type");
  private static final AttributeKey<String> TOPIC =
      AttributeKey.stringKey("messaging.destination.name");
  private static final AttributeKey<String> GROUP =
      AttributeKey.stringKey("messaging.consumer.group.name");
  private static final AttributeKey<String> KEY =
      AttributeKey.stringKey("messaging.kafka.message.key");

  private final Tracer tracer;
  private final Sampler sampler;
  private final TraceIds ids;

  /**
   * @param sampler of the tracer
   * @param ids of the tracer
   */
  OrderTraces(Tracer tracer, Sampler sampler, TraceIds ids) {
    this.tracer = tracer;
    this.sampler = sampler;
    this.ids = ids;
  }

  void attach(Vertx vertx) {
    traces(vertx).put(MAP, this);
  }

  /** Empty if nothing is traced. */
  public static Optional<OrderTraces> of(Vertx vertx) {
    return Optional.ofNullable(traces(vertx).get(MAP));
  }

  private static LocalMap<String, OrderTraces> traces(Vertx vertx) {
    return vertx.sharedData().getLocalMap(MAP);
  }

  /**
   * The span that the calling thread or Vert.x context works for; empty if it is not kept.
   *
   * @param made of the ids of its trace and of the span
   */
  public static <T> Optional<T> currentSampled(BiFunction<String, String, T> made) {
    SpanContext current = Span.current().getSpanContext();
    return current.isSampled()
        ? Optional.of(made.apply(current.getTraceId(), current.getSpanId()))
        : Optional.empty();
  }

  /** The trace that the calling thread or Vert.x context works for; empty text if there is none. */
  public static String currentId() {
    SpanContext current = Span.current().getSpanContext();
    return current.isValid() ? current.getTraceId() : "";
  }

  /**
   * Begins the span of writing an order, in the current trace or else in a new one.
   *
   * @param apart if it is one of several orders of a request: then it always begins a trace, with a
   *     link to the current one
   * @return empty if it is not sampled
   */
  public Optional<OrderSpan> send(String topic, String orderId, boolean apart) {
    Context current = Context.current();
    SpanContext request = Span.fromContext(current).getSpanContext();
    if (!apart && request.isValid()) {
      return send(topic, orderId, sending(topic).setParent(current));
    }
    String traceId = ids.generateTraceId();
    if (!begins(traceId)) {
      return Optional.empty();
    }
    SpanBuilder span = sending(topic).setNoParent();
    if (request.isValid()) {
      span.addLink(request);
    }
    return ids.begin(traceId, () -> send(topic, orderId, span));
  }

  /** Asked before there is a span: to make one takes ten times as long, and most are not kept. */
  private boolean begins(String traceId) {
    return sampler
        .shouldSample(Context.root(), traceId, "", SpanKind.PRODUCER, Attributes.empty(), List.of())
        .getDecision()
        .equals(SamplingDecision.RECORD_AND_SAMPLE);
  }

  private SpanBuilder sending(String topic) {
    return tracer.spanBuilder("send " + topic).setSpanKind(SpanKind.PRODUCER);
  }

  private static Optional<OrderSpan> send(String topic, String orderId, SpanBuilder span) {
    return started(span, Context.root()).map(it -> described(it, "send", topic, orderId));
  }

  /**
   * Begins the span of processing a record, in the trace of the record.
   *
   * @param header the value of {@link Traceparent#HEADER}, or null
   * @param key null if the record has none
   * @return empty if the record is not traced
   */
  public Optional<OrderSpan> process(
      byte[] header, String topic, int partition, long offset, String group, String key) {
    Context parent = Traceparent.read(header);
    if (!Span.fromContext(parent).getSpanContext().isValid()) {
      return Optional.empty();
    }
    SpanBuilder span =
        tracer.spanBuilder("process " + topic).setSpanKind(SpanKind.CONSUMER).setParent(parent);
    return started(span, Context.root())
        .map(
            it ->
                described(it, "process", topic, key)
                    .with(GROUP, group)
                    .with(OrderSpan.PARTITION, Integer.toString(partition))
                    .with(OrderSpan.OFFSET, offset));
  }

  /** Only once it is sampled: most are not, and attributes cost more than all else. */
  private static OrderSpan described(
      OrderSpan span, String operation, String topic, String orderId) {
    return span.with(SYSTEM, "kafka")
        .with(OPERATION, operation)
        .with(OPERATION_TYPE, operation)
        .with(TOPIC, topic)
        .with(KEY, orderId)
        .with(ORDER_ID, orderId);
  }

  /**
   * A call to another service, as a span of the current trace if there is one. HTTP clients of
   * Vert.x that {@code call} uses send the trace along.
   */
  public <T> Future<T> calling(String service, Vertx vertx, Supplier<Future<T>> call) {
    Context parent = Context.current();
    if (!Span.fromContext(parent).getSpanContext().isSampled()) {
      return call.get();
    }
    Optional<OrderSpan> begun =
        started(tracer.spanBuilder(service).setSpanKind(SpanKind.CLIENT).setParent(parent), parent);
    return begun
        .map(
            span ->
                span.inside(vertx.getOrCreateContext(), call)
                    .onFailure(span::failed)
                    .onComplete(done -> span.end()))
        .orElseGet(call);
  }

  private static Optional<OrderSpan> started(SpanBuilder builder, Context parent) {
    Span span = builder.startSpan();
    return span.getSpanContext().isSampled()
        ? Optional.of(new OrderSpan(span, parent.with(span)))
        : Optional.empty();
  }
}
