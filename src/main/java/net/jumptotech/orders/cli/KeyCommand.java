package net.jumptotech.orders.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code orders key}: makes a key for a shop, a program or a person. */
@Command(
    name = "key",
    description = {
      "Makes a key with which a shop, a program or a person sends requests, and the line for the"
          + " file of keys that http.keys-file names. The key itself is kept nowhere."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class KeyCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "NAME",
      description = "under which what they send and do is recorded: shop-a, anna")
  private String name;

  @Option(
      names = "--may",
      paramLabel = "RIGHT[,RIGHT]",
      required = true,
      description =
          "what they may do: orders:send, orders:read, orders:export, orders:operate,"
              + " payments:refund, reviews:decide, rules:publish, or admin for all of it; send,"
              + " read, … are enough")
  private String rights;

  @Option(
      names = "--ids",
      paramLabel = "PREFIX",
      description = "what the ids of their orders must begin with: shop-a- (default: any id)")
  private String ids;

  @Option(
      names = "--until",
      paramLabel = "DATE",
      description = "last day on which the key is good, in UTC: 2027-12-31 (default: no end)")
  private String until;

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "file of keys to which the line is added (default: it is only printed)")
  private Path file;

  private final PrintStream console;

  KeyCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    String key = AccessKey.draw();
    String line =
        KeyFile.line(
            name,
            rights(),
            key,
            Optional.ofNullable(ids),
            Optional.ofNullable(until).map(KeyCommand::date));
    if (file != null) {
      append(line);
    }
    console.println(key);
    console.println(
        "  is the key of "
            + name
            + ", to be sent as: Authorization: Bearer ord_…; it is not shown again");
    if (file == null) {
      console.println("  for the file that http.keys-file (ORDERS_HTTP_KEYS_FILE) names:");
      console.println(line);
    } else {
      console.println(
          "  its line is in " + file + "; an Orders that runs reads it within 5 seconds");
    }
    return 0;
  }

  private Set<Right> rights() {
    try {
      return Right.list(rights);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--may: " + wrong.getMessage(), wrong);
    }
  }

  private static LocalDate date(String text) {
    try {
      return LocalDate.parse(text);
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "--until: expected a date such as 2027-12-31, was \"" + text + "\"", wrong);
    }
  }

  private void append(String line) {
    try {
      KeyFile.append(file, line);
    } catch (IOException failed) {
      throw new StartFailure("--file: " + Failure.describe(failed));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--file: " + file + ": " + wrong.getMessage(), wrong);
    }
  }
}
