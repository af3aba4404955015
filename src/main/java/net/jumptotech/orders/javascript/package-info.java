/**
 * JavaScript for {@code --plugins}: a jar of its own ({@code orders-javascript.jar}), beside those
 * of GraalJS. Start with {@link net.jumptotech.orders.javascript.JavaScriptVerticle}. Imports
 * nothing of ours, and nothing of ours imports it.
 */
package net.jumptotech.orders.javascript;
