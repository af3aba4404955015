/**
 * What is known of the running system: every instance publishes {@link
 * net.jumptotech.orders.monitor.frames.RoleFrame}s on the event bus; {@link
 * net.jumptotech.orders.monitor.LiveFeed} adds what Kafka and the store say, and page, health and
 * CloudWatch read the result. Imports event, runtime, stream and store.
 */
package net.jumptotech.orders.monitor;
