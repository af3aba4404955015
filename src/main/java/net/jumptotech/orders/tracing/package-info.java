/**
 * Traces of orders, by OpenTelemetry: off unless its environment variables ask for it. Start with
 * {@link net.jumptotech.orders.tracing.ProcessTraces}, then {@link
 * net.jumptotech.orders.tracing.OrderTraces}. The only package that uses OpenTelemetry. Imports
 * runtime.
 */
package net.jumptotech.orders.tracing;
