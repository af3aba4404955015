package net.jumptotech.orders.intake.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * What a file contains once it is unpacked and decoded.
 *
 * @param text in the lines of the file, CSV or one JSON object a line; empty if there are records
 * @param encoding of its lines, if the file itself says it or it was given
 * @param records the file cut into records, in UTF-8, if they are not lines of text
 * @param csv whether it is CSV
 */
public record Content(
    InputStream text, Optional<Charset> encoding, Optional<Records> records, boolean csv)
    implements Closeable {

  static Content ofText(InputStream text, Optional<Charset> encoding, boolean csv) {
    return new Content(text, encoding, Optional.empty(), csv);
  }

  static Content of(Records records, boolean csv) {
    return new Content(
        InputStream.nullInputStream(),
        Optional.of(StandardCharsets.UTF_8),
        Optional.of(records),
        csv);
  }

  /** Frees what it has opened itself; the input remains the caller's to close. */
  @Override
  public void close() throws IOException {
    if (records.isPresent()) {
      records.get().close();
    }
  }
}
