/**
 * The connection to Kafka: options, clients, failures in words, and parsed records. Start with
 * {@link net.jumptotech.orders.stream.KafkaConnection}; {@code stream.pump} processes a topic
 * exactly once. Imports event, runtime, metrics and tracing. Besides broker, this package and its
 * sub-packages are the only ones that use Kafka.
 */
package net.jumptotech.orders.stream;
