package net.jumptotech.orders.stream.pump;

import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the two Kafka clients of a pump, again for each session. Tests inject faults here. */
interface PumpClients {

  /** A member of the pump's group. */
  Consumer<byte[], byte[]> member();

  /** A transactional producer, always with the same transactional id. */
  Producer<byte[], byte[]> writer();

  static PumpClients of(KafkaConnection kafka, PumpOptions options) {
    return new PumpClients() {
      @Override
      public Consumer<byte[], byte[]> member() {
        return new BoundedConsumer(
            kafka.groupMember(options.name(), options.group(), options.pollRecords()));
      }

      @Override
      public Producer<byte[], byte[]> writer() {
        return new KafkaProducer<>(
            kafka.transactionalWriter(options.name()),
            new ByteArraySerializer(),
            new ByteArraySerializer());
      }
    };
  }
}
