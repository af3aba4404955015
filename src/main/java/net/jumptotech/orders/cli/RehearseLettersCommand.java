package net.jumptotech.orders.cli;

import java.io.PrintStream;
import java.util.Comparator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import net.jumptotech.orders.stream.replay.Verdict;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Tells what today's code would make of rejected records. */
@Command(
    name = "rehearse",
    description = "Tells what today's code would make of rejected records. Changes nothing.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class RehearseLettersCommand implements Callable<Integer> {

  @Mixin private LetterOptions options;

  private final PrintStream console;

  RehearseLettersCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return options.at(
        desk -> {
          Tally tally = new Tally();
          desk.letters().open(options.selection(false), desk.letters().book(), tally::add);
          tally.print(console);
          return 0;
        });
  }

  /** Counts verdicts, and for each kind the reasons. */
  static final class Tally {

    private static final int MOST_REASONS = 5;
    private static final int MOST_KINDS_OF_REASON = 10_000;

    private final Map<Verdict.Kind, Map<String, Long>> reasons = new TreeMap<>();

    void add(DeadLetterDesk.Opened opened) {
      Map<String, Long> ofKind =
          reasons.computeIfAbsent(opened.verdict().kind(), any -> new TreeMap<>());
      String reason = opened.verdict().reason();
      ofKind.merge(
          ofKind.size() < MOST_KINDS_OF_REASON || ofKind.containsKey(reason) ? reason : "other",
          1L,
          Long::sum);
    }

    void print(PrintStream console) {
      reasons.forEach(
          (kind, each) -> {
            long all = each.values().stream().mapToLong(it -> it).sum();
            console.printf("%,d %s%n", all, kind);
            each.entrySet().stream()
                .filter(it -> !it.getKey().isEmpty())
                .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
                .limit(MOST_REASONS)
                .forEach(
                    it ->
                        console.printf(
                            "    %,d × %s%n", it.getValue(), Shown.visible(it.getKey())));
          });
      if (reasons.isEmpty()) {
        console.println("no such dead letter is open");
      }
    }
  }
}
