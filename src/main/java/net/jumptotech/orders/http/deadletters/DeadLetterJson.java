package net.jumptotech.orders.http.deadletters;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;

/** The JSON form of dead letters. */
public final class DeadLetterJson {

  private DeadLetterJson() {}

  public static Map<String, Object> fields(DeadLetter letter) {
    Map<String, Object> out = fields(letter.note());
    out.put("key", bytes(letter.key()));
    out.put("value", bytes(letter.value()));
    letter.omitted().ifPresent(it -> out.put("omitted", it));
    out.put("headers", letter.headers().stream().map(DeadLetterJson::header).toList());
    return out;
  }

  public static Map<String, Object> fields(DeadLetterNote note) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("place", place(note));
    out.put("at", note.at().toString());
    out.put(EventJson.ORDER_ID, note.key().filter(DeadLetterJson::isOrderId).orElse(null));
    out.put("reason", note.reason());
    out.put("exception", note.exception());
    out.put("group", note.group().orElse(null));
    out.put("attempts", note.attempts().orElse(null));
    out.put("version", note.version().orElse(null));
    out.put("source", source(note));
    return out;
  }

  private static Map<String, Object> source(DeadLetterNote note) {
    Map<String, Object> out = new LinkedHashMap<>();
    note.source().ifPresent(it -> out.putAll(place(it)));
    note.sourceAt().ifPresent(it -> out.put("timestamp", it.toString()));
    note.input().ifPresent(it -> out.put("input", it));
    note.line().ifPresent(it -> out.put("line", it));
    return out;
  }

  /** As {@code /api/dead-letters/{place}} takes it. */
  public static String place(DeadLetterNote note) {
    return note.partition() + "-" + note.offset();
  }

  public static Map<String, Object> place(WrittenRecord at) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("topic", at.topic());
    out.put("partition", at.partition());
    out.put("offset", at.offset());
    return out;
  }

  private static boolean isOrderId(String key) {
    try {
      OrderId.of(key);
      return true;
    } catch (IllegalArgumentException other) {
      return false;
    }
  }

  private static Map<String, Object> header(DeadLetter.Field header) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("name", header.name());
    out.put("value", bytes(header.value()));
    return out;
  }

  private static Map<String, Object> bytes(Optional<DeadLetter.Content> content) {
    return content
        .map(
            it -> {
              Map<String, Object> out = new LinkedHashMap<>();
              it.text()
                  .ifPresentOrElse(
                      text -> out.put("text", text),
                      () -> out.put("base64", Base64.getEncoder().encodeToString(it.shown())));
              out.put("bytes", it.length());
              out.put("cut", it.isCut());
              return out;
            })
        .orElse(null);
  }
}
