package net.jumptotech.orders.stream.replay;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which dead letters are meant; an empty part does not narrow it.
 *
 * @param places of letters ({@code 0-17}) or of rejected records ({@code orders-2@1500}), or their
 *     keys
 * @param group that rejected the record
 * @param cause in one word, or a part of the reason
 * @param topic of the rejected record
 * @param since when it became a dead letter, from
 * @param until and before
 * @param all those that are decided too
 */
public record LetterSelection(
    Set<String> places,
    Optional<String> group,
    Optional<String> cause,
    Optional<String> topic,
    Optional<Instant> since,
    Optional<Instant> until,
    boolean all) {

  public LetterSelection {
    places = Set.copyOf(places);
  }

  /** Whether it narrows anything. */
  public boolean isNarrow() {
    return !places.isEmpty()
        || group.isPresent()
        || cause.isPresent()
        || topic.isPresent()
        || since.isPresent()
        || until.isPresent();
  }

  /** What narrows it, for the record. */
  public Map<String, Object> toMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    if (!places.isEmpty()) {
      map.put("places", String.join(",", new TreeSet<>(places)));
    }
    group.ifPresent(it -> map.put("group", it));
    cause.ifPresent(it -> map.put("cause", it));
    topic.ifPresent(it -> map.put("topic", it));
    since.ifPresent(it -> map.put("since", it.toString()));
    until.ifPresent(it -> map.put("until", it.toString()));
    return map;
  }

  boolean has(RejectedRecord record, RejectedRecord.Letter letter) {
    return (all || letter.state().isOpen())
        && (places.isEmpty()
            || places.contains(letter.place())
            || places.contains(record.place())
            || record.key().filter(places::contains).isPresent())
        && group.map(letter.group()::equals).orElse(true)
        && cause.map(it -> letter.cause().equals(it) || letter.reason().contains(it)).orElse(true)
        && topic
            .map(it -> record.source().filter(source -> source.topic().equals(it)).isPresent())
            .orElse(true)
        && since.map(it -> !letter.at().isBefore(it)).orElse(true)
        && until.map(it -> letter.at().isBefore(it)).orElse(true);
  }
}
