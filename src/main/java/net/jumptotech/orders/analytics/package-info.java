/**
 * Remembers every order: reads {@code orders}, {@code fraud-alerts} and {@code payments}, keeps
 * documents and totals in the store. Start with {@link
 * net.jumptotech.orders.analytics.AnalyticsVerticle}. Imports event, runtime, stream and store.
 */
package net.jumptotech.orders.analytics;
