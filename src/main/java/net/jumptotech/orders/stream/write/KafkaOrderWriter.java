package net.jumptotech.orders.stream.write;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
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
  private int inFlight;

  /**
   * @param purpose distinguishes the writers of this process
   */
  public KafkaOrderWriter(Vertx vertx, KafkaConnection kafka, Topics topics, String purpose) {
    this.kafka = kafka;
    Map<String, Object> config = kafka.writer(purpose);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
    this.stream =
        KafkaWriteStream.create(
            vertx, config, new ByteArraySerializer(), new ByteArraySerializer());
    stream.exceptionHandler(known -> {}); // each send's own future reports it
    this.topics = topics;
    this.deadLetters = new DeadLetterEncoder(topics.deadLetters(), kafka.version());
  }

  @Override
  public Future<WrittenRecord> write(Order order) {
    return send(new ProducerRecord<>(topics.orders(), order.id().key(), EventJson.bytes(order)));
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
