package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Opens containers of bytes. */
final class Read {

  private Read() {}

  static Content content(byte[] file, Hints hints) throws IOException {
    return Container.open(new ByteArrayInputStream(file), "test", hints, Workbooks.NONE);
  }

  static String text(byte[] file) throws IOException {
    return text(file, Hints.NONE);
  }

  static String text(byte[] file, Hints hints) throws IOException {
    try (Content content = content(file, hints)) {
      return new String(content.text().readAllBytes(), content.encoding().orElse(UTF_8));
    }
  }

  /** Each as {@code line text}. */
  static List<String> records(byte[] file, Hints hints) throws IOException {
    try (Content content = content(file, hints)) {
      return records(content.records().orElseThrow());
    }
  }

  static List<String> records(Records records) throws IOException {
    List<String> all = new ArrayList<>();
    for (Optional<Records.Record> it = records.next(); it.isPresent(); it = records.next()) {
      all.add(it.get().line() + " " + new String(it.get().bytes(), UTF_8));
    }
    return all;
  }

  /** Gives single bytes, as a slow sender does. */
  static InputStream slowly(byte[] file) {
    return new ByteArrayInputStream(file) {
      @Override
      public synchronized int read(byte[] into, int from, int most) {
        return super.read(into, from, Math.min(most, 1));
      }

      @Override
      public synchronized int available() {
        return 0;
      }
    };
  }
}
