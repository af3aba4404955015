package net.jumptotech.orders.http.imports;

import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.intake.CsvForm;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.Tally;

/** Counts what is in a body, for its answer. Its memory is bounded. */
final class ImportTally {

  private final boolean dryRun;
  private final Tally tally = new Tally();
  private final RefusedLines refusedLines;

  ImportTally(ImportRequest request) {
    dryRun = request.dryRun();
    refusedLines = new RefusedLines(request.refusedFile());
  }

  /**
   * @param form how the body is written; empty if it is JSON
   */
  void add(Intake intake, Optional<CsvForm> form) {
    tally.add(intake, "line " + intake.line());
    if (intake instanceof Intake.Refused wrong) {
      refusedLines.add(wrong, form);
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
        refusedLines.first(),
        tally.refused() - refusedLines.first().size(),
        refusedLines.file(),
        tally.firstPassedOver().stream()
            .map(it -> new ImportReport.Line(it.line(), it.why()))
            .toList(),
        dryRun ? tally.orders().stream().map(EventJson::fields).toList() : null,
        dryRun ? tally.totals() : null);
  }
}
