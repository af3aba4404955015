package net.jumptotech.orders.event;

import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A record that breaks the wire contract, with every violation. */
public final class InvalidEvent extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient List<Violation> problems;
  private final transient Optional<OrderId> orderId;

  /**
   * @param field path of the field, empty for the record as a whole
   * @param message what was expected, and what was found
   */
  public record Violation(String field, String message) {

    /** Escapes both, since they may contain what a sender wrote. */
    public Violation {
      field = Shown.visible(field);
      message = Shown.visible(message);
    }

    @Override
    public String toString() {
      return field.isEmpty() ? message : field + ": " + message;
    }
  }

  public InvalidEvent(List<Violation> problems) {
    this(problems, Optional.empty());
  }

  /**
   * @param orderId of the intended order, if it can be read
   */
  InvalidEvent(List<Violation> problems, Optional<OrderId> orderId) {
    // no stack trace: a million bad records must not cost a million stack walks
    super(
        problems.stream().map(Violation::toString).collect(Collectors.joining("; ")),
        null,
        false,
        false);
    this.problems = List.copyOf(problems);
    this.orderId = orderId;
  }

  public InvalidEvent(String field, String message) {
    this(List.of(new Violation(field, message)));
  }

  /** The same, with each violation in other words. */
  public InvalidEvent told(UnaryOperator<Violation> words) {
    return new InvalidEvent(problems.stream().map(words).toList(), orderId);
  }

  public List<Violation> problems() {
    return problems;
  }

  /** The intended order, if its id can be read. */
  public Optional<OrderId> orderId() {
    return orderId;
  }
}
