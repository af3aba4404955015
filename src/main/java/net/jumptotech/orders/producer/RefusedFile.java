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
import net.jumptotech.orders.producer.directory.DiskFailure;
import net.jumptotech.orders.producer.directory.FreeName;

/**
 * The refused records of a file as they were, to be mended and fed again. In CSV a first column
 * says why; of JSON there is one record a line and no reason. It appears under its name only when
 * it is complete; until then it is a temporary file beside it. Blocks; for any thread.
 */
public final class RefusedFile implements Closeable {

  private final Path input;
  private final Optional<Path> given;
  private final String remedy;
  private Path temporary; // null until something is refused
  private FileChannel channel;
  private OutputStream out;
  private Optional<CsvForm> form;
  private RefusedRecords records;
  private Optional<Path> place = Optional.empty();

  /**
   * @param input the file whose records are refused
   * @param given its name; empty for one beside the input that is still free
   */
  public RefusedFile(Path input, Optional<Path> given) {
    this(input, given, "; choose another file with --refused");
  }

  private RefusedFile(Path input, Optional<Path> given, String remedy) {
    this.input = input;
    this.given = given;
    this.remedy = remedy;
  }

  /** In another directory than the file whose records are refused. */
  static RefusedFile in(Path directory, Path input) {
    return new RefusedFile(directory.resolve(input.getFileName()), Optional.empty(), "");
  }

  /**
   * @param csv how the input is written; empty if it is JSON
   */
  synchronized void add(Intake.Refused refused, Optional<CsvForm> csv) throws DiskFailure {
    try {
      if (out == null) {
        open(csv);
      }
      out.write(records.lines(refused));
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  private void open(Optional<CsvForm> csv) throws IOException {
    form = csv;
    records = new RefusedRecords(csv);
    temporary = Files.createTempFile(directory(), ".refused", ".tmp"); // for its owner only
    channel = FileChannel.open(temporary, StandardOpenOption.WRITE);
    out = new BufferedOutputStream(Channels.newOutputStream(channel));
    out.write(records.head());
  }

  private Path directory() {
    return given.orElse(input).toAbsolutePath().getParent();
  }

  private DiskFailure failure(IOException failed) {
    return new DiskFailure(
        "cannot write refused records to %s (%s)%s"
            .formatted(directory(), DiskFailure.reason(failed), remedy),
        failed);
  }

  /**
   * Puts it in its place, once; call it when everything has been read.
   *
   * @return where it is; empty if nothing was refused
   */
  public synchronized Optional<Path> finish() throws IOException {
    if (!isPending()) {
      return place;
    }
    try {
      out.flush();
      channel.force(true);
      out.close();
      Path target = given.orElseGet(this::freeName);
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      temporary = null;
      place = Optional.of(target);
      return place;
    } catch (IOException failed) {
      throw failure(failed);
    }
  }

  /** The former one may have been mended since: it is never overwritten. */
  private Path freeName() {
    return FreeName.in(
        input.resolveSibling(""),
        input.getFileName() + ".refused",
        form.isPresent() ? ".csv" : ".ndjson");
  }

  /** Whether there are records that are not in their place yet. */
  synchronized boolean isPending() {
    return temporary != null;
  }

  /** Where it is, once it is finished; empty if nothing was refused. */
  synchronized Optional<Path> place() {
    return place;
  }

  /** Deletes it if it is not finished. */
  @Override
  public synchronized void close() throws IOException {
    if (temporary != null) {
      if (channel != null) {
        channel.close(); // without what is still in memory: the disk may be full
      }
      Files.deleteIfExists(temporary);
      temporary = null;
    }
  }
}
