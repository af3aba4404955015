package net.jumptotech.orders.script;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.runtime.Failure;

/** Describes an error in a file, in a sentence that begins with its name and line. */
final class ScriptError {

  private static final int LONGEST = 500;

  private ScriptError() {}

  /** {@code fraud-webhook.js:12: TypeError: undefined is not a function}. */
  static String in(Path file, Throwable failed) {
    String name = file.getFileName().toString();
    Throwable root = Failure.root(failed);
    String message =
        root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
    String where = line(name, failed).map(line -> name + ":" + line).orElse(name);
    return Failure.shortened(where + ": " + message.replaceAll("\\s*\\R\\s*", " ").trim(), LONGEST);
  }

  /** The line of the innermost call in the file; a compiler's message contains it already. */
  private static Optional<Integer> line(String name, Throwable failed) {
    List<StackTraceElement> frames =
        Failure.causes(failed)
            .flatMap(each -> Arrays.stream(each.getStackTrace()))
            .filter(frame -> name.equals(frame.getFileName()) && frame.getLineNumber() > 0)
            .toList();
    return frames.stream().findFirst().map(StackTraceElement::getLineNumber);
  }
}
