package net.jumptotech.orders.http.imports;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import net.jumptotech.orders.intake.CsvForm;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mapping;

/**
 * Reads the records of a body, some at a time. Blocks; for one thread at a time. Opens nothing that
 * must be closed: workbooks, which need a copy on the disk, are not taken here.
 */
final class ImportReader {

  static final int CHUNK = 250;

  private static final int CHUNK_BYTES = 256 * 1_024;
  private static final String NAME = "the body";

  private final InputStream body;
  private final Supplier<Optional<Mapping>> mapping;
  private final OrderReader.Owner owner;
  private OrderReader orders;
  private IOException broken;

  /**
   * @param mapping may block
   * @param owner of the orders
   */
  ImportReader(InputStream body, Supplier<Optional<Mapping>> mapping, OrderReader.Owner owner) {
    this.body = body;
    this.mapping = mapping;
    this.owner = owner;
  }

  /**
   * If the body breaks off, returns what was read before, and fails on the next call.
   *
   * @return empty at the end
   * @throws IllegalArgumentException if the mapping lacks something
   */
  List<Intake> chunk() throws IOException {
    List<Intake> chunk = new ArrayList<>();
    try {
      if (broken == null) {
        read(chunk);
      }
    } catch (IOException failed) {
      broken = failed;
    }
    if (broken != null && chunk.isEmpty()) {
      throw broken;
    }
    return chunk;
  }

  private void read(List<Intake> chunk) throws IOException {
    if (orders == null) {
      Optional<Mapping> found = mapping.get();
      orders = OrderReader.open(body, NAME, found, Workbooks.NONE).of(owner);
    }
    long bytes = 0;
    do {
      Optional<Intake> next = orders.next();
      if (next.isEmpty()) {
        return;
      }
      chunk.add(next.get());
      bytes += next.get().size();
    } while (chunk.size() < CHUNK && bytes < CHUNK_BYTES && orders.isReady());
  }

  /** How the body is written, if it is CSV; after the first chunk. */
  Optional<CsvForm> csv() {
    return orders == null ? Optional.empty() : orders.csv();
  }

  /** What the sender should know of how it is read; after the first chunk. */
  Optional<String> notice() {
    return orders == null ? Optional.empty() : orders.notice();
  }
}
