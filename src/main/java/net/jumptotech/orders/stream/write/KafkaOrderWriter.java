package net.jumptotech.orders.stream.write;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.kafka.client.common.KafkaClientOptions;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.SenderHeader;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.tracing.OrderTraces;
import net.jumptotech.orders.tracing.Traceparent;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes with the Vert.x Kafka client: an idempotent producer, every record acknowledged by all
 * in-sync replicas.
 */
public final class KafkaOrderWriter implements OrderWriter {

  private static final int DELIVERY_TIMEOUT_MS = 30_000;

  private final KafkaConnection kafka;
  private final KafkaWriteStream<byte[], byte[]> stream;
  private final Topics topics;
  private final DeadLetterEncoder deadLetters;
  private final OrderTraces traces; // null if nothing is traced
  private int inFlight;

  /**
   * @param purpose distinguishes the writers of this process
   */
  public KafkaOrderWriter(Vertx vertx, KafkaConnection kafka, Topics topics, String purpose) {
    this(vertx, kafka, topics, kafka.writer(purpose));
  }

  /** As the other one, for orders of a source: nobody waits for a single one. */
  public static KafkaOrderWriter ofSource(
      Vertx vertx, KafkaConnection kafka, Topics topics, String purpose) {
    return new KafkaOrderWriter(vertx, kafka, topics, kafka.sourceWriter(purpose));
  }

  private KafkaOrderWriter(
      Vertx vertx, KafkaConnection kafka, Topics topics, Map<String, Object> config) {
    this.kafka = kafka;
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    this.stream =
        KafkaWriteStream.create(
            vertx,
            // our own spans have the names of today's conventions
            new KafkaClientOptions().setConfig(config).setTracingPolicy(TracingPolicy.IGNORE),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    stream.exceptionHandler(known -> {}); // each send's own future reports it
    this.topics = topics;
    this.deadLetters = new DeadLetterEncoder(topics.deadLetters(), kafka.version());
    this.traces = OrderTraces.of(vertx).orElse(null);
  }

  @Override
  public Future<WrittenRecord> write(Order order) {
    return traces == null ? send(record(order)) : traced(order, false);
  }

  @Override
  public Future<WrittenRecord> writeApart(Order order) {
    return traces == null ? send(record(order)) : traced(order, true);
  }

  private ProducerRecord<byte[], byte[]> record(Order order) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(topics.orders(), order.id().key(), EventJson.bytes(order));
    SenderHeader.add(order, record);
    return record;
  }

  private Future<WrittenRecord> traced(Order order, boolean apart) {
    ProducerRecord<byte[], byte[]> record = record(order);
    return traces
        .send(record.topic(), order.id().text(), apart)
        .map(
            span -> {
              record.headers().add(Traceparent.HEADER, span.traceparent());
              return send(record)
                  .onSuccess(at -> span.written(at.partition(), at.offset()))
                  .onFailure(span::failed)
                  .onComplete(done -> span.end());
            })
        .orElseGet(() -> send(record));
  }

  @Override
  public Future<WrittenRecord> reject(
      byte[] input, InvalidEvent reason, Map<String, String> source) {
    return send(deadLetters.of(input, reason, source));
  }

  private Future<WrittenRecord> send(ProducerRecord<byte[], byte[]> record) {
    inFlight++;
    return stream
        .send(record)
        .map(at -> new WrittenRecord(at.topic(), at.partition(), at.offset()))
        .recover(cause -> Future.failedFuture(KafkaUnusable.orElse(cause, kafka)))
        .onComplete(done -> inFlight--);
  }

  @Override
  public int inFlight() {
    return inFlight;
  }

  @Override
  public Future<Void> close() {
    return stream.close();
  }
}
