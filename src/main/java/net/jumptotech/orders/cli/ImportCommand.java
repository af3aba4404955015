package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;
import net.jumptotech.orders.producer.DryRun;
import net.jumptotech.orders.producer.FileFormat;
import net.jumptotech.orders.producer.ProducerOptions;
import net.jumptotech.orders.producer.ProducerVerticle;
import net.jumptotech.orders.producer.RefusedFile;
import net.jumptotech.orders.producer.Source;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.runtime.Shell;
import net.jumptotech.orders.runtime.StartFailure;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code orders import}: sends the orders of files, or only shows what would be sent. Exit codes: 0
 * everything was accepted, 1 it failed, 2 wrong configuration, 3 some lines were refused.
 */
@Command(
    name = "import",
    description = {
      "Sends the orders of files to the Orders that runs on this machine, or to the brokers that"
          + " KAFKA_BOOTSTRAP_SERVERS names.",
      "An order id is settled once, so an import that was stopped can be run again."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:could not start, or failed before the end",
      "2:wrong configuration",
      "3:success, but some lines were refused"
    })
final class ImportCommand implements Callable<Integer> {

  private static final int REFUSED = 3;
  private static final long STOP_SECONDS = 15;

  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description =
          "CSV, JSON or a workbook, plain or compressed with gzip; - is standard input"
              + " (docs/input.md)")
  private List<String> files;

  @Option(
      names = "--dry-run",
      description =
          "send nothing and need no Kafka: show the first ten orders, what would be refused,"
              + " conflicts, and totals by currency")
  private boolean dryRun;

  @Option(
      names = "--mapping",
      paramLabel = "NAME|FILE",
      description =
          "how the columns become fields of an order: shopify, woocommerce, … or a file; followed"
              + " by ,country=DE or similar if no column has it (default: recognised by the"
              + " columns)")
  private String mapping;

  @Option(
      names = "--refused",
      paramLabel = "FILE",
      description =
          "where to write refused lines, to be corrected and imported again (default:"
              + " FILE.refused.csv or FILE.refused.ndjson)")
  private Path refused;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description =
          "data directory of the Orders that runs, which knows the port of its broker (default:"
              + " ./data)")
  private String data;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/producer.yaml")
  private String conf;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "directory of jars: what reads Excel workbooks")
  private Path plugins;

  private final PrintStream console;

  ImportCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    List<Source.File> sources = sources();
    if (dryRun) {
      return dryRun(sources);
    }
    if (refused != null && (sources.size() > 1 || Files.exists(refused))) {
      throw new IllegalArgumentException(
          sources.size() > 1
              ? "--refused: works with one file at a time"
              : "--refused: " + refused + " exists already; choose another name, or remove it");
    }
    try {
      for (Source.File each : sources) {
        ProducerVerticle.check(new ProducerOptions(each, 1));
      }
      return Configuration.run(conf, data, (vertx, descriptor) -> send(vertx, descriptor, sources));
    } catch (IOException failed) {
      throw new StartFailure(failed.getMessage());
    }
  }

  private List<Source.File> sources() {
    Optional<Mapping> how = Optional.ofNullable(mapping).map(ImportCommand::find);
    FileFormat format = new FileFormat(how, Workbooks.in(Optional.ofNullable(plugins)));
    List<Source.File> sources = new ArrayList<>();
    for (String file : files) {
      sources.add(new Source.File(file, OptionalInt.empty(), format));
    }
    return sources;
  }

  private static Mapping find(String text) {
    try {
      return Mappings.find(text);
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("--mapping: " + wrong.getMessage(), wrong);
    }
  }

  private int dryRun(List<Source.File> sources) {
    boolean rejected = false;
    for (Source.File each : sources) {
      try {
        rejected |= DryRun.of(each, ImportProgress.of(each, console));
      } catch (IOException unreadable) {
        throw new StartFailure(unreadable.getMessage());
      }
    }
    return rejected ? REFUSED : 0;
  }

  private int send(Vertx vertx, Descriptor descriptor, List<Source.File> sources)
      throws IOException {
    FileSender sender = FileSender.open(vertx, descriptor, console).await();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(vertx), "import-shutdown"));
    boolean rejected = false;
    for (Source.File each : sources) {
      rejected |= send(sender, each).rejected() > 0;
    }
    sender.close().await();
    return rejected ? REFUSED : 0;
  }

  private SourceReport send(FileSender sender, Source.File file) throws IOException {
    RecordedCommand.Begun begun =
        sender
            .recorded(
                "import",
                Map.of("file", file.path(), "mapping", mapping == null ? "" : mapping),
                said)
            .begin()
            .await();
    try {
      SourceReport report = sendRecorded(sender, file);
      begun
          .end(
              Future.succeededFuture(report),
              it -> Map.of("read", it.read(), "accepted", it.accepted(), "refused", it.rejected()))
          .await();
      return report;
    } catch (IOException | RuntimeException failed) {
      begun.end(Future.failedFuture(failed), any -> Map.of()).otherwiseEmpty().await();
      throw failed;
    }
  }

  private SourceReport sendRecorded(FileSender sender, Source.File file) throws IOException {
    Optional<RefusedFile> kept = refusedFile(file);
    try {
      SourceReport report = sender.send(file, kept);
      Optional<Path> written = kept.isPresent() ? kept.get().finish() : Optional.empty();
      written.ifPresent(
          it ->
              console.printf(
                  "  the refused lines are in %s; correct them there, and run: orders import"
                      + " %s%s%n",
                  it, Shell.word(it), mapping == null ? "" : " --mapping " + Shell.word(mapping)));
      return report;
    } finally {
      if (kept.isPresent()) {
        kept.get().close();
      }
    }
  }

  private Optional<RefusedFile> refusedFile(Source.File file) {
    boolean unnamed = file.path().equals(Source.File.STANDARD_INPUT) && refused == null;
    return unnamed
        ? Optional.empty()
        : Optional.of(new RefusedFile(Path.of(file.path()), Optional.ofNullable(refused)));
  }

  /** Called at the end, and on a signal: lets the producer finish what is in flight. */
  private void stop(Vertx vertx) {
    try {
      vertx.close().await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (TimeoutException late) {
      console.println("stopped without waiting for Kafka any longer");
    }
  }
}
