package net.jumptotech.orders.http.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.CsvForm;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.RefusedRecords;

/**
 * The refused records of a body, for its answer: the first with their reasons, and if the sender
 * wants them, as a file. Its memory is bounded.
 */
final class RefusedLines {

  static final int MOST = 100;
  static final int MOST_BYTES = 1_024 * 1_024;

  private static final int LONGEST_REASON = 300;
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final boolean asFile;
  private final List<ImportReport.Line> first = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();
  private RefusedRecords records; // null until something is refused
  private boolean csv;
  private boolean full;
  private long inFile;
  private int bytes;

  RefusedLines(boolean asFile) {
    this.asFile = asFile;
  }

  /**
   * @param form how the body is written; empty if it is JSON
   */
  void add(Intake.Refused refused, Optional<CsvForm> form) {
    if (first.size() < MOST) {
      String reason = Shown.cut(refused.reason().getMessage(), LONGEST_REASON);
      first.add(new ImportReport.Line(refused.line(), reason));
    }
    if (asFile && !full) {
      if (records == null) {
        begin(form);
      }
      append(refused);
    }
  }

  private void begin(Optional<CsvForm> form) {
    records = new RefusedRecords(form);
    csv = form.isPresent();
    String head = records.text(records.head());
    text.append(csv && !head.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK : "").append(head);
  }

  private void append(Intake.Refused refused) {
    byte[] lines = records.lines(refused);
    full = bytes + lines.length > MOST_BYTES;
    if (!full) {
      bytes += lines.length;
      inFile++;
      text.append(records.text(lines));
    }
  }

  List<ImportReport.Line> first() {
    return first;
  }

  /** Null if nothing was refused, or nobody asked for it. */
  ImportReport.RefusedFile file() {
    return records == null
        ? null
        : new ImportReport.RefusedFile(csv ? "csv" : "ndjson", inFile, text.toString());
  }
}
