/**
 * The HTTP server: its routes, its limits and the bridge to browsers. Start with {@link
 * net.jumptotech.orders.http.HttpVerticle}, then {@code Routes}; the interface itself is {@code
 * openapi.yaml}. Imports event, runtime, stream, store and monitor; the only package that uses
 * vertx-web.
 */
package net.jumptotech.orders.http;
