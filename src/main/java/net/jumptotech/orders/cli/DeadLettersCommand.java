package net.jumptotech.orders.cli;

import java.io.PrintStream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The parent of the commands that work on dead letters. */
@Command(
    name = "dead-letters",
    description = {
      "Shows rejected records by cause, rehearses them without any effect, replays them into the"
          + " groups that rejected them, or discards them.",
      "Works on the brokers that KAFKA_BOOTSTRAP_SERVERS names."
    },
    mixinStandardHelpOptions = true,
    synopsisSubcommandLabel = "COMMAND",
    sortOptions = false)
final class DeadLettersCommand {

  private DeadLettersCommand() {}

  static CommandLine with(PrintStream console) {
    return new CommandLine(new DeadLettersCommand())
        .addSubcommand(new ListLettersCommand(console))
        .addSubcommand(new ShowLetterCommand(console))
        .addSubcommand(new RehearseLettersCommand(console))
        .addSubcommand(new ReplayLettersCommand(console))
        .addSubcommand(new DiscardLettersCommand(console));
  }
}
