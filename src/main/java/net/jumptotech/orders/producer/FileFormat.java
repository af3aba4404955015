package net.jumptotech.orders.producer;

import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.intake.mapping.Mapping;

/**
 * How files are read.
 *
 * @param mapping as in {@link OrderReader#open}
 * @param workbooks finds the plugin that reads them
 */
public record FileFormat(Optional<Mapping> mapping, Workbooks workbooks) {

  /** Our own names, or those of a preset; no workbooks. */
  public static final FileFormat PLAIN = new FileFormat(Optional.empty(), Workbooks.NONE);

  public FileFormat {
    Objects.requireNonNull(mapping, "mapping");
    Objects.requireNonNull(workbooks, "workbooks");
  }

  /**
   * Reads the beginning of a file, up to a header; blocks.
   *
   * @param name for messages
   * @throws IOException in one sentence that names file, line and remedy, if no orders can be read
   */
  OrderReader open(InputStream in, String name) throws IOException {
    return OrderReader.open(in, name, mapping, workbooks);
  }
}
