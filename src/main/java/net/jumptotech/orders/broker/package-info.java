/**
 * A real Apache Kafka inside this process, for a laptop and for tests. Start with {@link
 * net.jumptotech.orders.broker.EmbeddedBroker}. Imports nothing of ours but event and runtime.
 */
package net.jumptotech.orders.broker;
