package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.jumptotech.orders.tracing.OrderSpan;
import net.jumptotech.orders.tracing.OrderTraces;
import net.jumptotech.orders.tracing.Traceparent;
import org.apache.kafka.common.header.Header;

/** Begins the spans of the records that a group is processing, where they are traced. */
public final class RecordSpans {

  private final OrderTraces traces;
  private final String group;

  public RecordSpans(OrderTraces traces, String group) {
    this.traces = traces;
    this.group = group;
  }

  /**
   * Any thread.
   *
   * @return null if the record is not traced, as mostly
   */
  public OrderSpan begin(ReceivedRecord record) {
    Header header = record.unwrap().headers().lastHeader(Traceparent.HEADER);
    if (header == null) {
      return null;
    }
    return traces
        .process(
            header.value(),
            record.topic(),
            record.partition(),
            record.offset(),
            group,
            record.key() == null ? null : new String(record.key(), UTF_8))
        .orElse(null);
  }
}
