/**
 * Writes orders to Kafka. Start with {@link net.jumptotech.orders.stream.write.OrderWriter}.
 * Imports event, stream, stream.deadletters and tracing.
 */
package net.jumptotech.orders.stream.write;
