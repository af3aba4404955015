/**
 * The connection to Kafka: options, clients, failures in words, and records as we read them. Start
 * with {@link net.jumptotech.orders.stream.KafkaConnection}; the pump that handles a topic exactly
 * once is in {@code stream.pump}. Imports event and runtime; apart from broker the only package
 * that knows Kafka.
 */
package net.jumptotech.orders.stream;
