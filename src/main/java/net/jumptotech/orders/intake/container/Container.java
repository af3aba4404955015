package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.util.Optional;

/** Opens what people have in hand: finds out what it is, unpacks it and decodes it. */
public final class Container {

  private static final String BYTE_ORDER_MARK = "\u00EF\u00BB\u00BF"; // as bytes

  private Container() {}

  /**
   * Reads the first bytes. Blocks until there are some. Whatever the size of the input, takes a few
   * buffers of 64 KB and the longest record.
   *
   * @param in not closed if this fails
   * @param name of the file, for messages
   * @throws IOException in one sentence with the name, what it is and what to do, if nothing can be
   *     read from it
   */
  public static Content open(InputStream in, String name, Hints hints, Workbooks workbooks)
      throws IOException {
    PeekedInput input = new PeekedInput(in);
    FirstBytes first = new FirstBytes(input.head());
    if (first.isGzip()) {
      input = new PeekedInput(Gunzip.of(input, name));
      first = new FirstBytes(input.head());
      if (first.isGzip()) {
        throw new IOException(name + " is compressed with gzip twice: unpack it");
      }
    }
    if (first.isWorkbook()) {
      WorkbookReader reader = workbooks.reader(name);
      WorkbookReader.Sheet sheet = reader.open(input, name, hints.decimal());
      return Content.of(new WorkbookRecords(sheet, hints), true);
    }
    Optional<String> refusal = first.refusal(hints.encoding());
    if (refusal.isPresent()) {
      throw new IOException(name + " is " + refusal.get());
    }
    Optional<Charset> encoding = first.encoding().or(hints::encoding);
    if (encoding.isPresent() && !encoding.get().equals(UTF_8) && !isOneByte(encoding.get())) {
      InputStream decoded = new Utf8Stream(new TextDecoder(input, name, encoding.get()));
      return text(new PeekedInput(decoded), name, Optional.of(UTF_8), hints);
    }
    return text(input, name, encoding, hints);
  }

  /** Then lines and cells are cut without decoding them, and stay as they are if refused. */
  private static boolean isOneByte(Charset encoding) {
    return encoding.canEncode() && encoding.newEncoder().maxBytesPerChar() == 1;
  }

  private static Content text(
      PeekedInput input, String name, Optional<Charset> encoding, Hints hints) throws IOException {
    int start = start(input);
    String head = input.head();
    if (head.startsWith("<", start)) {
      throw new IOException(name + " is HTML or XML: give CSV or JSON");
    }
    boolean isObject = head.startsWith("{", start);
    if (!isObject && !head.startsWith("[", start)) {
      return Content.ofText(input, encoding, start < head.length());
    }
    boolean lines = isObject && JsonForm.isOneALine(input, start);
    Optional<JsonPointer> pointer =
        hints
            .pointer()
            .filter(
                it -> !isObject || !JsonForm.isOrderItself(input.head(), start, it, hints.names()))
            .or(() -> isObject ? JsonForm.wrapped(input.head(), start) : Optional.empty());
    if (lines && pointer.isEmpty() && encoding.orElse(UTF_8).equals(UTF_8)) {
      return Content.ofText(input, encoding, false);
    }
    return Content.of(
        new JsonRecords(new TextDecoder(input, name, encoding.orElse(UTF_8)), name, pointer),
        false);
  }

  /** Where the text begins, behind blanks. */
  private static int start(PeekedInput input) {
    int start = start(input.head());
    while (start == input.head().length() && input.more()) {
      start = start(input.head());
    }
    return start;
  }

  private static int start(String head) {
    int start = head.startsWith(BYTE_ORDER_MARK) ? BYTE_ORDER_MARK.length() : 0;
    while (start < head.length() && " \t\r\n".indexOf(head.charAt(start)) >= 0) {
      start++;
    }
    return start;
  }
}
