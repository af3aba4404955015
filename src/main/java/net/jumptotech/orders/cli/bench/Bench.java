package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Machine;
import net.jumptotech.orders.cli.bench.compare.Progress;
import net.jumptotech.orders.cli.bench.compare.Report;
import net.jumptotech.orders.cli.bench.compare.Result;
import net.jumptotech.orders.cli.bench.compare.Result.Verdict;
import net.jumptotech.orders.cli.bench.compare.Rounds;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Option;

/**
 * Measures Orders on this machine, beside references that do the same work without it, and compares
 * the result with our targets. Works in temporary directories. docs/bench.md describes the parts,
 * the limits of noise and the JSON.
 */
@Command(
    name = "bench",
    description = {
      "Measures how fast Orders is on this machine, compared with what Kafka, SQLite and Couchbase"
          + " themselves can do.",
      "It gives no verdict on a target if the machine was too noisy to know. docs/bench.md"
          + " describes the parts and the JSON."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:measured, and no target was missed",
      "1:could not measure",
      "2:wrong options or configuration",
      "3:measured, and a target was missed",
      "4:measured and missed none, but a target is without a verdict: the machine was too noisy, or"
          + " there were fewer than 3 rounds"
    })
public final class Bench implements Callable<Integer> {

  /** Each of its runs writes them first. */
  private static final int TRACED_ORDERS = 300_000;

  private static final int MISSED = 3;
  private static final int NO_VERDICT = 4;

  @Option(
      names = "--only",
      split = ",",
      paramLabel = "PART",
      description =
          "measure only these parts: ${COMPLETION-CANDIDATES} (default: all that can be measured"
              + " here). page needs Chromium; couchbase needs COUCHBASE_HOST and removes what it"
              + " writes into the bucket")
  private List<Part> only = List.of();

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "rounds of each comparison; a verdict needs three (default: ${DEFAULT-VALUE})")
  private int rounds = Result.FEWEST_ROUNDS;

  @Option(
      names = "--orders",
      paramLabel = "N",
      description =
          "orders in the backlog of fraud and payment, and of traces, but there at most 300,000;"
              + " the most that a run of intake sends (default: ${DEFAULT-VALUE})")
  private int orders = 1_000_000;

  @Option(
      names = "--in-flight",
      paramLabel = "N",
      description = "orders in flight in fraud and payment (default: that of the role)")
  private Integer inFlight;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "orders per second of everything and page (default: ${DEFAULT-VALUE})")
  private int rate = 5_000;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long a round of everything and page lasts (default: ${DEFAULT-VALUE})")
  private int seconds = 30;

  @Option(
      names = "--stored",
      paramLabel = "N",
      description = "orders in the store of search (default: ${DEFAULT-VALUE})")
  private int stored = 500_000;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "documents in each round of couchbase (default: ${DEFAULT-VALUE})")
  private int documents = 20_000;

  @Option(
      names = "--json",
      description =
          "write one JSON document to standard output, and the lines for people to standard error")
  private boolean json;

  /** The parts that can be measured alone. */
  private enum Part {
    fraud,
    payment,
    intake,
    sharing,
    everything,
    page,
    store,
    search,
    traces,
    couchbase
  }

  private final PrintStream console;
  private final Class<?> program;

  /**
   * @param program the class with the {@code main} of this program
   */
  public Bench(PrintStream console, Class<?> program) {
    this.console = console;
    this.program = program;
  }

  @Override
  public Integer call() throws Exception {
    checkNumbers();
    Optional<CouchbaseOptions> couchbase = couchbase();
    Map<Part, String> obstacles = obstacles(couchbase);
    Machine machine = Machine.here();
    Report report = new Report(machine, Instant.now(), options());
    PrintStream lines = json ? System.err : console;
    try (Progress progress = Progress.on(lines, !json && Ansi.AUTO.enabled())) {
      progress.say(List.of(machine.text(), ""));
      List<Part> parts = List.copyOf(parts());
      for (Part part : parts) {
        if (obstacles.containsKey(part)) {
          progress.say(report.addMissing(part.name(), obstacles.get(part)));
        } else {
          String title = "%s (%d of %d)".formatted(part, parts.indexOf(part) + 1, parts.size());
          measure(part, title, open(part, couchbase), report, progress);
        }
      }
    }
    if (json) {
      console.println(report.json().encodePrettily());
    }
    return exitCode(report.verdicts());
  }

  private void checkNumbers() {
    List<String> mistakes = new ArrayList<>();
    check(mistakes, "--rounds", rounds);
    check(mistakes, "--orders", orders);
    check(mistakes, "--in-flight", inFlight == null ? 1 : inFlight);
    check(mistakes, "--rate", rate);
    check(mistakes, "--seconds", seconds);
    check(mistakes, "--stored", stored);
    check(mistakes, "--documents", documents);
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mistakes));
    }
  }

  private static void check(List<String> mistakes, String option, int value) {
    if (value < 1) {
      mistakes.add("%s: expected a whole number from 1, was %d".formatted(option, value));
    }
  }

  /** In the order in which they are declared. */
  private Set<Part> parts() {
    return only.isEmpty() ? EnumSet.allOf(Part.class) : EnumSet.copyOf(only);
  }

  private JsonObject options() {
    return new JsonObject()
        .put("rounds", rounds)
        .put("orders", orders)
        .put("in_flight", inFlight)
        .put("rate_orders_per_second", rate)
        .put("round_seconds", seconds)
        .put("stored", stored)
        .put("documents", documents);
  }

  private Optional<CouchbaseOptions> couchbase() throws Exception {
    if (!parts().contains(Part.couchbase)) {
      return Optional.empty();
    }
    Vertx vertx = Vertx.vertx();
    try {
      Overrides overrides = Configuration.overrides(vertx).await();
      return Descriptor.from(Configuration.settings(vertx, null, overrides).await()).couchbase();
    } finally {
      vertx.close().await();
    }
  }

  /** What this machine lacks for a part. Whoever asks for the part by name is told at once. */
  private Map<Part, String> obstacles(Optional<CouchbaseOptions> couchbase) {
    Map<Part, String> obstacles = new EnumMap<>(Part.class);
    if (DevTools.browser().isEmpty()) {
      obstacles.put(Part.page, "there is no chromium in PATH");
    }
    if (couchbase.isEmpty()) {
      obstacles.put(Part.couchbase, "COUCHBASE_HOST is not set");
    }
    only.stream()
        .filter(obstacles::containsKey)
        .findFirst()
        .ifPresent(
            part -> {
              throw new StartFailure("--only %s: %s".formatted(part, obstacles.get(part)));
            });
    return obstacles;
  }

  private Benchmark open(Part part, Optional<CouchbaseOptions> couchbase) {
    Duration watched = Duration.ofSeconds(seconds);
    return switch (part) {
      case fraud -> new ReaderBench(program, Role.FRAUD, orders, Optional.ofNullable(inFlight));
      case payment -> new ReaderBench(program, Role.PAYMENT, orders, Optional.ofNullable(inFlight));
      case intake -> new IntakeBench(program, orders);
      case sharing -> new SharingBench(program);
      case everything -> new EverythingBench(program, rate, watched);
      case page -> new PageBench(program, DevTools.browser().orElseThrow(), rate, watched);
      case store -> new StoreBench();
      case search -> new SearchBench(stored);
      case traces -> new TracesBench(program, Math.min(orders, TRACED_ORDERS));
      case couchbase -> new CouchbaseBench(couchbase.orElseThrow(), documents);
    };
  }

  private void measure(
      Part part, String title, Benchmark benchmark, Report report, Progress progress)
      throws Exception {
    try (benchmark) {
      progress.step(title + ", preparing", Duration.ZERO, "");
      for (Comparison comparison : benchmark.comparisons()) {
        long begunNanos = System.nanoTime();
        List<Result> results = new Rounds(rounds, progress).of(title, comparison);
        Duration took = Duration.ofNanos(System.nanoTime() - begunNanos);
        progress.say(report.add(part.name(), comparison, results, took));
      }
    }
  }

  private static int exitCode(List<Verdict> verdicts) {
    if (verdicts.contains(Verdict.MISSED)) {
      return MISSED;
    }
    return verdicts.contains(Verdict.NONE) ? NO_VERDICT : 0;
  }
}
