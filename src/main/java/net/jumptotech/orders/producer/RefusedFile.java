package net.jumptotech.orders.producer;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import net.jumptotech.orders.intake.CsvForm;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.RefusedRecords;

/**
 * The refused records of a file as they were, to be mended and fed again. In CSV a first column
 * says why; of JSON there is one record a line and no reason. It appears under its name only when
 * it is complete; until then it is a temporary file beside it. Blocks; for any thread.
 */
public final class RefusedFile implements Closeable {

  private static final int MOST_NAMES = 1_000;

  private final Path input;
  private final Optional<Path> given;
  private Path temporary; // null until something is refused
  private FileChannel channel;
  private OutputStream out;
  private Optional<CsvForm> form;
  private RefusedRecords records;

  /**
   * @param input the file whose records are refused
   * @param given its name; empty for one beside the input that is still free
   */
  public RefusedFile(Path input, Optional<Path> given) {
    this.input = input;
    this.given = given;
  }

  /**
   * @param csv how the input is written; empty if it is JSON
   */
  synchronized void add(Intake.Refused refused, Optional<CsvForm> csv) throws IOException {
    if (out == null) {
      open(csv);
    }
    out.write(records.lines(refused));
  }

  private void open(Optional<CsvForm> csv) throws IOException {
    form = csv;
    records = new RefusedRecords(csv);
    Path directory = given.orElse(input).toAbsolutePath().getParent();
    try {
      temporary = Files.createTempFile(directory, ".refused", ".tmp"); // for its owner only
    } catch (IOException failed) {
      throw new IOException(
          "cannot write refused records to %s (%s); choose another file with --refused"
              .formatted(directory, failed),
          failed);
    }
    channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    out = new BufferedOutputStream(Channels.newOutputStream(channel));
    out.write(records.head());
  }

  /**
   * Puts it in its place; call it once everything has been read.
   *
   * @return where it is; empty if nothing was refused
   */
  public synchronized Optional<Path> finish() throws IOException {
    if (out == null) {
      return Optional.empty();
    }
    out.flush();
    channel.force(true);
    out.close();
    Path target = given.orElseGet(this::freeName);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    temporary = null;
    return Optional.of(target);
  }

  /** The former one may have been mended since: it is never overwritten. */
  private Path freeName() {
    String end = form.isPresent() ? ".csv" : ".ndjson";
    for (int i = 1; i < MOST_NAMES; i++) {
      Path name =
          input.resolveSibling(input.getFileName() + ".refused" + (i == 1 ? "" : "-" + i) + end);
      if (!Files.exists(name)) {
        return name;
      }
    }
    throw new IllegalStateException("no free name for the refused records of " + input);
  }

  /** Deletes it if it is not finished. */
  @Override
  public synchronized void close() throws IOException {
    if (temporary != null) {
      out.close();
      Files.deleteIfExists(temporary);
      temporary = null;
    }
  }
}
