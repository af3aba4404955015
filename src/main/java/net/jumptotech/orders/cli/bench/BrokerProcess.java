package net.jumptotech.orders.cli.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Path;

/** The embedded broker in a process of its own, for one measurement. */
final class BrokerProcess implements AutoCloseable {

  private final Process process;
  private final String address;

  private BrokerProcess(Process process, String address) {
    this.process = process;
    this.address = address;
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
  }

  static BrokerProcess start(Class<?> program, Path directory) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-cp",
            System.getProperty("java.class.path"),
            program.getName(),
            "--roles",
            "broker",
            "--data",
            directory.toString());
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(ORDERS|KAFKA|CONFLUENT|COUCHBASE)_.*"));
    builder.environment().put("BROKER_PORT", "0");
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    Process process = builder.start();
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith("  broker  ")) {
        return new BrokerProcess(process, line.trim().split("\\s+")[1]);
      }
    }
    throw new IOException("the broker did not start");
  }

  String address() {
    return address;
  }

  @Override
  public void close() {
    process.destroy();
    process.onExit().join();
  }
}
