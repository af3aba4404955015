package net.jumptotech.orders.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import net.jumptotech.orders.app.DataDirectory;

/** Orders in a process of its own, with free ports and a data directory that ends with it. */
final class ProgramProcess implements AutoCloseable {

  /** The environment variable that says which broker to use instead of the embedded one. */
  static final String KAFKA = "KAFKA_BOOTSTRAP_SERVERS";

  private static final String BROKER = "broker";
  private static final String PAGE = "page";

  private final Process process;
  private final Path directory;
  private final Map<String, String> addresses = new HashMap<>();

  private ProgramProcess(Process process, Path directory) {
    this.process = process;
    this.directory = directory;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close)); // a signal ends no finally block
  }

  /** The embedded broker alone. */
  static ProgramProcess broker(Class<?> program) throws IOException {
    return start(program, "-Xmx256m", BROKER, Map.of(), "--roles", "broker");
  }

  /** Everything, with as much memory as {@code ./orders} gives it. */
  static ProgramProcess everything(Class<?> program, int rate) throws IOException {
    return start(program, "-Xmx512m", PAGE, Map.of(), "--rate", Integer.toString(rate));
  }

  /**
   * A program that listens for requests. It logs only errors: that no group reads what it writes is
   * no news to the benchmark.
   *
   * @param broker that it uses: {@code host:port}
   */
  static ProgramProcess http(Class<?> program, String broker, String... arguments)
      throws IOException {
    return http(program, broker, Map.of(), arguments);
  }

  static ProgramProcess http(
      Class<?> program, String broker, Map<String, String> environment, String... arguments)
      throws IOException {
    Map<String, String> all = new HashMap<>(environment);
    all.putAll(Map.of(KAFKA, broker, "LOG_LEVEL", "ERROR"));
    return start(program, "-Xmx512m", PAGE, all, arguments);
  }

  /**
   * @param last of the addresses that it prints
   */
  private static ProgramProcess start(
      Class<?> program,
      String heap,
      String last,
      Map<String, String> environment,
      String... arguments)
      throws IOException {
    Path directory = Files.createTempDirectory("orders-bench");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                heap,
                "-cp",
                System.getProperty("java.class.path"),
                program.getName(),
                "--data",
                directory.toString()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(ORDERS|KAFKA|CONFLUENT|COUCHBASE|OTEL)_.*"));
    builder.environment().putAll(Map.of("BROKER_PORT", "0", "HTTP_PORT", "0"));
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    ProgramProcess started = new ProgramProcess(builder.start(), directory);
    try {
      started.awaitAddress(last);
      return started;
    } catch (IOException failed) {
      started.close();
      throw failed;
    }
  }

  private void awaitAddress(String last) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      String[] words = line.trim().split("\\s+");
      if (line.startsWith("  ") && words.length > 1) {
        addresses.put(words[0], words[1]);
        if (words[0].equals(last)) {
          return;
        }
      }
    }
    throw new IOException("the process ended before it had printed the address of its " + last);
  }

  /** {@code host:port} of its broker. */
  String brokerAddress() {
    return addresses.get(BROKER);
  }

  String pageAddress() {
    return addresses.get(PAGE);
  }

  /** What it has used since its start; empty where the system does not tell. */
  Optional<Duration> processorTime() {
    return process.info().totalCpuDuration();
  }

  /** The most memory that it ever had, in bytes; empty where the system does not tell. */
  OptionalLong mostResidentBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc", process.pid() + "", "status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
          .findFirst();
    } catch (IOException | UncheckedIOException notLinux) {
      return OptionalLong.empty();
    }
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
    DataDirectory.deleteTree(directory);
  }
}
