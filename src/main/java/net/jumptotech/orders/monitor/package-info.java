/**
 * The state of the running system: every instance publishes {@link
 * net.jumptotech.orders.monitor.RoleFrame}s on the event bus; {@link
 * net.jumptotech.orders.monitor.LiveFeed} adds what Kafka and the store report. The page, health
 * and CloudWatch read the result. Imports event, runtime, stream and store.
 */
package net.jumptotech.orders.monitor;
