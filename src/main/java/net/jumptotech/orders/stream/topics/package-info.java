/**
 * The topics and groups as Kafka has them: creating and checking topics, lag, offsets, transactions
 * that were left open. Start with {@link net.jumptotech.orders.stream.topics.KafkaAdmin}. Imports
 * event, runtime, stream, stream.offsets and stream.pump.
 */
package net.jumptotech.orders.stream.topics;
