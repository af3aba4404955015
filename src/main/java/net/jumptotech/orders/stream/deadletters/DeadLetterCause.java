package net.jumptotech.orders.stream.deadletters;

import java.util.Locale;

/** Why a record became a dead letter, as far as its reader can tell. */
public enum DeadLetterCause {

  /** It breaks the contract of its topic. */
  INVALID,

  /** It is in another partition than the one of its key. */
  MISPLACED,

  /** It is larger than any order, or Kafka does not take its outcome. */
  TOO_LARGE,

  /** Its processor gave up: a gateway that did not answer, or a store that refused it. */
  GIVEN_UP,

  /** An error in our code. */
  FAULT;

  /** As it is called in frames and metrics: {@code too_large}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
