/**
 * The fraud role: reads {@code orders}, writes {@code fraud-alerts}. Start with {@link
 * net.jumptotech.orders.fraud.FraudVerticle}. Imports event, runtime, monitor and stream.
 */
package net.jumptotech.orders.fraud;
