package net.jumptotech.orders.intake;

import java.nio.charset.Charset;

/**
 * How a CSV file is written, for those who write lines of it again.
 *
 * @param header as it was read, without its line break
 * @param charset of its lines
 */
public record CsvForm(byte[] header, char separator, char quote, Charset charset) {

  /** The column of a file of refused lines that says why each was refused; it is never read. */
  public static final String REASON = "orders_refused_reason";
}
