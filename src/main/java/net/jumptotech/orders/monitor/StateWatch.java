package net.jumptotech.orders.monitor;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.runtime.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers since when each line has been true, and logs the worst one when another takes its
 * place. Used on one event loop.
 */
final class StateWatch {

  private static final Logger log = LoggerFactory.getLogger(StateWatch.class);

  /** What is over sooner is on the page, but not in the log. */
  private static final Duration HOLDS = Duration.ofSeconds(2);

  private static final Duration SAY_AGAIN = Duration.ofMinutes(10);

  private Map<String, Instant> since = new HashMap<>();
  private String logged = "";
  private Instant loggedAt = Instant.EPOCH;
  private Instant notWellSince;
  private String newest = "";
  private Instant newestSince = Instant.EPOCH;

  /** The same lines, each with the time since when it has been true. */
  List<StateLine> see(List<StateLine> lines, Instant now) {
    Map<String, Instant> still = new HashMap<>();
    List<StateLine> stamped =
        lines.stream()
            .map(
                line -> {
                  Instant began =
                      line.since() != null ? line.since() : since.getOrDefault(key(line), now);
                  still.put(key(line), began);
                  return line.since(began);
                })
            .toList();
    since = still;
    log(stamped.get(0), now);
    return stamped;
  }

  private void log(StateLine worst, Instant now) {
    if (!key(worst).equals(newest)) {
      newest = key(worst);
      newestSince = now;
    }
    boolean same = newest.equals(logged);
    boolean due =
        same
            ? !isWell(worst) && Duration.between(loggedAt, now).compareTo(SAY_AGAIN) >= 0
            : Duration.between(newestSince, now).compareTo(HOLDS) >= 0;
    if (!due || worst.level() == Level.STARTING) {
      return;
    }
    if (!isWell(worst)) {
      log.warn("{} See {}", worst.sentence(), worst.runbook());
      notWellSince = notWellSince == null ? worst.since() : notWellSince;
    } else if (notWellSince != null) {
      log.info(
          "All is well again, after {}",
          Numbers.duration(Duration.between(notWellSince, newestSince)));
      notWellSince = null;
    }
    logged = newest;
    loggedAt = now;
  }

  private static boolean isWell(StateLine line) {
    return line.level() == Level.WELL;
  }

  private static String key(StateLine line) {
    return line.kind() + " " + line.group() + (line.group() == null ? " " + line.title() : "");
  }
}
