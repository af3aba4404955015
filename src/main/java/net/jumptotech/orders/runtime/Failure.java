package net.jumptotech.orders.runtime;

import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Describes exceptions in words. */
public final class Failure {

  public static final String SILENCE = "no answer in time";

  private static final int LONGEST = 200;
  private static final int MOST_CAUSES = 20;

  private Failure() {}

  /** Why something failed, for people: in one line, without class names. */
  public static String inWords(Throwable failure) {
    Throwable cause = unwrapped(failure);
    // by name, since drivers and Kafka have their own timeout exceptions
    String name = cause.getClass().getSimpleName();
    if (name.endsWith("TimeoutException")) {
      return SILENCE;
    }
    if (name.startsWith("Disconnect")) {
      return "the connection was lost";
    }
    String text =
        cause.getMessage() == null ? "" : cause.getMessage().strip().lines().findFirst().orElse("");
    if (text.isEmpty()) {
      return name.replaceAll("(Exception|Error)$", "")
          .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
          .toLowerCase(Locale.ROOT);
    }
    return shortened(text, LONGEST);
  }

  /** Its message, or its class if it has none. */
  public static String describe(Throwable failure) {
    return failure.getMessage() == null ? failure.toString() : failure.getMessage();
  }

  /** The same for its innermost cause. */
  public static String describeRoot(Throwable failure) {
    return describe(root(failure));
  }

  /** The innermost cause. */
  public static Throwable root(Throwable failure) {
    return causes(failure).reduce((one, deeper) -> deeper).orElse(failure);
  }

  /** The failure, its cause, the cause of that, and so on; ends even if they form a circle. */
  public static Stream<Throwable> causes(Throwable failure) {
    return Stream.iterate(failure, each -> each != null, Throwable::getCause).limit(MOST_CAUSES);
  }

  /** The exception inside the JDK's wrappers for futures. */
  public static Throwable unwrapped(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
      cause = cause.getCause();
    }
    return cause;
  }

  public static String shortened(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + "…";
  }
}
