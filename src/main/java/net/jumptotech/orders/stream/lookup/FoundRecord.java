package net.jumptotech.orders.stream.lookup;

import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.tracing.Traceparent;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * What Kafka knows of a record beside its content.
 *
 * @param writtenAt its timestamp
 * @param trace the id of the trace that it belongs to
 */
public record FoundRecord(Instant writtenAt, Optional<String> trace) {

  static FoundRecord of(ConsumerRecord<byte[], byte[]> record) {
    Header trace = record.headers().lastHeader(Traceparent.HEADER);
    return new FoundRecord(
        Instant.ofEpochMilli(Math.max(0, record.timestamp())),
        trace == null ? Optional.empty() : Traceparent.id(trace.value()));
  }
}
