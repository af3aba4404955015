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
  private final SideInput side; // null if it is of the input itself
  private final long at;
  private final long receivedNanos = System.nanoTime();
  private volatile List<ProducerRecord<byte[], byte[]>> result;

  InFlightRecord(ReceivedRecord record, OwnedPartition partition) {
    this(record, partition, null, record.offset());
  }

  /**
   * @param side where it was read; null if in the partition itself
   * @param at its offset there
   */
  InFlightRecord(ReceivedRecord record, OwnedPartition partition, SideInput side, long at) {
    this.record = record;
    this.partition = partition;
    this.side = side;
    this.at = at;
  }

  ReceivedRecord record() {
    return record;
  }

  OwnedPartition partition() {
    return partition;
  }

  /** Whether it came by a side input: then its own place is not the one where it was read. */
  boolean isOfSide() {
    return side != null;
  }

  /** Its offset where it was read. */
  long at() {
    return at;
  }

  /** Whether it was already processed, and is read again. */
  boolean wasHandled() {
    return side == null ? partition.wasHandled(record) : side.wasHandled(at);
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
