package net.jumptotech.orders.app.backup;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.runtime.StartFailure;

/**
 * Stops other processes (SIGSTOP) until it is closed.
 *
 * <p>They go on (SIGCONT) whatever happens to us, even by {@code kill -9}: a shell of ours that
 * sends both signals waits for a line or the end of its input. Should that shell be killed as well,
 * a second one sends SIGCONT after {@link #LONGEST}. Neither obeys the terminal, so Ctrl-C and
 * Ctrl-Z end or stop only us.
 */
final class Pause implements AutoCloseable {

  /** Less than the 6 s after which the broker expels a group's member that it does not hear. */
  static final Duration LONGEST = Duration.ofSeconds(4);

  private static final Duration TO_TAKE_EFFECT = Duration.ofSeconds(1);
  private static final Duration TO_END = Duration.ofSeconds(5);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
  private static final String DEAF = "trap '' HUP INT QUIT TERM TSTP; ";
  private static final String KEEPER =
      DEAF + "kill -STOP \"$@\"; echo sent; read line; kill -CONT \"$@\"";
  private static final String RESCUER = DEAF + "sleep %d; kill -CONT \"$@\"";
  private static final String CONTINUE = "kill -CONT \"$@\"";
  private static final Path THREADS = Path.of("/proc/self/task");

  private final Collection<Long> processes;
  private final Process rescuer;
  private final Process keeper;
  private final long began;

  private Pause(Collection<Long> processes) throws IOException {
    this.processes = processes;
    rescuer = shell(RESCUER.formatted(LONGEST.toSeconds()), processes);
    began = System.nanoTime();
    keeper = shell(KEEPER, processes);
  }

  /**
   * @return once none of them runs
   * @throws StartFailure if that cannot be reached; they go on then
   */
  static Pause of(Collection<Long> processes) throws IOException {
    Pause pause = new Pause(processes);
    try {
      pause.awaitEffect();
      return pause;
    } catch (IOException | RuntimeException failed) {
      pause.close();
      throw failed;
    }
  }

  private void awaitEffect() throws IOException {
    keeper.getInputStream().read(); // once it has sent the signals
    while (!isInEffect()) {
      if (length().compareTo(TO_TAKE_EFFECT) > 0) {
        throw new StartFailure(
            ("process %s cannot be paused; the first process of a container, for example, cannot"
                    + " be paused from inside (docker run --init avoids that): stop it first")
                .formatted(names(processes)));
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /** Whether all have been stopped from the beginning until now. */
  boolean isInEffect() throws IOException {
    for (long process : processes) {
      if (!isStopped(process)) {
        return false;
      }
    }
    return length().compareTo(LONGEST) < 0;
  }

  private static boolean isStopped(long process) throws IOException {
    if (!Files.exists(THREADS)) { // not Linux
      return new String(
              shell("ps -o stat= -p \"$1\"", List.of(process)).getInputStream().readAllBytes(),
              US_ASCII)
          .startsWith("T");
    }
    // a thread that waits for the disk stops only after its write
    try (DirectoryStream<Path> threads =
        Files.newDirectoryStream(Path.of("/proc", Long.toString(process), "task"))) {
      for (Path thread : threads) {
        String stat = Files.readString(thread.resolve("stat"));
        if (stat.charAt(stat.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException gone) {
      return false;
    }
  }

  /** Since the signal was sent. */
  Duration length() {
    return Duration.ofNanos(System.nanoTime() - began);
  }

  /** Lets them go on. */
  @Override
  public void close() throws IOException {
    try {
      keeper.getOutputStream().close();
      if (!hasEnded(keeper)) {
        hasEnded(shell(CONTINUE, processes));
      }
    } finally {
      rescuer.descendants().forEach(ProcessHandle::destroyForcibly);
      rescuer.destroyForcibly();
    }
  }

  private static boolean hasEnded(Process shell) {
    try {
      return shell.waitFor(TO_END.toMillis(), TimeUnit.MILLISECONDS) && shell.exitValue() == 0;
    } catch (InterruptedException told) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  static String names(Collection<Long> processes) {
    return String.join(", ", processes.stream().map(Object::toString).toList());
  }

  private static Process shell(String script, Collection<Long> processes) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", "-c", script, "sh"));
    processes.forEach(process -> command.add(Long.toString(process)));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }
}
