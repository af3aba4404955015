/**
 * A real Apache Kafka inside this process, for a laptop and for tests. Start with {@link
 * net.jumptotech.orders.broker.EmbeddedBroker}. Of our packages it imports only event and runtime.
 */
package net.jumptotech.orders.broker;
