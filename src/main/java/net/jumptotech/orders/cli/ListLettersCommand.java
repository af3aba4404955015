package net.jumptotech.orders.cli;

import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import net.jumptotech.orders.stream.replay.LetterBook;
import net.jumptotech.orders.stream.replay.LetterCause;
import net.jumptotech.orders.stream.replay.LetterSelection;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists rejected records by cause, or each. */
@Command(
    name = "list",
    description = "Lists rejected records by cause: each once, however many groups rejected it.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ListLettersCommand implements Callable<Integer> {

  @Option(names = "--each", description = "a line for each record and group instead")
  private boolean each;

  @Option(names = "--all", description = "also those that were replayed or discarded")
  private boolean all;

  @Mixin private LetterOptions options;

  private final PrintStream console;

  ListLettersCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return options.at(
        desk -> {
          LetterBook book = desk.letters().book();
          LetterSelection selection = options.selection(all);
          if (each) {
            DeadLetterDesk.select(
                selection,
                book,
                (record, letter) ->
                    LetterOptions.print(
                        console,
                        "%s  %s  %s  %s  %s  %s: %s",
                        letter.at(),
                        record.place(),
                        letter.place(),
                        letter.rejectedBy(),
                        letter.state(),
                        letter.cause(),
                        letter.reason()));
          } else {
            print(LetterCause.of(selection, book));
          }
          return 0;
        });
  }

  private void print(List<LetterCause> causes) {
    for (LetterCause it : causes) {
      LetterOptions.print(console, "%,d × %s: %s", it.records(), it.cause(), it.reason());
      LetterOptions.print(
          console,
          "    %s; %s to %s; for example %s",
          String.join(", ", it.groups()),
          it.oldest(),
          it.newest(),
          it.example());
    }
    if (causes.isEmpty()) {
      console.println("no such dead letter" + (all ? "" : " is open"));
    }
  }
}
