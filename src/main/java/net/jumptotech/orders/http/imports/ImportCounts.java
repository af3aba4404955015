package net.jumptotech.orders.http.imports;

import java.util.Map;
import net.jumptotech.orders.monitor.frames.Counts;

/** What became of the orders of all imports, since the start. Used on one event loop. */
final class ImportCounts {

  private long accepted;
  private long rejected;
  private long failed;
  private long inFlight;

  void sending() {
    inFlight++;
  }

  void acknowledged() {
    inFlight--;
    accepted++;
  }

  void failed() {
    inFlight--;
    failed++;
  }

  void rejected(long lines) {
    rejected += lines;
  }

  Map<String, Long> all() {
    return Map.of(
        Counts.ACCEPTED, accepted,
        Counts.REJECTED, rejected,
        Counts.FAILED, failed,
        Counts.IN_FLIGHT, inFlight);
  }
}
