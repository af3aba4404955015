package net.jumptotech.orders.stream.replay;

import java.util.Locale;

/** What has become of a dead letter. */
public enum LetterState {
  /** Nobody has decided about it, or it failed again. */
  OPEN,

  /** As open, but it was replayed as often as may be: only an edited record is replayed. */
  PARKED,

  /** Given to its group once more, which has not rejected it since. */
  REPLAYED,

  DISCARDED;

  /** Whether something is still to be done. */
  public boolean isOpen() {
    return this == OPEN || this == PARKED;
  }

  /** As it is called on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
