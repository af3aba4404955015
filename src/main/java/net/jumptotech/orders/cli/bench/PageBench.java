package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.cli.bench.compare.Benchmark;
import net.jumptotech.orders.cli.bench.compare.Comparison;
import net.jumptotech.orders.cli.bench.compare.Measure;

/**
 * What the open overview costs the browser, as the browser measures it, while everything runs in
 * another process. There is no reference.
 */
final class PageBench implements Benchmark {

  private static final Duration SETTLE = Duration.ofSeconds(5);
  private static final int BINARY = 2;

  /** The platform reports only tasks over 50 ms. */
  private static final String WATCH_LONG_TASKS =
      """
      window.longest = 0;
      new PerformanceObserver(tasks =>
        tasks.getEntries().forEach(it => { longest = Math.max(longest, it.duration); })
      ).observe({type: 'longtask'});
      """;

  private static final Measure FRAMES = Measure.of("frames", "frames/s");
  private static final Measure BYTES = Measure.of("frames before compression", "KB/s");
  private static final Measure BUSY = Measure.of("main thread busy", "% of the time");
  private static final Measure LONGEST = Measure.of("longest task, 0 below 50 ms", "ms");
  private static final Measure ON_PROCESSOR =
      Measure.of("main thread on a processor", "% of the time");
  private static final Measure SCRIPTS = Measure.of("scripts", "% of the time");
  private static final Measure LAYOUT = Measure.of("style and layout", "% of the time");
  private static final Measure HEAP =
      Measure.of("JavaScript heap after collection, at the end", "MB");

  private final Class<?> program;
  private final Path browser;
  private final int rate;
  private final Duration watched;

  PageBench(Class<?> program, Path browser, int rate, Duration watched) {
    this.program = program;
    this.browser = browser;
    this.rate = rate;
    this.watched = watched.dividedBy(3);
  }

  @Override
  public List<Comparison> comparisons() {
    return List.of(
        new Comparison(
            "the page, open in a browser on this machine at %,d orders/s".formatted(rate),
            List.of(FRAMES, BYTES, BUSY, LONGEST, ON_PROCESSOR, SCRIPTS, LAYOUT, HEAP),
            0,
            this::run,
            Optional.empty()));
  }

  /**
   * Measures three periods: the frames, since reporting them costs the main thread a third more;
   * the main thread by the wall clock; and the main thread by its own CPU clock. Other load on the
   * processors affects the second figure, but not the third.
   */
  private Map<Measure, Double> run() throws Exception {
    Vertx vertx = Vertx.vertx();
    try (ProgramProcess everything = ProgramProcess.everything(program, rate);
        DevTools tab = DevTools.open(vertx, browser)) {
      return run(tab, everything.pageAddress());
    } finally {
      vertx.close().await();
    }
  }

  private Map<Measure, Double> run(DevTools tab, String page) throws Exception {
    AtomicLong bytes = new AtomicLong();
    AtomicLong frames = new AtomicLong();
    tab.on(
        "Network.webSocketFrameReceived",
        event -> {
          frames.incrementAndGet();
          bytes.addAndGet(size(event.getJsonObject("response")));
        });
    tab.ask("Network.enable"); // before the page opens its socket, or its frames are not reported
    tab.ask("Page.enable");
    tab.ask("Page.navigate", new JsonObject().put("url", page));
    LockSupport.parkNanos(SETTLE.toNanos());

    long framesBefore = frames.get();
    long bytesBefore = bytes.get();
    double seconds = watch(tab, "timeTicks").seconds;
    double perSecond = (frames.get() - framesBefore) / seconds;
    double kilobytes = (bytes.get() - bytesBefore) / 1e3 / seconds;
    tab.ask("Network.disable");

    tab.value(WATCH_LONG_TASKS);
    Busy byClock = watch(tab, "timeTicks");
    Busy byThread = watch(tab, "threadTicks");
    return Map.of(
        FRAMES, perSecond,
        BYTES, kilobytes,
        BUSY, byClock.percent(byClock.tasks),
        LONGEST, ((Number) tab.value("longest")).doubleValue(),
        ON_PROCESSOR, byThread.percent(byThread.tasks),
        SCRIPTS, byThread.percent(byThread.scripts),
        LAYOUT, byThread.percent(byThread.layout),
        HEAP, heap(tab) / 1e6);
  }

  /** Size of a message as the page gets it. */
  private static int size(JsonObject frame) {
    String data = frame.getString("payloadData");
    return frame.getInteger("opcode") == BINARY
        ? Base64.getDecoder().decode(data).length
        : data.length();
  }

  private static long heap(DevTools tab) throws Exception {
    tab.ask("HeapProfiler.collectGarbage");
    return tab.ask("Runtime.getHeapUsage").getLong("usedSize");
  }

  private Busy watch(DevTools tab, String clock) throws Exception {
    tab.ask("Performance.enable", new JsonObject().put("timeDomain", clock));
    Busy before = Busy.of(tab);
    LockSupport.parkNanos(watched.toNanos());
    Busy busy = Busy.of(tab).since(before);
    tab.ask("Performance.disable");
    return busy;
  }

  /** The main thread's time in seconds. */
  private record Busy(double seconds, double tasks, double scripts, double layout) {

    static Busy of(DevTools tab) throws Exception {
      Map<String, Double> values = new HashMap<>();
      for (Object each : tab.ask("Performance.getMetrics").getJsonArray("metrics")) {
        JsonObject metric = (JsonObject) each;
        values.put(metric.getString("name"), metric.getDouble("value"));
      }
      return new Busy(
          System.nanoTime() / 1e9,
          values.get("TaskDuration"),
          values.get("ScriptDuration"),
          values.get("LayoutDuration") + values.get("RecalcStyleDuration"));
    }

    Busy since(Busy begin) {
      return new Busy(
          seconds - begin.seconds,
          tasks - begin.tasks,
          scripts - begin.scripts,
          layout - begin.layout);
    }

    double percent(double part) {
      return 100 * part / seconds;
    }
  }
}
