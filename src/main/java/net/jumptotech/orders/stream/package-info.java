/**
 * How events travel: the pump that reads a topic exactly once, the writers, dead letters. Start
 * with {@link net.jumptotech.orders.stream.Pump}. Imports event and runtime; apart from broker the
 * only package that knows Kafka.
 */
package net.jumptotech.orders.stream;
