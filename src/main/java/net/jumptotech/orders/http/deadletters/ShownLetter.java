package net.jumptotech.orders.http.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;

/**
 * A dead letter as answers show it.
 *
 * @param place as {@code /api/dead-letters/{place}} takes it
 * @param orderId its key, if that can be the id of an order
 */
public record ShownLetter(
    String place,
    Instant at,
    Optional<String> orderId,
    String reason,
    String exception,
    Optional<String> group,
    Optional<Integer> attempts,
    Optional<String> version,
    Source source) {

  public static ShownLetter of(DeadLetterNote note) {
    return new ShownLetter(
        place(note),
        note.at(),
        note.key().filter(ShownLetter::isOrderId),
        note.reason(),
        note.exception(),
        note.group(),
        note.attempts(),
        note.version(),
        new Source(
            note.source().map(WrittenRecord::topic),
            note.source().map(WrittenRecord::partition),
            note.source().map(WrittenRecord::offset),
            note.sourceAt(),
            note.input(),
            note.line()));
  }

  public static String place(DeadLetterNote note) {
    return note.partition() + "-" + note.offset();
  }

  private static boolean isOrderId(String key) {
    try {
      OrderId.of(key);
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  /** Where it comes from: a record, or a line of an input; only what is known is written. */
  @JsonInclude(JsonInclude.Include.NON_EMPTY)
  record Source(
      Optional<String> topic,
      Optional<Integer> partition,
      Optional<Long> offset,
      Optional<Instant> timestamp,
      Optional<String> input,
      Optional<Long> line) {}

  /** With its content. */
  record Whole(
      @JsonUnwrapped ShownLetter note,
      Optional<Bytes> key,
      Optional<Bytes> value,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> omitted,
      List<Header> headers) {

    static Whole of(DeadLetter letter, HiddenInLetter hidden) {
      DeadLetterNote note = letter.note();
      ShownLetter shown = ShownLetter.of(hidden.in(note));
      if (hidden.fields().isEmpty()) {
        return new Whole(
            shown,
            letter.key().map(Bytes::of),
            letter.value().map(Bytes::of),
            letter.omitted(),
            letter.headers().stream()
                .map(it -> new Header(it.name(), it.value().map(Bytes::of)))
                .toList());
      }
      return new Whole(
          shown,
          letter.key().map(key -> Bytes.of(shown.orderId().orElse(PersonalFields.MASK))),
          letter.value().map(value -> Bytes.of(hidden.value(value.text()))),
          letter.omitted(),
          letter.headers().stream()
              .map(
                  it ->
                      new Header(
                          it.name(),
                          it.value()
                              .map(value -> hidden.header(it.name(), value.text(), note))
                              .map(Bytes::of)))
              .toList());
    }
  }

  record Header(String name, Optional<Bytes> value) {}

  /**
   * @param text if it is UTF-8
   * @param base64 if it is not
   * @param bytes of the whole
   */
  record Bytes(
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> text,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> base64,
      long bytes,
      boolean cut) {

    /** Of what is shown instead; the length of the original could tell what it is. */
    private static Bytes of(String shown) {
      return new Bytes(Optional.of(shown), Optional.empty(), shown.getBytes(UTF_8).length, false);
    }

    private static Bytes of(DeadLetter.Content content) {
      Optional<String> text = content.text();
      return new Bytes(
          text,
          text.isPresent()
              ? Optional.empty()
              : Optional.of(Base64.getEncoder().encodeToString(content.shown())),
          content.length(),
          content.isCut());
    }
  }
}
