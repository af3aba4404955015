package net.jumptotech.orders.cli.bench;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The speed of Kafka's producer alone: writes orders as fast as it takes them, with the settings of
 * our own writer. The reference for arrays of orders.
 */
final class BareProducer {

  static final String NAME = "Kafka's producer alone, with the same records";

  private BareProducer() {}

  /** Blocks the caller until all of them are acknowledged. */
  static Pace write(KafkaConnection kafka, NumberedOrders orders, int most, Duration longest)
      throws Exception {
    Pace pace = Pace.begin();
    CompletableFuture<Void> failure = new CompletableFuture<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            kafka.writer("bare-producer"), new ByteArraySerializer(), new ByteArraySerializer())) {
      send(producer, orders, failure).get();
      pace.reached(1);
      int sent = 1;
      while (sent < most && pace.runningNanos() < longest.toNanos()) {
        send(producer, orders, failure);
        sent++;
      }
      producer.flush();
      pace.reached(sent);
    }
    if (failure.isCompletedExceptionally()) {
      failure.get();
    }
    return pace;
  }

  private static Future<RecordMetadata> send(
      KafkaProducer<byte[], byte[]> producer,
      NumberedOrders orders,
      CompletableFuture<Void> failure) {
    NumberedOrders.Numbered order = orders.next();
    return producer.send(
        new ProducerRecord<>(Topics.STANDARD.orders(), order.key(), order.json()),
        (at, cause) -> {
          if (cause != null) {
            failure.completeExceptionally(cause);
          }
        });
  }
}
