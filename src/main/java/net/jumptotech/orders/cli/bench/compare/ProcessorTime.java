package net.jumptotech.orders.cli.bench.compare;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How the processors of this machine have spent their time, in ticks, as Linux counts it.
 *
 * @param all of all processors together, idle or not
 * @param busy with a process, or taken away by the hypervisor. Interrupts are left out: here they
 *     mostly serve the benchmark itself
 * @param own of this process, its children, and their children
 */
record ProcessorTime(long all, long busy, long own) {

  private static final Path PROC = Path.of("/proc");

  // of the line "cpu" in /proc/stat; what comes after them is contained in the first two
  private static final int USER = 1;
  private static final int NICE = 2;
  private static final int SYSTEM = 3;
  private static final int STEAL = 8;

  // of /proc/PID/stat, counted behind the name, which may contain spaces
  private static final int USER_TIME = 11;
  private static final int TIMES = 4; // user, system, and both of the children that have ended

  /** Empty where there is no {@code /proc}. */
  static Optional<ProcessorTime> now() {
    try (Stream<String> machine = Files.lines(PROC.resolve("stat"))) {
      List<String> processes = new ArrayList<>();
      processes.add(Files.readString(PROC.resolve("self/stat")));
      ProcessHandle.current().descendants().forEach(each -> addStat(each, processes));
      return Optional.of(of(machine.findFirst().orElseThrow(), processes));
    } catch (IOException none) {
      return Optional.empty();
    }
  }

  private static void addStat(ProcessHandle process, List<String> stats) {
    try {
      stats.add(Files.readString(PROC.resolve(process.pid() + "/stat")));
    } catch (IOException ended) {
      // its parent has its time by now
    }
  }

  /**
   * @param machine the first line of {@code /proc/stat}
   * @param processes {@code /proc/PID/stat} of each of ours
   */
  static ProcessorTime of(String machine, List<String> processes) {
    String[] columns = machine.trim().split("\\s+");
    long all = 0;
    for (int i = USER; i <= STEAL; i++) {
      all += Long.parseLong(columns[i]);
    }
    long busy =
        Long.parseLong(columns[USER])
            + Long.parseLong(columns[NICE])
            + Long.parseLong(columns[SYSTEM])
            + Long.parseLong(columns[STEAL]);
    return new ProcessorTime(all, busy, processes.stream().mapToLong(ProcessorTime::ticks).sum());
  }

  private static long ticks(String stat) {
    String[] columns = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    long ticks = 0;
    for (int i = USER_TIME; i < USER_TIME + TIMES; i++) {
      ticks += Long.parseLong(columns[i]);
    }
    return ticks;
  }

  /** The share of all processors that others used since then, from 0 to 1. */
  double othersSince(ProcessorTime before) {
    long passed = all - before.all;
    long others = busy - before.busy - (own - before.own);
    return passed <= 0 ? 0 : Math.min(1, Math.max(0, others / (double) passed));
  }
}
