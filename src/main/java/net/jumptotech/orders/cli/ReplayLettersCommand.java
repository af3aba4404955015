package net.jumptotech.orders.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import net.jumptotech.orders.stream.replay.LetterSelection;
import net.jumptotech.orders.stream.replay.LetterState;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Gives rejected records to their groups once more. */
@Command(
    name = "replay",
    description = {
      "Replays rejected records into the groups that rejected them, and into no other group.",
      "Without --yes it only tells what it would do. An order that has an outcome gets no second"
          + " one."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ReplayLettersCommand implements Callable<Integer> {

  /** What is more is replayed in another run: their content is in memory. */
  private static final long MOST_BYTES = Runtime.getRuntime().maxMemory() / 4;

  @Option(names = "--yes", description = "do it")
  private boolean yes;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--rate",
      paramLabel = "N",
      defaultValue = "200",
      description = "records per second (default: ${DEFAULT-VALUE})")
  private int rate;

  @Option(
      names = "--edit",
      paramLabel = "FILE",
      description = "replay this content instead of that of the one PLACE")
  private Path edited;

  @Option(
      names = "--also-failing",
      description = "also those that would fail as before or otherwise")
  private boolean alsoFailing;

  @Mixin private LetterOptions options;

  private final PrintStream console;

  ReplayLettersCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    if (rate < 1 || rate > 100_000) {
      throw new StartFailure("--rate: expected 1 to 100000, was " + rate);
    }
    if (yes) {
      said.checkReason();
    }
    return options.at(this::run);
  }

  private int run(LetterOptions.Desk desk) {
    LetterSelection selection = options.selection(false);
    RehearseLettersCommand.Tally tally = new RehearseLettersCommand.Tally();
    List<DeadLetterDesk.Opened> chosen = new ArrayList<>();
    long[] counts = new long[3]; // bytes, parked, left for the next run
    desk.letters()
        .open(
            selection,
            desk.letters().book(),
            opened -> {
              tally.add(opened);
              if (isChosen(opened, counts)) {
                chosen.add(opened);
              }
            });
    tally.print(console);
    if (counts[1] > 0) {
      console.printf(
          "%,d were replayed as often as may be: correct them (--edit) or discard them%n",
          counts[1]);
    }
    if (chosen.isEmpty()) {
      console.println("nothing to replay");
      return 1;
    }
    Optional<Map<String, Object>> edit = edit(desk.letters(), chosen);
    if (!yes) {
      console.printf(
          "would replay %,d, %,d per second; do it with --yes --why TEXT%n", chosen.size(), rate);
      return 0;
    }
    replay(desk, selection, chosen, edit);
    if (counts[2] > 0) {
      console.printf("%,d are left: run it again%n", counts[2]);
    }
    return 0;
  }

  private boolean isChosen(DeadLetterDesk.Opened opened, long[] counts) {
    boolean canBe = edited != null && opened.verdict().kind().isPossible();
    if (!canBe) {
      if (opened.letter().state() == LetterState.PARKED) {
        counts[1]++;
        return false;
      }
      canBe =
          opened.verdict().kind().isWorthIt()
              || alsoFailing && opened.verdict().kind().isPossible();
    }
    if (!canBe) {
      return false;
    }
    byte[] value = opened.value();
    counts[0] += value == null ? 0 : value.length;
    boolean isLeft = counts[0] > MOST_BYTES;
    counts[2] += isLeft ? 1 : 0;
    return !isLeft;
  }

  /** Puts the edited content in place of what was selected. */
  private Optional<Map<String, Object>> edit(
      DeadLetterDesk desk, List<DeadLetterDesk.Opened> chosen) {
    if (edited == null) {
      return Optional.empty();
    }
    if (chosen.stream().map(it -> it.record().place()).distinct().count() != 1) {
      throw new StartFailure("--edit: name one rejected record, such as orders-2@1500");
    }
    try {
      if (Files.size(edited) > EventJson.LARGEST_ORDER) {
        throw new StartFailure(
            "--edit: expected at most %d bytes, %s has %d"
                .formatted(EventJson.LARGEST_ORDER, edited, Files.size(edited)));
      }
      byte[] content = Files.readAllBytes(edited);
      byte[] before = chosen.get(0).value();
      for (int i = 0; i < chosen.size(); i++) {
        chosen.set(i, desk.edited(chosen.get(i), content));
      }
      return Optional.of(Map.of("before_sha256", sha256(before), "after_sha256", sha256(content)));
    } catch (IOException unreadable) {
      throw new StartFailure("--edit: cannot read " + edited + ": " + unreadable.getMessage());
    } catch (InvalidEvent wrong) {
      throw new StartFailure("--edit: " + edited + ": " + wrong.getMessage());
    }
  }

  private void replay(
      LetterOptions.Desk desk,
      LetterSelection selection,
      List<DeadLetterDesk.Opened> chosen,
      Optional<Map<String, Object>> edit) {
    String id = UUID.randomUUID().toString();
    Map<String, Object> what = new LinkedHashMap<>();
    what.put("id", id);
    what.put("letters", chosen.size());
    what.putAll(selection.toMap());
    edit.ifPresent(what::putAll);
    Map<String, Long> done =
        new RecordedCommand(desk.vertx(), desk.kafka(), "dead-letters replay", what, said)
            .run(
                () ->
                    desk.vertx()
                        .executeBlocking(
                            () ->
                                desk.letters().replay(chosen, rate, said.who(), id, this::progress),
                            false),
                Map::<String, Object>copyOf)
            .await();
    done.forEach((group, count) -> console.printf("%,d into %s%n", count, group));
    console.printf(
        "replayed as %s; what fails again is open again: orders dead-letters list%n", id);
  }

  private void progress(long written) {
    if (written % 10_000 == 0) {
      console.printf("%,d%n", written);
    }
  }

  private static String sha256(byte[] content) {
    try {
      return HexFormat.of()
          .formatHex(
              MessageDigest.getInstance("SHA-256")
                  .digest(content == null ? "".getBytes(UTF_8) : content));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }
}
