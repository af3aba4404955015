package net.jumptotech.orders.intake.container;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * What a file contains once it is unpacked and decoded.
 *
 * @param text UTF-8 in the lines of the file, CSV or one JSON object a line; empty if there are
 *     records
 * @param records the file cut into records, if they are not lines of text
 * @param csv whether it is CSV
 */
public record Content(InputStream text, Optional<Records> records, boolean csv)
    implements Closeable {

  static Content ofText(InputStream text, boolean csv) {
    return new Content(text, Optional.empty(), csv);
  }

  static Content of(Records records, boolean csv) {
    return new Content(InputStream.nullInputStream(), Optional.of(records), csv);
  }

  @Override
  public void close() throws IOException {
    text.close();
    if (records.isPresent()) {
      records.get().close();
    }
  }
}
