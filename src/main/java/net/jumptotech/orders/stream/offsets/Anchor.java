package net.jumptotech.orders.stream.offsets;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * The record that an outcome belongs to, as a header of the outcome: {@code 474 5 pZ0y3cJq} is
 * offset 474, leader epoch 5, of the topic whose id begins so. Outcomes are written in the order of
 * their orders, so the last one shows how far its partition was processed, whatever happened to the
 * committed offset.
 */
public record Anchor(long offset, Optional<Integer> epoch, String topic) {

  public static final String HEADER = "order.at";

  private static final Pattern FORM = Pattern.compile("(\\d{1,18}) (\\d{1,9}|-) (\\S+)");

  public static Header of(ConsumerRecord<byte[], byte[]> order, String topic) {
    String epoch = order.leaderEpoch().map(Object::toString).orElse("-");
    return new RecordHeader(HEADER, (order.offset() + " " + epoch + " " + topic).getBytes(UTF_8));
  }

  /** Whether a record is an outcome. */
  public static boolean isIn(ProducerRecord<byte[], byte[]> written) {
    return written.headers().lastHeader(HEADER) != null;
  }

  /** Empty if it is not ours. */
  public static Optional<Anchor> of(byte[] header) {
    Matcher found = FORM.matcher(new String(header, UTF_8));
    return found.matches()
        ? Optional.of(
            new Anchor(
                Long.parseLong(found.group(1)),
                Optional.of(found.group(2)).filter(it -> !it.equals("-")).map(Integer::valueOf),
                found.group(3)))
        : Optional.empty();
  }

  /** The position behind that record. */
  OffsetAndMetadata next() {
    return new OffsetAndMetadata(offset + 1, epoch, "");
  }
}
