package net.jumptotech.orders.stream.pump;

import java.util.List;
import net.jumptotech.orders.stream.ReceivedRecord;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * One record between Kafka and its committed offset. The pump's thread creates and removes it. The
 * verticle's context writes the result, once; the pump's thread replaces it if Kafka will never
 * take it.
 */
final class InFlightRecord {

  private final ReceivedRecord record;
  private final OwnedPartition partition;
  private final long receivedNanos = System.nanoTime();
  private volatile List<ProducerRecord<byte[], byte[]>> result;

  InFlightRecord(ReceivedRecord record, OwnedPartition partition) {
    this.record = record;
    this.partition = partition;
  }

  ReceivedRecord record() {
    return record;
  }

  OwnedPartition partition() {
    return partition;
  }

  long ageNanos() {
    return System.nanoTime() - receivedNanos;
  }

  void finish(List<ProducerRecord<byte[], byte[]>> records) {
    boolean replaced = finished();
    result = records;
    if (!replaced) {
      partition.finished(this);
    }
  }

  boolean finished() {
    return result != null;
  }

  List<ProducerRecord<byte[], byte[]>> result() {
    return result;
  }
}
