package net.jumptotech.orders.http.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.Tally;

/** Counts what is in a body, for its answer. Its memory is bounded. */
final class ImportTally {

  static final int MOST_REFUSED = 100;

  private static final int LONGEST_REASON = 300;

  private final boolean dryRun;
  private final Tally tally = new Tally();
  private final List<ImportReport.Line> refusedLines = new ArrayList<>();

  ImportTally(boolean dryRun) {
    this.dryRun = dryRun;
  }

  void add(Intake intake) {
    tally.add(intake, "line " + intake.line());
    if (intake instanceof Intake.Refused wrong && refusedLines.size() < MOST_REFUSED) {
      String reason = Shown.cut(wrong.reason().getMessage(), LONGEST_REASON);
      refusedLines.add(new ImportReport.Line(wrong.line(), reason));
    }
  }

  long read() {
    return tally.read();
  }

  long refused() {
    return tally.refused();
  }

  /**
   * @param accepted acknowledged by Kafka
   */
  ImportReport report(long accepted, Optional<String> notice) {
    return new ImportReport(
        dryRun,
        notice.orElse(null),
        tally.read(),
        dryRun ? tally.accepted() : accepted,
        tally.refused(),
        tally.passedOver(),
        tally.sent().repeats(),
        tally.sent().changed(),
        tally.sent().changedPlaces(),
        refusedLines,
        tally.refused() - refusedLines.size(),
        tally.firstPassedOver().stream()
            .map(it -> new ImportReport.Line(it.line(), it.why()))
            .toList(),
        dryRun ? tally.orders().stream().map(EventJson::fields).toList() : null,
        dryRun ? tally.totals() : null);
  }
}
