package net.jumptotech.orders.runtime;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Objects;

/**
 * The state of a part of the system, with an explanation that contains no secrets.
 *
 * @param detail why it is not {@link State#UP}, empty if it is
 */
public record Health(@JsonProperty("status") State state, String detail) {

  public static final Health UP = new Health(State.UP, "");

  /** UP: works. DEGRADED: waits for something and continues by itself. DOWN: does not work. */
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

  /** The worse of the two; the details of both if they are equally bad. */
  public Health and(Health other) {
    int difference = state.compareTo(other.state);
    if (difference != 0) {
      return difference > 0 ? this : other;
    }
    return state == State.UP ? UP : new Health(state, detail + "; " + other.detail);
  }
}
