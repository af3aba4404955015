package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** What the open overview costs the browser, as the browser measures it. */
final class PageBench {

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

  private final PrintStream console;
  private final Path browser;
  private final Duration watched;

  PageBench(PrintStream console, Path browser, Duration watched) {
    this.console = console;
    this.browser = browser;
    this.watched = watched.dividedBy(3);
  }

  /**
   * Measures three periods: the frames, since reporting them costs the main thread a third more;
   * the main thread by the wall clock; and the main thread by its own CPU clock. Other load on the
   * processors affects the second figure, but not the third.
   *
   * @param page the overview's address
   */
  void run(Vertx vertx, String page) throws Exception {
    try (DevTools tab = DevTools.open(vertx, browser)) {
      AtomicLong bytes = new AtomicLong();
      AtomicLong frames = new AtomicLong();
      tab.on(
          "Network.webSocketFrameReceived",
          event -> {
            frames.incrementAndGet();
            bytes.addAndGet(size(event.getJsonObject("response")));
          });
      tab.ask("Network.enable"); // before the page opens its socket; otherwise its frames are not
      // reported
      tab.ask("Page.enable");
      tab.ask("Page.navigate", new JsonObject().put("url", page));
      LockSupport.parkNanos(SETTLE.toNanos());
      long heapBefore = heap(tab);

      long framesBefore = frames.get();
      long bytesBefore = bytes.get();
      double seconds = watch(tab, "timeTicks").seconds;
      say(
          "%.1f KB/s in %.1f frames/s, before compression",
          (bytes.get() - bytesBefore) / 1e3 / seconds, (frames.get() - framesBefore) / seconds);
      tab.ask("Network.disable");

      tab.value(WATCH_LONG_TASKS);
      Busy byClock = watch(tab, "timeTicks");
      Busy byThread = watch(tab, "threadTicks");
      double longest = ((Number) tab.value("longest")).doubleValue();
      say(
          "main thread busy %.1f %% of the time, %s",
          byClock.percent(byClock.tasks),
          longest == 0 ? "no task over 50 ms" : "longest task %.0f ms".formatted(longest));
      say(
          "main thread on a processor %.1f %% of the time (scripts %.1f, style and layout %.1f)",
          byThread.percent(byThread.tasks),
          byThread.percent(byThread.scripts),
          byThread.percent(byThread.layout));
      say(
          "JavaScript heap %.1f MB after collection, %.1f MB %.0f s later",
          heapBefore / 1e6, heap(tab) / 1e6, seconds + byClock.seconds + byThread.seconds);
    }
  }

  private void say(String line, Object... values) {
    console.printf(Locale.ROOT, "  " + line + "%n", values);
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
