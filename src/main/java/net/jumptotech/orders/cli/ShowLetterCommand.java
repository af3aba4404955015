package net.jumptotech.orders.cli;

import java.io.PrintStream;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Shows rejected records with their bytes. */
@Command(
    name = "show",
    description =
        "Shows rejected records with key, headers and value, and what would become of them.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ShowLetterCommand implements Callable<Integer> {

  private static final int LONGEST_HEADER = 500;

  @Mixin private LetterOptions options;

  private final PrintStream console;

  ShowLetterCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return options.at(
        desk -> {
          AtomicInteger shown = new AtomicInteger();
          desk.letters()
              .open(
                  options.selection(true),
                  desk.letters().book(),
                  opened -> {
                    shown.incrementAndGet();
                    show(opened);
                  });
          if (shown.get() == 0) {
            console.println("no such dead letter");
          }
          return shown.get() == 0 ? 1 : 0;
        });
  }

  private void show(DeadLetterDesk.Opened opened) {
    LetterOptions.print(
        console,
        "%s rejected by %s: %s: %s",
        opened.record().place(),
        opened.letter().rejectedBy(),
        opened.letter().cause(),
        opened.letter().reason());
    LetterOptions.print(
        console,
        "  dead letter %s of %s, %s after %d attempts and %d replays; today: %s %s",
        opened.letter().place(),
        opened.letter().at(),
        opened.letter().state(),
        opened.letter().attempts(),
        opened.letter().replays(),
        opened.verdict().kind(),
        opened.verdict().reason());
    DeadLetter whole = opened.whole();
    LetterOptions.print(console, "  key: %s", text(whole.key(), LONGEST_HEADER));
    for (DeadLetter.Field header : whole.headers()) {
      LetterOptions.print(console, "  %s: %s", header.name(), text(header.value(), LONGEST_HEADER));
    }
    LetterOptions.print(console, "%s", text(whole.value(), Integer.MAX_VALUE));
  }

  private static String text(Optional<DeadLetter.Content> bytes, int longest) {
    return bytes
        .map(it -> it.text().orElseGet(() -> it.length() + " bytes that are not UTF-8"))
        .map(it -> Shown.cut(it, longest))
        .orElse("none");
  }
}
