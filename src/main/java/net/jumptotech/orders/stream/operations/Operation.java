package net.jumptotech.orders.stream.operations;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jumptotech.orders.event.Shown;

/**
 * Something that somebody did, wants to do, or was refused. Texts are cut, so its size is bounded.
 *
 * @param who name of the principal; empty where nobody has to say who they are
 * @param from address of the connection, or the host of a command
 * @param action operation id of the contract, or a command
 * @param what parameters; before, after: what was changed, or how it ended
 * @param why the reason that was given for it
 * @param of hash of the record that says what was {@link Outcome#ASKED}
 */
public record Operation(
    String who,
    String from,
    String action,
    Outcome outcome,
    Map<String, Object> what,
    Optional<String> why,
    Map<String, Object> before,
    Map<String, Object> after,
    Optional<String> of) {

  public static final int LONGEST_TEXT = 500;

  /** How far it came. */
  public enum Outcome {
    /** It is about to be done; a second record says how it ended. */
    ASKED,
    DONE,
    FAILED,
    REFUSED;

    @Override
    public String toString() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public Operation {
    who = cut(who);
    from = cut(from);
    what = bounded(what);
    why = why.map(Operation::cut);
    before = bounded(before);
    after = bounded(after);
  }

  public static Operation of(
      String who, String from, String action, Outcome outcome, Map<String, Object> what) {
    return new Operation(
        who, from, action, outcome, what, Optional.empty(), Map.of(), Map.of(), Optional.empty());
  }

  public Operation because(Optional<String> reason) {
    return new Operation(who, from, action, outcome, what, reason, before, after, of);
  }

  /** The same, with the state that it changes. */
  public Operation changing(Map<String, Object> found) {
    return new Operation(who, from, action, outcome, what, why, found, after, of);
  }

  /**
   * How it ended.
   *
   * @param asked hash of the record of this one
   */
  public Operation ended(Outcome how, Map<String, Object> result, String asked) {
    return new Operation(who, from, action, how, what, why, before, result, Optional.of(asked));
  }

  /** The same as done already, with a result. */
  public Operation done(Map<String, Object> result) {
    return new Operation(who, from, action, Outcome.DONE, what, why, before, result, of);
  }

  /** The same, with a result. */
  public Operation with(Map<String, Object> result) {
    return new Operation(who, from, action, outcome, what, why, before, result, of);
  }

  private static Map<String, Object> bounded(Map<String, Object> values) {
    Map<String, Object> bounded = new LinkedHashMap<>();
    new TreeMap<>(values)
        .forEach((name, value) -> bounded.put(name, value instanceof String it ? cut(it) : value));
    return bounded;
  }

  private static String cut(String text) {
    return Shown.visible(Shown.cut(text, LONGEST_TEXT));
  }
}
