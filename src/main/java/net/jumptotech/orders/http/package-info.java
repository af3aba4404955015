/**
 * The HTTP side: orders come in, documents, totals and live frames go out, and the web page is
 * served. Start with {@link net.jumptotech.orders.http.HttpVerticle}, then {@code Routes}; the
 * interface itself is {@code openapi.yaml}. Imports event, runtime, stream and store; the only
 * package that knows vertx-web.
 */
package net.jumptotech.orders.http;
