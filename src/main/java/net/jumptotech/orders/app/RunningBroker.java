package net.jumptotech.orders.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The embedded broker that another process runs with a data directory, which knows its address. */
final class RunningBroker {

  private static final Pattern NOTE =
      Pattern.compile("pid ([0-9]{1,18})" + DataDirectory.ITS_BROKER + "(\\S+)");

  private RunningBroker() {}

  /**
   * Reads only.
   *
   * @return empty if there is none, or if it cannot be told: it may be another user's, or run in a
   *     container
   */
  static Optional<String> address(Path data) {
    Path file = data.resolve(DataDirectory.BROKER_LOCK);
    try {
      Matcher note = NOTE.matcher(Files.exists(file) ? Files.readString(file).strip() : "");
      return note.matches() && DataDirectory.isOpenIn(Long.parseLong(note.group(1)), file)
          ? Optional.of(note.group(2))
          : Optional.empty();
    } catch (IOException notOurs) {
      return Optional.empty();
    }
  }
}
