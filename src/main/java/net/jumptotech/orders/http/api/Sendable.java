package net.jumptotech.orders.http.api;

import io.vertx.ext.web.RoutingContext;
import java.util.Map;

/** An answer, sent whole ({@link Answer}) or in parts ({@code ExportStream}). */
public interface Sendable {

  void send(RoutingContext context);

  /** What was sent or done, for the record of operations, once it has ended. */
  default Map<String, Object> result() {
    return Map.of();
  }
}
