package net.jumptotech.orders.intake;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;

/**
 * Reads the orders of a file (or of anything else that is read from beginning to end), in its
 * order. Keeps one record in memory. Blocks; for one thread at a time.
 */
public final class OrderReader {

  /** Name of standard input in messages. */
  public static final String STANDARD_INPUT = FileKind.STANDARD_INPUT;

  /** A byte of a record may become six on the wire: a control character becomes an escape. */
  private static final int MOST_GROWTH = 6;

  private static final int DEFAULTS = 256;

  private final RecordReader records;
  private final Rows rows;
  private final Optional<String> notice;
  private final Optional<OrderLines> lines;

  private OrderReader(
      RecordReader records, Rows rows, Optional<Mapping> mapping, Optional<String> notice) {
    this.records = records;
    this.rows = rows;
    this.notice = notice;
    this.lines =
        mapping
            .map(Mapping::repeated)
            .filter(it -> it != Mapping.Repeated.CONFLICT)
            .map(it -> new OrderLines(this::nextLine, it));
  }

  /**
   * Reads the beginning, up to a header. The stream remains the caller's to close.
   *
   * @param name of the file, for messages
   * @param mapping empty for files with our own names, and for those that a preset recognises
   * @throws IOException in one sentence that names file, line and remedy, if no orders can be read
   */
  public static OrderReader open(InputStream in, String name, Optional<Mapping> mapping)
      throws IOException {
    RecordReader records = new RecordReader(normalised(in, name, mapping), name);
    mapping.ifPresent(it -> records.cells(it.layout().separator(), it.layout().quote()));
    RecordReader.Kind kind = records.begin();
    if (kind == RecordReader.Kind.EMPTY) {
      return new OrderReader(records, new JsonRows(mapping), mapping, Optional.empty());
    }
    boolean json = kind == RecordReader.Kind.JSON;
    if (mapping.isPresent() && mapping.get().layout().json() != json) {
      throw new IOException(
          "%s: the mapping %s is for %s, but this is %s"
              .formatted(name, mapping.get(), json ? "CSV" : "JSON", json ? "JSON" : "CSV"));
    }
    return json
        ? new OrderReader(records, new JsonRows(mapping), mapping, Optional.empty())
        : openCsv(records, name, mapping);
  }

  /**
   * Where containers and encodings come in: returns text whose records are lines.
   *
   * @param mapping says the encoding and where the records are, if it is given
   */
  private static InputStream normalised(InputStream in, String name, Optional<Mapping> mapping) {
    return in;
  }

  private static OrderReader openCsv(RecordReader records, String name, Optional<Mapping> mapping)
      throws IOException {
    RecordReader.Record first = records.next().orElseThrow();
    if (CsvHeader.isSeparatorLine(first.bytes())) {
      Optional<RecordReader.Record> second = records.next();
      if (second.isEmpty()) {
        return new OrderReader(records, new JsonRows(mapping), mapping, Optional.empty());
      }
      first = second.get();
    }
    try {
      return mapping.isPresent()
          ? new OrderReader(
              records,
              MappedColumns.of(
                  first.bytes(), mapping.get(), records.charset(mapping.get().layout())),
              mapping,
              Optional.empty())
          : openUnmapped(records, name, first.bytes());
    } catch (InvalidEvent wrong) {
      throw new IOException(name + ", line " + first.line() + ": " + wrong.getMessage(), wrong);
    }
  }

  private static OrderReader openUnmapped(RecordReader records, String name, byte[] header)
      throws InvalidEvent {
    InvalidEvent notOurs;
    try {
      CsvHeader ours = CsvHeader.of(header);
      records.cells(ours.separator(), '"');
      return new OrderReader(records, ours, Optional.empty(), Optional.empty());
    } catch (InvalidEvent wrong) {
      notOurs = wrong;
    }
    Mapping mapping = Recognition.of(header, records::charset, notOurs);
    records.cells(mapping.layout().separator(), mapping.layout().quote());
    return new OrderReader(
        records,
        MappedColumns.of(header, mapping, records.charset(mapping.layout())),
        Optional.of(mapping),
        Optional.of(
            "%s: has the columns of %s, read with --mapping %s".formatted(name, mapping, mapping)));
  }

  /** What the person who gave the file should know of how it is read. */
  public Optional<String> notice() {
    return notice;
  }

  /**
   * @return empty at the end
   * @throws IOException naming file and line, if it cannot be read any further
   */
  public Optional<Intake> next() throws IOException {
    return lines.isPresent() ? lines.get().next() : records.next().map(this::intake);
  }

  private Optional<OrderLines.Line> nextLine() throws IOException {
    return records.next().map(it -> new OrderLines.Line(it.bytes(), intake(it)));
  }

  /**
   * Whether {@link #next} would return without waiting for more data. An order of several lines is
   * complete only when the next one begins.
   */
  public boolean isReady() throws IOException {
    return lines.map(OrderLines::hasNext).orElse(false) || records.isReady();
  }

  private Intake intake(RecordReader.Record record) {
    byte[] bytes = record.bytes();
    if (record.open()) {
      return new Intake.Refused(
          bytes,
          new InvalidEvent(
              "", "a quote is opened and never closed; the lines after it are read one by one"),
          record.line());
    }
    try {
      Optional<Order> order = order(bytes);
      return order.isPresent()
          ? new Intake.Accepted(order.get(), record.line(), bytes.length)
          : new Intake.PassedOver(rows.whyNone(), record.line(), bytes.length);
    } catch (InvalidEvent wrong) {
      return new Intake.Refused(bytes, reason(record, wrong), record.line());
    }
  }

  /** The mistake in terms of the file that contains the record. */
  private static InvalidEvent reason(RecordReader.Record record, InvalidEvent wrong) {
    long last = record.line();
    for (byte each : record.bytes()) {
      last += each == '\n' ? 1 : 0;
    }
    return last > record.line() && wrong.problems().get(0).field().isEmpty()
        ? new InvalidEvent(
            "",
            "%s; a quote opened in line %d continues to line %d"
                .formatted(wrong.getMessage(), record.line(), last))
        : wrong;
  }

  private Optional<Order> order(byte[] bytes) throws InvalidEvent {
    checkSize(bytes.length);
    Optional<Order> order = rows.order(bytes, Instant.now());
    int most = MOST_GROWTH * bytes.length + DEFAULTS + rows.growth();
    if (order.isPresent() && most > EventJson.LARGEST_ORDER) {
      checkSize(EventJson.bytes(order.get()).length);
    }
    return order;
  }

  private static void checkSize(int bytes) throws InvalidEvent {
    if (bytes > EventJson.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + EventJson.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }
}
