package net.jumptotech.orders.intake.container;

import com.fasterxml.jackson.core.JsonPointer;
import java.nio.charset.Charset;
import java.util.Optional;
import java.util.Set;

/**
 * What the sender of a file says of it. What is not given is told from the first bytes.
 *
 * @param encoding of the text; a byte order mark in the file is believed before it
 * @param pointer to the orders in JSON: an array of them, or one
 * @param names of fields that such an order has, by which it is told if it is not at the pointer
 * @param separator of the columns that are expected; a workbook's rows come with it
 * @param quote around such a column
 * @param decimal mark of the numbers that are expected; a workbook's numbers come with it
 */
public record Hints(
    Optional<Charset> encoding,
    Optional<JsonPointer> pointer,
    Set<String> names,
    char separator,
    char quote,
    char decimal) {

  public static final Hints NONE =
      new Hints(Optional.empty(), Optional.empty(), Set.of(), ',', '"', '.');
}
