package net.jumptotech.orders.stream.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.WrittenRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The facts about a dead letter, without its content.
 *
 * @param at when it became one
 * @param key if it is text and at most 256 bytes long; longer keys are no order ids
 * @param reason what was wrong, field by field
 * @param cause in one word ({@link DeadLetterCause}); earlier versions did not say
 * @param exception class of the exception
 * @param group that gave up on it; empty if it never was a record of a topic
 * @param attempts how often it was tried
 * @param replays how often it had been replayed into that group before
 * @param version of the code that gave up
 * @param source the original record with its offset; empty if there was none
 * @param sourceAt the time of that record
 * @param input where it came from, if not from a topic: {@code file:orders.csv}
 * @param line of that input
 */
public record DeadLetterNote(
    int partition,
    long offset,
    Instant at,
    Optional<String> key,
    String reason,
    Optional<String> cause,
    String exception,
    Optional<String> group,
    Optional<Integer> attempts,
    int replays,
    Optional<String> version,
    Optional<WrittenRecord> source,
    Optional<Instant> sourceAt,
    Optional<String> input,
    Optional<Long> line) {

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,18}");
  private static final int LONGEST_REASON = 2_000;

  /**
   * Limit of every other text: otherwise a writer to the topic could keep a megabyte each in
   * memory.
   */
  private static final int LONGEST = 256;

  public DeadLetterNote {
    Objects.requireNonNull(at, "at");
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(exception, "exception");
  }

  public static DeadLetterNote of(ConsumerRecord<byte[], byte[]> letter) {
    Dialect of = Dialect.of(letter);
    String reason = header(letter, of.message, LONGEST_REASON).orElse("");
    return new DeadLetterNote(
        letter.partition(),
        letter.offset(),
        Instant.ofEpochMilli(Math.max(0, letter.timestamp())),
        Optional.ofNullable(letter.key())
            .filter(it -> it.length <= LONGEST)
            .flatMap(DeadLetterNote::text),
        reason,
        header(letter, DeadLetterHeaders.CAUSE),
        header(letter, of.exception).orElse(""),
        header(letter, of.group).map(name -> of == Dialect.CONNECT ? "connect-" + name : name),
        number(letter, of.attempts).map(Long::intValue),
        number(letter, DeadLetterHeaders.REPLAYS).map(Long::intValue).orElse(0),
        header(letter, DeadLetterHeaders.VERSION),
        source(letter, of),
        number(letter, of, of.timestamp).map(Instant::ofEpochMilli),
        header(letter, DeadLetterHeaders.SOURCE),
        number(letter, DeadLetterHeaders.LINE));
  }

  /** The same, with the reason in other words. */
  public DeadLetterNote because(String words) {
    return new DeadLetterNote(
        partition, offset, at, key, words, cause, exception, group, attempts, replays, version,
        source, sourceAt, input, line);
  }

  private static Optional<WrittenRecord> source(ConsumerRecord<byte[], byte[]> letter, Dialect of) {
    Optional<String> topic = header(letter, of.topic);
    Optional<Long> partition = number(letter, of, of.partition);
    Optional<Long> offset = number(letter, of, of.offset);
    return topic.isPresent() && partition.isPresent() && offset.isPresent()
        ? Optional.of(new WrittenRecord(topic.get(), partition.get().intValue(), offset.get()))
        : Optional.empty();
  }

  /**
   * The last one: a record that was a dead letter before and was sent again has older ones, too.
   */
  private static Optional<String> header(
      ConsumerRecord<byte[], byte[]> letter, String name, int longest) {
    Header last = letter.headers().lastHeader(name);
    return last == null || last.value() == null
        ? Optional.empty()
        : text(last.value()).map(it -> Shown.cut(it, longest));
  }

  private static Optional<String> header(ConsumerRecord<byte[], byte[]> letter, String name) {
    return header(letter, name, LONGEST);
  }

  private static Optional<Long> number(
      ConsumerRecord<byte[], byte[]> letter, Dialect of, String name) {
    Header last = letter.headers().lastHeader(name);
    return of == Dialect.SPRING && last != null ? Dialect.binary(last) : number(letter, name);
  }

  private static Optional<Long> number(ConsumerRecord<byte[], byte[]> letter, String name) {
    return header(letter, name).filter(text -> NUMBER.matcher(text).matches()).map(Long::parseLong);
  }

  /** Empty if it is not UTF-8. */
  static Optional<String> text(byte[] bytes) {
    try {
      return Optional.of(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException binary) {
      return Optional.empty();
    }
  }
}
