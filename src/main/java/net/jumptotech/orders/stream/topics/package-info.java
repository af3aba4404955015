/**
 * The topics and groups in Kafka: creating and checking topics, lag, offsets, open transactions.
 * Start with {@link net.jumptotech.orders.stream.topics.KafkaAdmin}. Imports event, runtime,
 * stream, stream.offsets and stream.pump.
 */
package net.jumptotech.orders.stream.topics;
