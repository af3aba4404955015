/**
 * Handles each record of a topic exactly once, and nothing else in the house decides that. Start
 * with {@link net.jumptotech.orders.stream.pump.Pump}, then {@link
 * net.jumptotech.orders.stream.pump.Session}. Imports event, runtime, stream, stream.deadletters
 * and stream.offsets.
 */
package net.jumptotech.orders.stream.pump;
