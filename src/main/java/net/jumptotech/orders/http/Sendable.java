package net.jumptotech.orders.http;

import io.vertx.ext.web.RoutingContext;

/** What an endpoint answers: whole ({@link Answer}) or bit by bit ({@link ExportStream}). */
interface Sendable {

  void send(RoutingContext context);
}
