package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * A dead letter with its content.
 *
 * @param key empty if the record had none
 * @param value likewise
 * @param headers all of them, those of the record and ours, in order
 */
public record DeadLetter(
    DeadLetterNote note, Optional<Content> key, Optional<Content> value, List<Field> headers) {

  /** Bytes of a value that a list shows. */
  public static final int SHOWN_BYTES = 16 * 1_024;

  private static final int MOST_HEADERS = 100;

  /** Bytes of a header that a list shows; our own headers are short. */
  private static final int SHOWN_HEADER_BYTES = 2 * 1_024;

  public DeadLetter {
    headers = List.copyOf(headers);
  }

  /**
   * Bytes as they came.
   *
   * @param shown the beginning, or all of them
   * @param length of the whole
   */
  public record Content(byte[] shown, int length) {

    /**
     * @param length original length, if it is larger
     */
    static Optional<Content> of(byte[] bytes, int most, int length) {
      return Optional.ofNullable(bytes)
          .map(
              it ->
                  new Content(
                      it.length <= most ? it : Arrays.copyOf(it, most),
                      Math.max(it.length, length)));
    }

    public boolean isCut() {
      return shown.length < length;
    }

    /** Empty if they are not UTF-8. Leaves out a character that was cut through. */
    public Optional<String> text() {
      int end = shown.length;
      if (isCut()) {
        while (end > 0 && end > shown.length - 4 && (shown[end - 1] & 0xc0) == 0x80) {
          end--;
        }
        if (end > 0 && (shown[end - 1] & 0xc0) == 0xc0) {
          end--;
        }
      }
      return DeadLetterNote.text(Arrays.copyOf(shown, end));
    }
  }

  public record Field(String name, Optional<Content> value) {}

  /** Bytes of it that are in memory. */
  long shownBytes() {
    long bytes = bytes(key) + bytes(value);
    for (Field header : headers) {
      bytes += header.name().length() + bytes(header.value());
    }
    return bytes;
  }

  private static long bytes(Optional<Content> content) {
    return content.map(it -> it.shown().length).orElse(0);
  }

  /** What was left out because the dead letter was too large, in words. */
  public Optional<String> omitted() {
    return headers.stream()
        .filter(it -> it.name().equals(DeadLetterHeaders.OMITTED))
        .reduce((one, later) -> later)
        .flatMap(Field::value)
        .map(it -> new String(it.shown(), UTF_8));
  }

  public static DeadLetter of(ConsumerRecord<byte[], byte[]> letter, int most) {
    List<Field> headers = new ArrayList<>();
    int mostOfHeader = most == Integer.MAX_VALUE ? most : SHOWN_HEADER_BYTES;
    for (Header header : letter.headers()) {
      if (headers.size() < MOST_HEADERS || most == Integer.MAX_VALUE) {
        headers.add(new Field(header.key(), Content.of(header.value(), mostOfHeader, 0)));
      }
    }
    return new DeadLetter(
        DeadLetterNote.of(letter),
        Content.of(letter.key(), most, letter.serializedKeySize()),
        Content.of(letter.value(), most, letter.serializedValueSize()),
        headers);
  }
}
