package net.jumptotech.orders.stream.replay;

import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Rejected records with the same cause: the reason is the same but for the values in it.
 *
 * @param cause in one word
 * @param reason with {@code …} for each value
 * @param records how many, each counted once
 * @param groups that rejected them
 * @param example place of the newest
 */
public record LetterCause(
    String cause,
    String reason,
    long records,
    List<String> groups,
    Instant oldest,
    Instant newest,
    String example) {

  /** The value, and which partition was expected. */
  private static final Pattern VALUE =
      Pattern.compile(", was .*|\"[^\"]*\"|[0-9]+(?= of [0-9])", Pattern.DOTALL);

  /** What is selected, by cause; the most frequent first. */
  public static List<LetterCause> of(LetterSelection selection, LetterBook book) {
    Map<String, Tally> tallies = new LinkedHashMap<>();
    DeadLetterDesk.select(
        selection,
        book,
        (record, letter) ->
            tallies
                .computeIfAbsent(
                    letter.cause() + " " + withoutValues(letter.reason()),
                    any -> new Tally(letter.cause(), withoutValues(letter.reason())))
                .add(record, letter));
    return tallies.values().stream()
        .map(Tally::cause)
        .sorted(Comparator.comparingLong(LetterCause::records).reversed())
        .toList();
  }

  static String withoutValues(String reason) {
    return VALUE.matcher(reason).replaceAll("…").replaceAll("…$", "");
  }

  private static final class Tally {
    private final String cause;
    private final String reason;
    private final TreeSet<String> groups = new TreeSet<>();
    private RejectedRecord last; // the letters of a record come one after the other
    private long records;
    private Instant oldest = Instant.MAX;
    private Instant newest = Instant.MIN;
    private String example = "";

    Tally(String cause, String reason) {
      this.cause = cause;
      this.reason = reason;
    }

    void add(RejectedRecord record, RejectedRecord.Letter letter) {
      records += record == last ? 0 : 1;
      last = record;
      groups.add(letter.rejectedBy());
      oldest = letter.at().isBefore(oldest) ? letter.at() : oldest;
      if (letter.at().isAfter(newest)) {
        newest = letter.at();
        example = record.place();
      }
    }

    LetterCause cause() {
      return new LetterCause(cause, reason, records, List.copyOf(groups), oldest, newest, example);
    }
  }
}
