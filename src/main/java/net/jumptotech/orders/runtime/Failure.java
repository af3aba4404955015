package net.jumptotech.orders.runtime;

import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/** Why something failed, for people: in a line, without the names of classes. */
public final class Failure {

  public static final String SILENCE = "no answer in time";

  private static final int LONGEST = 200;

  private Failure() {}

  public static String inWords(Throwable failure) {
    Throwable cause = failure;
    while (cause.getCause() != null
        && (cause instanceof CompletionException || cause instanceof ExecutionException)) {
      cause = cause.getCause();
    }
    // by name, since drivers and Kafka have their own
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
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }
}
