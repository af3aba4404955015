/**
 * Suspects orders: reads {@code orders}, writes {@code fraud-alerts}. Start with {@link
 * net.jumptotech.orders.fraud.FraudVerticle}; the rules are in {@link
 * net.jumptotech.orders.fraud.FraudRule}. Imports event, runtime and stream.
 */
package net.jumptotech.orders.fraud;
