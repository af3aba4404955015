package net.jumptotech.orders.stream.pump;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** How handling one record ended. Each of them lets its offset be committed. */
public sealed interface Outcome {

  /** Handled, and nothing is to be said about it. */
  Outcome DONE = new Emitted(List.of());

  /** Handled; these records say what came of it. */
  record Emitted(List<OutgoingRecord> records) implements Outcome {
    public Emitted {
      records = List.copyOf(records);
    }
  }

  /**
   * Cannot be handled: goes to the dead letters, whole.
   *
   * @param attempts how often it was tried
   */
  record Rejected(Throwable cause, int attempts) implements Outcome {
    public Rejected {
      Objects.requireNonNull(cause, "cause");
    }
  }

  static Outcome emit(OutgoingRecord record) {
    return new Emitted(List.of(record));
  }

  default <R> R match(Function<Emitted, R> emitted, Function<Rejected, R> rejected) {
    return this instanceof Emitted it ? emitted.apply(it) : rejected.apply((Rejected) this);
  }
}
