package net.jumptotech.orders.cli;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.backup.Restore;
import net.jumptotech.orders.runtime.Shell;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Exit codes: 0 restored, 1 it was refused or failed, 2 wrong configuration. */
@Command(
    name = "restore",
    description = {
      "Makes a data directory from a backup. First it checks every file of the backup.",
      "What happened after the backup is gone: an order that was paid since is charged again when"
          + " it is sent again, unless the payment provider recognises it."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RestoreCommand implements Callable<Integer> {

  @Parameters(paramLabel = "DIR", description = "directory of the backup")
  private Path directory;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "data directory to make; must not be in use (default: ./data)")
  private String data;

  @Option(
      names = "--fresh",
      description = "replace the contents of the data directory; otherwise it must be empty")
  private boolean fresh;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/all.yaml")
  private String conf;

  private final PrintStream console;

  RestoreCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, data, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) throws Exception {
    Restore.Report made = Restore.make(directory, descriptor.data(), fresh);
    console.printf(
        "restored %s from %s: %d files, %s, as of %s, made by Orders %s%n",
        made.data(),
        directory,
        made.files(),
        BackupCommand.megabytes(made.bytes()),
        made.at(),
        made.version());
    if (made.hasBroker()) {
      console.println(
          "  orders accepted after that moment are gone; their senders must send them again");
      console.println(
          "  payments made after that moment are not in it: such an order is charged again when it"
              + " is sent again, unless the payment provider recognises it");
    } else {
      console.println(
          "  it has documents only; analytics reads what is missing from the topics again");
    }
    console.printf(
        "to start with it, run: orders --source none --data %s%n", Shell.word(made.data()));
    return 0;
  }
}
