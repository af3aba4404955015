package net.jumptotech.orders.http.api;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** The checked parameters of a request, by name; missing ones have the contract's default. */
public record Parameters(Map<String, Object> values) {

  public Parameters {
    values = Map.copyOf(values);
  }

  public Optional<String> text(String name) {
    return Optional.ofNullable((String) values.get(name));
  }

  /**
   * @param parser throws {@link IllegalArgumentException} that says what was expected and found
   * @throws Problem 400 that names the parameter
   */
  public <T> Optional<T> text(String name, Function<String, T> parser) {
    return text(name)
        .map(
            text -> {
              try {
                return parser.apply(text);
              } catch (IllegalArgumentException wrong) {
                throw Problem.invalid(name, wrong.getMessage());
              }
            });
  }

  public Optional<Boolean> flag(String name) {
    return Optional.ofNullable((Boolean) values.get(name));
  }

  public Optional<BigDecimal> decimal(String name) {
    return Optional.ofNullable((BigDecimal) values.get(name));
  }

  /**
   * @throws Problem 400 if it is missing
   */
  @SuppressWarnings("unchecked") // the contract guarantees it
  public <T> T required(String name) {
    if (!values.containsKey(name)) {
      throw Problem.invalid(name, "is required");
    }
    return (T) values.get(name);
  }

  /** A number with a default and limits in the contract that fit an int. */
  public int number(String name) {
    return Math.toIntExact((Long) values.get(name));
  }
}
