package net.jumptotech.orders.cli.bench;

import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.app.Application;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.ProcessVertx;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.Version;

/**
 * A role that reads a backlog, in this process: after some rounds its code is as warm as in a
 * process that has run for minutes.
 */
final class RoleRun {

  /** Enough for some hundred transactions. */
  static final Duration LONGEST = Duration.ofSeconds(10);

  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private RoleRun() {}

  /**
   * Reads until everything is committed, or for {@link #LONGEST}.
   *
   * @param unmeasured time after the first commit that does not count yet
   * @param settings over the defaults: {@code orders.payment.gateway.latency}
   * @param environment that asks for traces, or does not
   */
  static Pace read(
      Backlog backlog,
      Role role,
      Duration unmeasured,
      Map<String, String> settings,
      Map<String, String> environment)
      throws Exception {
    ProcessVertx running = ProcessVertx.traced(environment);
    Path directory = Files.createTempDirectory("orders-bench");
    try (DataDirectory data = DataDirectory.open(directory)) {
      Map<String, String> all = new HashMap<>(settings);
      all.put("orders.roles", role.toString());
      all.put("orders.kafka.bootstrap-servers", backlog.kafka().bootstrapServers());
      Application application = application(running, all, role, data);
      Pace pace = Pace.begin();
      application.start().await();
      try {
        watch(backlog, group(role), unmeasured, pace);
      } finally {
        application.stop().get();
      }
      return pace;
    } finally {
      running.close().await();
      DataDirectory.deleteTree(directory);
    }
  }

  private static String group(Role role) {
    return role == Role.FRAUD ? Groups.STANDARD.fraud() : Groups.STANDARD.payments();
  }

  private static Application application(
      ProcessVertx running, Map<String, String> settings, Role role, DataDirectory data) {
    Descriptor descriptor =
        Descriptor.from(new Settings(new JsonObject(), Overrides.of(settings, Map.of(), Map.of())));
    ProcessInfo process =
        new ProcessInfo("bench", Version.text(), Instant.now(), List.of(role.toString()));
    return new Application(
        running, descriptor, data, process, new PrintStream(PrintStream.nullOutputStream()));
  }

  private static void watch(Backlog backlog, String group, Duration unmeasured, Pace pace)
      throws Exception {
    long begunNanos = System.nanoTime();
    long firstNanos = 0;
    long committed = 0;
    while (committed < backlog.orders() && pace.runningNanos() < LONGEST.toNanos()) {
      if (committed == 0 && System.nanoTime() - begunNanos > PATIENCE.toNanos()) {
        throw new IllegalStateException(
            "%s committed nothing within %d s".formatted(group, PATIENCE.toSeconds()));
      }
      LockSupport.parkNanos(STEP.toNanos());
      committed = backlog.committed(group);
      firstNanos = committed > 0 && firstNanos == 0 ? System.nanoTime() : firstNanos;
      if (committed == backlog.orders()
          || firstNanos != 0 && System.nanoTime() - firstNanos >= unmeasured.toNanos()) {
        pace.reached(committed);
      }
    }
  }
}
