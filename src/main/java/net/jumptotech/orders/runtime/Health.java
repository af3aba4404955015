package net.jumptotech.orders.runtime;

import java.util.Objects;

/**
 * How a part of the system is, in a word and a sentence without secrets.
 *
 * @param detail why it is not {@link State#UP}, empty if it is
 */
public record Health(State state, String detail) {

  public static final Health UP = new Health(State.UP, "");

  /** UP: works. DEGRADED: waits for something and goes on by itself. DOWN: does not work. */
  public enum State {
    UP,
    DEGRADED,
    DOWN
  }

  public Health {
    Objects.requireNonNull(state, "state");
    Objects.requireNonNull(detail, "detail");
  }

  public static Health degraded(String detail) {
    return new Health(State.DEGRADED, detail);
  }

  public static Health down(String detail) {
    return new Health(State.DOWN, detail);
  }

  /** The worse of the two, the sentence of both where they are equally bad. */
  public Health and(Health other) {
    int difference = state.compareTo(other.state);
    if (difference != 0) {
      return difference > 0 ? this : other;
    }
    return state == State.UP ? UP : new Health(state, detail + "; " + other.detail);
  }
}
