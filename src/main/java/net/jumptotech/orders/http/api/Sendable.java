package net.jumptotech.orders.http.api;

import io.vertx.ext.web.RoutingContext;

/** An answer, sent whole ({@link Answer}) or in parts ({@code ExportStream}). */
public interface Sendable {

  void send(RoutingContext context);
}
