package net.jumptotech.orders.http.api;

import io.vertx.ext.web.RoutingContext;

/** What an endpoint answers: whole ({@link Answer}) or bit by bit ({@code ExportStream}). */
public interface Sendable {

  void send(RoutingContext context);
}
