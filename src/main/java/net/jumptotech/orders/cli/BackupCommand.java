package net.jumptotech.orders.cli;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.backup.Backup;
import net.jumptotech.orders.runtime.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exit codes: 0 the backup is complete, 1 it could not be made, 2 wrong configuration. */
@Command(
    name = "backup",
    description = {
      "Copies the data directory, also while Orders is running: topics, offsets and documents as of"
          + " one moment.",
      "Running processes on this machine are paused for a fraction of a second."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BackupCommand implements Callable<Integer> {

  @Parameters(
      paramLabel = "DIR",
      description = "directory for the backup; must not exist, or be empty")
  private Path directory;

  @Option(names = "--data", paramLabel = "DIR", description = "data directory (default: ./data)")
  private String data;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/all.yaml")
  private String conf;

  private final PrintStream console;

  BackupCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, data, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) throws Exception {
    Backup.Report made = Backup.make(descriptor.data(), directory);
    console.printf(
        "backed up %s to %s: %d files, %s, as of %s%n",
        descriptor.data(), directory, made.files(), megabytes(made.bytes()), made.at());
    if (!made.paused().isEmpty()) {
      console.printf(
          "  paused for %d ms: process %s%n",
          made.pause().toMillis(),
          String.join(", ", made.paused().stream().map(Object::toString).toList()));
    }
    if (!made.hasBroker()) {
      console.printf(
          "  not in it: orders, outcomes, dead letters and offsets, which are in topics on %s;"
              + " back them up there%n",
          descriptor.bootstrapServers().orElse("other brokers"));
    }
    if (descriptor.couchbase().isPresent()) {
      console.println(
          "  not in it: documents, which are in Couchbase; back them up there, or after a restore"
              + " run: orders store --rebuild");
    } else if (!made.hasStore()) {
      console.println("  not in it: documents; analytics makes them from the topics");
    }
    console.printf("to restore it, run: orders restore %s --data DIR%n", Shell.word(directory));
    return 0;
  }

  static String megabytes(long bytes) {
    return String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
