package net.jumptotech.orders.intake.mapping;

import java.nio.charset.Charset;
import java.util.Optional;

/**
 * How a file is written.
 *
 * @param json one object per line, otherwise CSV
 * @param separator between two cells of CSV
 * @param quote around cells of CSV
 * @param encoding of the text, if it is not UTF-8
 * @param decimal mark of its numbers
 * @param records JSON pointer to the array of orders; empty if each object is one
 */
public record Layout(
    boolean json,
    char separator,
    char quote,
    char decimal,
    Optional<Charset> encoding,
    String records) {}
