package net.jumptotech.orders.stream.replay;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.OrderRecords;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.deadletters.DeadLetterCause;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/**
 * Finds out, without any effect, what the code of this process would make of a rejected record:
 * reads it as the groups do.
 */
final class Rehearsal {

  private final Topics topics;

  Rehearsal(Topics topics) {
    this.topics = topics;
  }

  /** The record of a dead letter, as its group would read it again. */
  static ReceivedRecord original(ConsumerRecord<byte[], byte[]> letter, Replay.Place source) {
    return original(source, letter.key(), letter.value(), headers(letter));
  }

  static ReceivedRecord original(
      Replay.Place source, byte[] key, byte[] value, List<Header> headers) {
    return new ReceivedRecord(
        new ConsumerRecord<>(
            source.topic(),
            source.partition(),
            source.offset(),
            source.timestamp(),
            TimestampType.LOG_APPEND_TIME,
            key == null ? ConsumerRecord.NULL_SIZE : key.length,
            value == null ? ConsumerRecord.NULL_SIZE : value.length,
            key,
            value,
            new RecordHeaders(headers),
            Optional.empty()));
  }

  /** Those of the rejected record: without what says why it was rejected. */
  static List<Header> headers(ConsumerRecord<byte[], byte[]> letter) {
    return Stream.of(letter.headers().toArray())
        .filter(
            it ->
                !it.key().startsWith(DeadLetterHeaders.PREFIX)
                    && !it.key().startsWith(DeadLetterHeaders.BROKERS))
        .toList();
  }

  /**
   * @param record as it would be read; its partition is not looked at, since it is replayed in the
   *     one where its key belongs
   * @param letter of the group that rejected it
   */
  Verdict of(ReceivedRecord record, RejectedRecord.Letter letter) {
    Optional<String> wrong = wrong(record);
    if (wrong.isPresent()) {
      return wrong.get().equals(letter.reason())
          ? new Verdict(Verdict.Kind.FAILS_AS_BEFORE, letter.reason())
          : new Verdict(Verdict.Kind.FAILS_OTHERWISE, wrong.get());
    }
    return letter.cause().equals(DeadLetterCause.GIVEN_UP.toString())
            || letter.cause().equals(DeadLetterCause.FAULT.toString())
        ? new Verdict(Verdict.Kind.READS, letter.reason())
        : new Verdict(Verdict.Kind.PASSES, "");
  }

  /** Why its group would reject it at once; empty if it would not. */
  Optional<String> wrong(ReceivedRecord record) {
    try {
      OrderRecords.checkWhole(record);
      if (record.topic().equals(topics.orders())) {
        OrderRecords.order(record);
      } else if (record.topic().equals(topics.payments())) {
        OrderRecords.payment(record);
      } else if (record.topic().equals(topics.fraudAlerts())) {
        OrderRecords.fraudAlert(record);
      } else {
        return Optional.of("no group reads " + record.topic());
      }
      return Optional.empty();
    } catch (InvalidEvent wrong) {
      return Optional.of(wrong.getMessage());
    }
  }
}
