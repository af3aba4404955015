package net.jumptotech.orders.stream.pump;

import java.util.Map;
import net.jumptotech.orders.stream.BoundedConsumer;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Creates the two Kafka clients of a pump, again for each session. Tests inject faults here. */
interface PumpClients {

  /** A member of the pump's group. */
  Consumer<byte[], byte[]> member();

  /** Reads the side inputs, outside of any group. */
  Consumer<byte[], byte[]> sideReader();

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
      public Consumer<byte[], byte[]> sideReader() {
        Map<String, Object> config = kafka.reader(options.name() + "-side");
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, options.pollRecords());
        return new BoundedConsumer(config);
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
