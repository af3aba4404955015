/**
 * Writes orders to Kafka. Start with {@link net.jumptotech.orders.stream.write.OrderWriter}.
 * Imports event, stream and stream.deadletters.
 */
package net.jumptotech.orders.stream.write;
