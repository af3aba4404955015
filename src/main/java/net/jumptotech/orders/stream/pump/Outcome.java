package net.jumptotech.orders.stream.pump;

import java.util.List;
import java.util.Objects;
import java.util.function.Function;

/** The result of processing one record. Each kind lets its offset be committed. */
public sealed interface Outcome {

  /** Processed without a result. */
  Outcome DONE = new Emitted(List.of());

  /** Processed; these records are the result. */
  record Emitted(List<OutgoingRecord> records) implements Outcome {
    public Emitted {
      records = List.copyOf(records);
    }
  }

  /**
   * Cannot be processed: becomes a dead letter, whole.
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
