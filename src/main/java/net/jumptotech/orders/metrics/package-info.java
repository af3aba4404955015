/**
 * The meters of a process, and the text in which Prometheus reads them: start with {@link
 * net.jumptotech.orders.metrics.ProcessMetrics}. Imports nothing of ours.
 */
package net.jumptotech.orders.metrics;
