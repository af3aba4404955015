/**
 * JavaScript for {@code --plugins}: a separate jar ({@code orders-javascript.jar}), beside those of
 * GraalJS. Start with {@link net.jumptotech.orders.javascript.JavaScriptVerticle}. Imports no other
 * package of Orders, and none imports it.
 */
package net.jumptotech.orders.javascript;
