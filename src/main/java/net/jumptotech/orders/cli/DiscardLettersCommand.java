package net.jumptotech.orders.cli;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import net.jumptotech.orders.stream.replay.LetterSelection;
import net.jumptotech.orders.stream.replay.RejectedRecord;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Notes that nothing is to be done about rejected records. */
@Command(
    name = "discard",
    description = {
      "Marks rejected records as closed, with nothing to be done; they stay on the topic.",
      "Without --yes it only tells how many."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class DiscardLettersCommand implements Callable<Integer> {

  @Option(names = "--yes", description = "do it")
  private boolean yes;

  @Mixin private RecordedCommand.Said said;

  @Mixin private LetterOptions options;

  private final PrintStream console;

  DiscardLettersCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (!options.selection(false).isNarrow()) {
      throw new StartFailure(
          "say which: PLACE, --cause, --group, --topic, --since or --until (orders dead-letters"
              + " list shows the causes)");
    }
    if (yes) {
      said.checkReason();
    }
    return options.at(this::run);
  }

  private int run(LetterOptions.Desk desk) {
    LetterSelection selection = options.selection(false);
    List<RejectedRecord.Letter> chosen = new ArrayList<>();
    DeadLetterDesk.select(selection, desk.letters().book(), (record, letter) -> chosen.add(letter));
    if (chosen.isEmpty()) {
      console.println("no such dead letter is open");
      return 1;
    }
    if (!yes) {
      console.printf(
          "would discard %,d dead letters; do it with --yes --why TEXT%n", chosen.size());
      return 0;
    }
    Map<String, Object> what = new LinkedHashMap<>(selection.toMap());
    what.put("letters", chosen.size());
    new RecordedCommand(desk.vertx(), desk.kafka(), "dead-letters discard", what, said)
        .run(
            () ->
                desk.vertx()
                    .executeBlocking(
                        () -> {
                          desk.letters().discard(chosen, said.who());
                          return null;
                        },
                        false),
            done -> Map.of())
        .await();
    console.printf("discarded %,d dead letters%n", chosen.size());
    return 0;
  }
}
