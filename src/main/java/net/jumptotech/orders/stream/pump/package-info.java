/**
 * Processes each record of a topic exactly once; no other package decides that. Start with {@link
 * net.jumptotech.orders.stream.pump.Pump}, then {@link net.jumptotech.orders.stream.pump.Session}.
 * Imports event, runtime, metrics, stream, stream.deadletters, stream.offsets and tracing.
 */
package net.jumptotech.orders.stream.pump;
