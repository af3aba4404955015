package net.jumptotech.orders.http.orders;

import net.jumptotech.orders.store.OrderDocument;

/** The format of an export. */
interface ExportFormat {

  String contentType();

  /** The extension of the file: {@code csv}. */
  String fileType();

  /** What comes before the first order; empty for nothing. */
  String head();

  /** Appends one order with the end of its line. */
  void append(StringBuilder out, OrderDocument document);
}
