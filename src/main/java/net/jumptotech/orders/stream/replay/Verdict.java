package net.jumptotech.orders.stream.replay;

/**
 * What today's code would make of a rejected record.
 *
 * @param reason it would have, or had where it cannot be known
 */
public record Verdict(Kind kind, String reason) {

  /** Those before {@link #FAILS_AS_BEFORE} are worth a replay. */
  public enum Kind {
    PASSES("would pass"),

    /** Its processing failed then, and shows only when it is tried: a provider, a store, a bug. */
    READS("can be read; whether it passes shows only when it is tried"),

    FAILS_AS_BEFORE("fails as before"),
    FAILS_OTHERWISE("fails otherwise"),

    /** Its content was too large to be kept, or it never was a record. */
    IMPOSSIBLE("cannot be replayed");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    public boolean isWorthIt() {
      return this == PASSES || this == READS;
    }

    public boolean isPossible() {
      return this != IMPOSSIBLE;
    }

    @Override
    public String toString() {
      return text;
    }
  }
}
