package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.container.Container;
import net.jumptotech.orders.intake.container.Content;
import net.jumptotech.orders.intake.container.Hints;
import net.jumptotech.orders.intake.container.Records;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Layout;
import net.jumptotech.orders.intake.mapping.Mapping;

/**
 * Reads the orders of a file (or of anything else that is read from beginning to end), in its
 * order. Keeps one record in memory. Blocks; for one thread at a time.
 */
public final class OrderReader implements Closeable {

  /** Name of standard input in messages. */
  public static final String STANDARD_INPUT = "standard input";

  /** A byte of a record may become six on the wire: a control character becomes an escape. */
  private static final int MOST_GROWTH = 6;

  private static final int DEFAULTS = 256;

  /** Whoever gives a file. */
  public interface Owner {

    /**
     * The order as one of this owner.
     *
     * @throws InvalidEvent if it cannot be
     */
    Order own(Order order) throws InvalidEvent;
  }

  private final Content content;
  private final Records records;
  private final Rows rows;
  private final Optional<String> notice;
  private final Optional<OrderLines> lines;
  private Owner owner = order -> order;

  private OrderReader(
      Content content,
      Records records,
      Rows rows,
      Optional<Mapping> mapping,
      Optional<String> notice) {
    this.content = content;
    this.records = records;
    this.rows = rows;
    this.notice = notice;
    this.lines =
        mapping
            .map(Mapping::repeated)
            .filter(it -> it != Mapping.Repeated.CONFLICT)
            .map(it -> new OrderLines(this::nextLine, it));
  }

  /** As below, with the plugin for workbooks beside our jar, if there is one. */
  public static OrderReader open(InputStream in, String name, Optional<Mapping> mapping)
      throws IOException {
    return open(in, name, mapping, Workbooks.BESIDE_THE_JAR);
  }

  /**
   * Reads the beginning, up to a header. The stream remains the caller's to close.
   *
   * @param name of the file, for messages
   * @param mapping empty for files with our own names, and for those that a preset recognises
   * @throws IOException in one sentence that names file, line and remedy, if no orders can be read
   */
  public static OrderReader open(
      InputStream in, String name, Optional<Mapping> mapping, Workbooks workbooks)
      throws IOException {
    Content content =
        Container.open(in, name, mapping.map(OrderReader::hints).orElse(Hints.NONE), workbooks);
    try {
      return open(content, name, mapping);
    } catch (IOException unusable) {
      content.close();
      throw unusable;
    }
  }

  private static Hints hints(Mapping mapping) {
    Layout layout = mapping.layout();
    return new Hints(
        layout.encoding(),
        Optional.of(layout.records()).filter(it -> !it.isEmpty()).map(JsonPointer::compile),
        layout.json() ? names(mapping.columns()) : Set.of(),
        layout.separator(),
        layout.quote(),
        mapping.decimal());
  }

  /** The first name in each pointer. */
  private static Set<String> names(List<String> pointers) {
    return pointers.stream()
        .map(it -> JsonPointer.compile(it).getMatchingProperty())
        .collect(Collectors.toSet());
  }

  private static OrderReader open(Content content, String name, Optional<Mapping> mapping)
      throws IOException {
    boolean json;
    RecordReader lines = new RecordReader(content.text(), name);
    if (content.records().isPresent()) {
      json = !content.csv();
    } else {
      mapping.ifPresent(it -> lines.cells(it.layout().separator(), it.layout().quote()));
      RecordReader.Kind kind = lines.begin();
      if (kind == RecordReader.Kind.EMPTY) {
        return new OrderReader(content, lines, new JsonRows(mapping), mapping, Optional.empty());
      }
      json = kind == RecordReader.Kind.JSON;
    }
    if (mapping.isPresent() && mapping.get().layout().json() != json) {
      throw new IOException(
          "%s: the mapping %s is for %s, but this is %s"
              .formatted(name, mapping.get(), json ? "CSV" : "JSON", json ? "JSON" : "CSV"));
    }
    return json
        ? openJson(content, content.records().orElse(lines), name, mapping)
        : openCsv(content, lines, name, mapping);
  }

  private static OrderReader openJson(
      Content content, Records records, String name, Optional<Mapping> mapping) throws IOException {
    if (mapping.isPresent()) {
      return new OrderReader(content, records, new JsonRows(mapping), mapping, Optional.empty());
    }
    PeekedRecords peeked = new PeekedRecords(records);
    FirstObject first = FirstObject.of(peeked.first(), name);
    return new OrderReader(
        content, peeked, new JsonRows(first.preset()), first.preset(), first.notice());
  }

  private static OrderReader openCsv(
      Content content, RecordReader lines, String name, Optional<Mapping> mapping)
      throws IOException {
    Records records = content.records().orElse(lines);
    Optional<Records.Record> first = records.next();
    if (first.isPresent() && CsvHeader.isSeparatorLine(first.get().bytes())) {
      first = records.next();
    }
    if (first.isEmpty()) {
      return new OrderReader(content, records, new JsonRows(mapping), mapping, Optional.empty());
    }
    byte[] header = first.get().bytes();
    try {
      return mapping.isPresent()
          ? new OrderReader(
              content,
              records,
              MappedColumns.of(header, mapping.get(), encoding(content, mapping.get().layout())),
              mapping,
              Optional.empty())
          : openUnmapped(content, lines, name, header);
    } catch (InvalidEvent wrong) {
      throw new IOException(
          name + ", line " + first.get().line() + ": " + wrong.getMessage(), wrong);
    }
  }

  private static OrderReader openUnmapped(
      Content content, RecordReader lines, String name, byte[] header) throws InvalidEvent {
    Records records = content.records().orElse(lines);
    InvalidEvent notOurs;
    try {
      CsvHeader ours = CsvHeader.of(header);
      lines.cells(ours.separator(), '"');
      return new OrderReader(content, records, ours, Optional.empty(), Optional.empty());
    } catch (InvalidEvent wrong) {
      notOurs = wrong;
    }
    Mapping mapping = Recognition.of(header, layout -> encoding(content, layout), notOurs);
    lines.cells(mapping.layout().separator(), mapping.layout().quote());
    return new OrderReader(
        content,
        records,
        MappedColumns.of(header, mapping, encoding(content, mapping.layout())),
        Optional.of(mapping),
        Optional.of(Recognition.notice(name, "columns", mapping)));
  }

  /** What the file itself says is believed before anybody. */
  private static Charset encoding(Content content, Layout layout) {
    return content.encoding().or(layout::encoding).orElse(UTF_8);
  }

  /** Reads the rest as orders of this owner. */
  public OrderReader of(Owner owner) {
    this.owner = owner;
    return this;
  }

  /** How the file is written; empty if it is not CSV. */
  public Optional<CsvForm> csv() {
    return rows.form();
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

  /** Frees what it has opened itself: the temporary copy of a workbook. */
  @Override
  public void close() throws IOException {
    content.close();
  }

  private Intake intake(Records.Record record) {
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
  private static InvalidEvent reason(Records.Record record, InvalidEvent wrong) {
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
    return order.isPresent() ? Optional.of(owner.own(order.get())) : order;
  }

  private static void checkSize(int bytes) throws InvalidEvent {
    if (bytes > EventJson.LARGEST_ORDER) {
      throw new InvalidEvent(
          "", "expected at most " + EventJson.LARGEST_ORDER + " bytes, was " + bytes);
    }
  }
}
