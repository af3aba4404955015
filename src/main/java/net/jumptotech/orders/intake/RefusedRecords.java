package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;

/**
 * Refused records as the lines of a file that can be corrected and read again. In CSV a first
 * column says why, and the encoding is that of the file; of JSON there is one record a line and no
 * reason.
 */
public final class RefusedRecords {

  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private final Optional<CsvForm> form;
  private final boolean hasReasons;

  /**
   * @param form how their file is written; empty if it is JSON
   */
  public RefusedRecords(Optional<CsvForm> form) {
    this.form = form;
    this.hasReasons =
        form.isPresent()
            && new CsvLines(form.get()).firstCell(form.get().header()).equals(CsvForm.REASON);
  }

  /** What the file begins with. */
  public byte[] head() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (form.isPresent()) {
      CsvForm csv = form.get();
      CsvLines lines = new CsvLines(csv);
      if (csv.charset().equals(UTF_8)) {
        // for Excel, and for a mapping that names another encoding
        out.writeBytes(BYTE_ORDER_MARK.getBytes(UTF_8));
      }
      out.writeBytes(CsvForm.REASON.getBytes(csv.charset()));
      out.writeBytes(lines.separator());
      out.writeBytes(hasReasons ? lines.withoutFirstCell(csv.header()) : csv.header());
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** One record; it may have several lines. */
  public byte[] lines(Intake.Refused refused) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    if (form.isEmpty()) {
      out.writeBytes(refused.bytes()); // objects that were to be added up are lines of their own
      out.write('\n');
      return out.toByteArray();
    }
    CsvLines lines = new CsvLines(form.get());
    String reason = "line %d: %s".formatted(refused.line(), refused.reason().getMessage());
    for (byte[] line : lines.cut(refused.bytes())) {
      out.writeBytes(lines.cell(reason));
      out.writeBytes(hasReasons ? lines.withoutFirstCell(line) : line);
      out.write('\n');
    }
    return out.toByteArray();
  }

  /** The same as text; a character that is none in the file's encoding is lost. */
  public String text(byte[] lines) {
    Charset charset = form.map(CsvForm::charset).orElse(UTF_8);
    try {
      return CsvCells.text(lines, charset);
    } catch (InvalidEvent wrong) {
      return new String(lines, charset);
    }
  }
}
