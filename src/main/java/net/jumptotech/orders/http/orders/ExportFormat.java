package net.jumptotech.orders.http.orders;

import net.jumptotech.orders.store.OrderDocument;

/** How an export writes orders. */
interface ExportFormat {

  String contentType();

  /** How the file's name ends: {@code csv}. */
  String fileType();

  /** What comes before the first order; empty for nothing. */
  String head();

  /** One order with the end of its line. */
  void append(StringBuilder out, OrderDocument document);
}
