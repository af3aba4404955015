package net.jumptotech.orders.http.deadletters;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.stream.DeadLetterHeaders;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;

/**
 * Takes personal fields out of dead letters. A record that is a JSON object is shown without them.
 * Nobody knows where they are in any other, so nothing of it is shown.
 *
 * @param fields that are hidden; none if the letter is shown whole
 */
public record HiddenInLetter(PersonalFields fields) {

  private static final Set<String> NOT_PERSONAL = Set.of("traceparent", "sender");
  private static final String OUR_PACKAGES = "net.jumptotech.orders.";

  /** Where a reason begins to quote the record. */
  private static final Pattern QUOTE = Pattern.compile("\\bwas (?=.)|[\"'](?=.)|not JSON[^:]*: ");

  public DeadLetterNote in(DeadLetterNote note) {
    return fields.isEmpty() ? note : note.because(reason(note));
  }

  /** Without what it quotes; nothing of a reason that others wrote. */
  private static String reason(DeadLetterNote note) {
    if (!note.exception().startsWith(OUR_PACKAGES)) {
      return PersonalFields.MASK;
    }
    Matcher quote = QUOTE.matcher(note.reason());
    return quote.find()
        ? note.reason().substring(0, quote.end()) + PersonalFields.MASK
        : note.reason();
  }

  String value(Optional<String> text) {
    if (text.isPresent()) {
      try {
        Map<String, Object> record = Json.object(text.get().getBytes(UTF_8));
        return new String(Json.bytes(record, fields), UTF_8);
      } catch (InvalidEvent other) {
        // below
      }
    }
    return PersonalFields.MASK;
  }

  String header(String name, Optional<String> text, DeadLetterNote note) {
    if (name.equals(DeadLetterHeaders.MESSAGE)) {
      return reason(note);
    }
    return name.startsWith(DeadLetterHeaders.PREFIX) || NOT_PERSONAL.contains(name)
        ? text.orElse(PersonalFields.MASK)
        : PersonalFields.MASK;
  }
}
