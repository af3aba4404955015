package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import net.jumptotech.orders.tracing.OrderSpan;
import net.jumptotech.orders.tracing.OrderTraces;
import net.jumptotech.orders.tracing.Traceparent;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The spans of the records that a group is processing, for those that are traced, which are mostly
 * few. Every record that is begun must be ended. Used on one Vert.x context.
 */
public final class RecordSpans {

  private final OrderTraces traces;
  private final String group;
  private final Context context;
  private final Map<ReceivedRecord, OrderSpan> spans = new HashMap<>();

  public RecordSpans(OrderTraces traces, String group, Context context) {
    this.traces = traces;
    this.group = group;
    this.context = context;
  }

  public void begin(ReceivedRecord record) {
    Header header = record.unwrap().headers().lastHeader(Traceparent.HEADER);
    if (header != null) {
      traces
          .process(
              header.value(),
              record.topic(),
              record.partition(),
              record.offset(),
              group,
              record.key() == null ? null : new String(record.key(), UTF_8))
          .ifPresent(span -> spans.put(record, span));
    }
  }

  /** Whatever the work logs, asks or sends belongs to the trace. Completes on the context. */
  public <T> Future<T> process(ReceivedRecord record, Supplier<Future<T>> work) {
    OrderSpan span = spans.get(record);
    return span == null ? work.get() : span.inside(context, work);
  }

  /** Lets an outcome belong to the trace of its cause. */
  public void mark(ProducerRecord<byte[], byte[]> outcome, ReceivedRecord cause) {
    OrderSpan span = spans.get(cause);
    if (span != null) {
      outcome.headers().add(Traceparent.HEADER, span.traceparent());
    }
  }

  /**
   * @param log writes the line about it, which has the trace
   */
  public void failed(ReceivedRecord record, Throwable cause, Runnable log) {
    OrderSpan span = spans.get(record);
    if (span == null) {
      log.run();
    } else {
      span.failed(cause);
      span.during(log);
    }
  }

  public void end(ReceivedRecord record) {
    OrderSpan span = spans.remove(record);
    if (span != null) {
      span.end();
    }
  }
}
