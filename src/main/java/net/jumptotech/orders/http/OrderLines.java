package net.jumptotech.orders.http;

import java.nio.charset.StandardCharsets;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;

/** Whole documents, one a line. */
final class OrderLines implements ExportFormat {

  @Override
  public String contentType() {
    return OrderBody.LINES;
  }

  @Override
  public String fileName() {
    return "orders.ndjson";
  }

  @Override
  public String head() {
    return "";
  }

  @Override
  public void append(StringBuilder out, OrderDocument document) {
    byte[] json = DocumentJson.bytes(document);
    out.append(new String(json, StandardCharsets.UTF_8)).append('\n');
  }
}
