package net.jumptotech.orders.stream.replay;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jumptotech.orders.stream.Replay;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;

/** A record with the last dead letter of each group that rejected it. */
public final class RejectedRecord {

  /** How often a record is replayed unchanged. */
  public static final int MOST_REPLAYS = 3;

  private final String place;
  private final Optional<Replay.Place> source;
  private final Optional<String> key;
  private final Map<String, Letter> letters = new TreeMap<>(); // by group

  /**
   * The last dead letter of a group; of whoever refused an input that was no record if the group is
   * empty.
   *
   * @param at when it became one
   * @param replays how often it had been replayed before
   */
  public record Letter(
      int partition,
      long offset,
      Instant at,
      String group,
      String cause,
      String reason,
      int attempts,
      int replays,
      LetterState state) {

    /** {@code 0-17}, as in the address of a dead letter. */
    public String place() {
      return partition + "-" + offset;
    }

    /** Who rejected it, for people. */
    public String rejectedBy() {
      return group.isEmpty() ? DeadLetterSearch.PRODUCER : group;
    }

    Letter with(LetterState decided) {
      return new Letter(partition, offset, at, group, cause, reason, attempts, replays, decided);
    }
  }

  RejectedRecord(String place, Optional<Replay.Place> source, Optional<String> key) {
    this.place = place;
    this.source = source;
    this.key = key;
  }

  /** {@code orders-2@1500}, or where an input was that never became a record. */
  public String place() {
    return place;
  }

  /** Where it was; empty if it never was a record, so that it cannot be replayed. */
  public Optional<Replay.Place> source() {
    return source;
  }

  /** As text; empty if it has none, or none that is text. */
  public Optional<String> key() {
    return key;
  }

  public Collection<Letter> letters() {
    return letters.values();
  }

  /** A letter that is not newer than the known one of its group changes nothing. */
  void put(DeadLetterNote note, String cause, String reason) {
    Letter found =
        new Letter(
            note.partition(),
            note.offset(),
            note.at(),
            note.group().orElse(""),
            cause,
            reason,
            note.attempts().orElse(1),
            note.replays(),
            note.replays() >= MOST_REPLAYS ? LetterState.PARKED : LetterState.OPEN);
    letters.merge(found.group, found, RejectedRecord::later);
  }

  /** A reader that lost its position writes a letter again: that decides nothing anew. */
  private static Letter later(Letter known, Letter found) {
    boolean isRepeated = found.replays <= known.replays;
    return isRepeated ? known : found;
  }

  /** Somebody decided about the letter at this place; an older one of its group is past. */
  void decide(String letter, LetterState decided) {
    letters.replaceAll((group, each) -> each.place().equals(letter) ? each.with(decided) : each);
  }
}
