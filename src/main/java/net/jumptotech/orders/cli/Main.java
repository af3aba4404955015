package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.app.Application;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.ProcessVertx;
import net.jumptotech.orders.app.RunSummary;
import net.jumptotech.orders.cli.bench.Bench;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.logging.LogAppender;
import net.jumptotech.orders.logging.StartLog;
import net.jumptotech.orders.producer.Source;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.runtime.Version;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The command line. Exit codes: 0 success, 1 the start or the run failed, 2 wrong configuration, 3
 * success, but some input of the source was refused ({@code --strict}).
 */
@Command(
    name = "orders",
    description = {
      "An order pipeline that loses no order and pays none twice.",
      "Without arguments it runs everything in this process: broker, all roles, store and web page."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.VersionText.class,
    sortOptions = false,
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:success",
      "1:could not start, or failed while running",
      "2:wrong configuration",
      "3:success, but some input was refused (--strict, import)"
    })
public final class Main implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(Main.class);
  private static final int FAILED = 1;
  private static final int MISCONFIGURED = 2;
  private static final int REFUSED = 3;
  private static final long STOP_SECONDS = 9;

  @Option(
      names = "--roles",
      paramLabel = "ROLE,…",
      description =
          "roles of this process: all (default), or some of those that --list-roles prints")
  private String roles;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  @Option(names = "--data", paramLabel = "DIR", description = "data directory (default: ./data)")
  private String data;

  @Option(
      names = "--fresh",
      description = "delete the contents of the data directory before starting")
  private boolean fresh;

  @Option(
      names = "--source",
      paramLabel = "SOURCE",
      description =
          "source of orders: synthetic (default), sample, file:PATH, dir:PATH (a directory into"
              + " which files are put) or none")
  private String source;

  @Option(
      names = "--mapping",
      paramLabel = "NAME|FILE",
      description =
          "how the columns of files become fields of an order: shopify, woocommerce, … or a file"
              + " (docs/input.md); followed by ,country=DE or similar if no column has it (default:"
              + " recognised by the columns)")
  private String mapping;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "orders per second that the producer sends")
  private String rate;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "seed of the synthetic source; the same seed gives the same orders")
  private String seed;

  @Option(
      names = "--exit-when-done",
      description =
          "exit once every accepted order has its outcome and its document; print a summary")
  private boolean exitWhenDone;

  @Option(
      names = "--strict",
      description = "with --exit-when-done: exit with code 3 if any line of the source was refused")
  private boolean strict;

  @Option(
      names = "--cluster",
      paramLabel = "SEED,…",
      description =
          "processes to share the event bus with: host or host:port of some of them (default:"
              + " none)")
  private String cluster;

  @Option(
      names = "--cluster-interface",
      paramLabel = "ADDRESS",
      description =
          "address of this process in the cluster, or a pattern such as 10.40.*.* (default:"
              + " 127.0.0.1)")
  private String clusterInterface;

  @Option(
      names = "--cluster-port",
      paramLabel = "N",
      description = "port on which the processes find each other")
  private String clusterPort;

  @Option(
      names = "--event-bus-port",
      paramLabel = "N",
      description = "port for event bus messages from other processes")
  private String eventBusPort;

  @Option(
      names = "--plugins",
      paramLabel = "DIR",
      description = "directory of jars: languages of your own verticles, Excel workbooks")
  private String plugins;

  @Option(names = "--watch", description = "redeploy a verticle of your own when its file changes")
  private boolean watch;

  @Option(names = "--list-roles", description = "print the roles and exit")
  private boolean listRoles;

  @Option(names = "--check", description = "print the effective configuration and exit")
  private boolean check;

  private final PrintStream console;

  Main(PrintStream console) {
    this.console = console;
  }

  public static void main(String[] arguments) {
    // of TLS 1.2: a client could make us sign again and again on one connection
    System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
    CommandLine commandLine =
        new CommandLine(new Main(System.out))
            .addSubcommand(new Bench(System.out, Main.class))
            .addSubcommand(new ImportCommand(System.out))
            .addSubcommand(new StoreCommand(System.out))
            .addSubcommand(new TopicsCommand(System.out))
            .addSubcommand(new TransactionsCommand(System.out))
            .addSubcommand(new BreachesCommand(System.out))
            .addSubcommand(DeadLettersCommand.with(System.out))
            .addSubcommand(new OperationsCommand(System.out))
            .addSubcommand(new KeyCommand(System.out))
            .addSubcommand(new BackupCommand(System.out))
            .addSubcommand(new RestoreCommand(System.out))
            .setExecutionStrategy(Main::run)
            .setExecutionExceptionHandler(Main::report);
    int status = commandLine.execute(arguments);
    LogAppender.tellRest();
    System.exit(status);
  }

  /** A command does not know the options before its name, so they must be reported, not ignored. */
  private static int run(CommandLine.ParseResult parsed) {
    if (parsed.hasSubcommand() && !parsed.matchedOptions().isEmpty()) {
      String command = parsed.subcommand().commandSpec().name();
      throw new CommandLine.ParameterException(
          parsed.commandSpec().commandLine(),
          "%s must come after %s, not before it; %s --help lists the options of the command"
              .formatted(parsed.matchedOptions().get(0).longestName(), command, command));
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  private static int report(
      Exception failure, CommandLine commandLine, CommandLine.ParseResult parsed) {
    if (isEnding()) {
      return FAILED; // a signal arrived during the start
    }
    if (failure instanceof StartFailure) {
      commandLine.getErr().println("orders: " + failure.getMessage());
    } else if (failure instanceof IllegalArgumentException) {
      commandLine.getErr().println("orders: the configuration is invalid:");
      failure.getMessage().lines().forEach(line -> commandLine.getErr().println("  " + line));
      return MISCONFIGURED;
    } else {
      log.error("failed", failure);
    }
    return FAILED;
  }

  /** Whether this process is being terminated: then Java accepts no more hooks. */
  private static boolean isEnding() {
    Thread hook = new Thread(() -> {}, "never runs");
    try {
      Runtime.getRuntime().addShutdownHook(hook);
      Runtime.getRuntime().removeShutdownHook(hook);
      return false;
    } catch (IllegalStateException ending) {
      return true;
    }
  }

  @Override
  public Integer call() throws Exception {
    if (listRoles) {
      Arrays.stream(Role.values())
          .forEach(role -> console.printf("%-10s %s%n", role, role.purpose()));
      return 0;
    }
    StartLog.keepBack();
    Vertx vertx = Vertx.vertx();
    try {
      Overrides overrides = Configuration.overrides(vertx).await();
      addFlags(overrides);
      Settings settings = Configuration.settings(vertx, overrides).await();
      Descriptor descriptor = Descriptor.from(settings);
      LogAppender.use(descriptor.logFormat());
      settings.oldNames().forEach(log::warn);
      descriptor.checkCertificates();
      if (exitWhenDone
          && descriptor.producer().source() instanceof Source.Synthetic
          && descriptor.roles().contains(Role.PRODUCER)) {
        throw new IllegalArgumentException(
            "--exit-when-done: the synthetic source never ends; choose another source with"
                + " --source");
      }
      if (strict && !exitWhenDone) {
        throw new IllegalArgumentException("--strict: works only together with --exit-when-done");
      }
      if (fresh && descriptor.bootstrapServers().isPresent()) {
        throw new IllegalArgumentException(
            "--fresh: would delete the local documents but not the topics on "
                + descriptor.bootstrapServers().get()
                + ", from which the store would be filled again; delete the data directory and the"
                + " topics by hand");
      }
      if (check) {
        print(settings);
        return 0;
      }
      return run(vertx, descriptor);
    } finally {
      vertx.close().await();
    }
  }

  private void addFlags(Overrides overrides) {
    overrides
        .flag("--conf", "conf", conf)
        .flag("--roles", "roles", roles)
        .flag("--data", "data", data)
        .flag("--source", "producer.source", source)
        .flag("--mapping", "producer.mapping", mapping)
        .flag("--rate", "producer.rate", rate)
        .flag("--seed", "producer.seed", seed)
        .flag("--cluster", "cluster.seeds", cluster)
        .flag("--cluster-interface", "cluster.interface", clusterInterface)
        .flag("--cluster-port", "cluster.port", clusterPort)
        .flag("--event-bus-port", "cluster.event-bus-port", eventBusPort)
        .flag("--plugins", "plugins", plugins)
        .flag("--watch", "watch", watch ? true : null);
  }

  private int run(Vertx reader, Descriptor descriptor) throws Exception {
    ProcessVertx running = ProcessVertx.start(reader, descriptor);
    try {
      return run(running, descriptor);
    } finally {
      running.close().await();
    }
  }

  private int run(ProcessVertx running, Descriptor descriptor) throws Exception {
    try (DataDirectory directory = DataDirectory.open(descriptor.data())) {
      if (fresh) {
        directory.deleteContents();
      }
      ProcessInfo process =
          new ProcessInfo(
              descriptor.processName().orElseGet(() -> directory.processName(host())),
              Version.text(),
              Instant.now(),
              descriptor.roles().stream().map(Role::toString).toList(),
              running.address());
      Application application = new Application(running, descriptor, directory, process, console);
      Runtime.getRuntime()
          .addShutdownHook(new Thread(() -> stop(application, running), "shutdown"));
      try {
        if (exitWhenDone) {
          application.summarize();
        }
        application.start().await();
        Future<RunSummary> done = exitWhenDone ? application.done() : Future.future(never -> {});
        RunSummary summary = done.await();
        summary.lines().forEach(console::println);
        console.flush();
        return strict && summary.refused() ? REFUSED : 0;
      } finally {
        application.stop().get();
      }
    }
  }

  /** Called on a signal; after an orderly end there is nothing left to stop. */
  private static void stop(Application application, ProcessVertx running) {
    try {
      application
          .stop()
          .thenCompose(stopped -> running.close().toCompletionStage()) // leaves the cluster
          .get(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException failed) {
      log.warn("did not stop cleanly: {}", failed.toString());
    } finally {
      LogAppender.tellRest();
    }
  }

  private void print(Settings settings) {
    settings
        .effective()
        .forEach(
            (path, value) -> console.printf("%s: %s  # %s%n", path, value.value(), value.from()));
  }

  private static String host() {
    String name = System.getenv("HOSTNAME");
    try {
      return name == null || name.isBlank() ? InetAddress.getLocalHost().getHostName() : name;
    } catch (UnknownHostException nameless) {
      return "localhost";
    }
  }

  /** For picocli. */
  static final class VersionText implements CommandLine.IVersionProvider {

    @Override
    public String[] getVersion() {
      return new String[] {"orders " + Version.text()};
    }
  }
}
