/**
 * Keeps a document of every order: reads {@code orders}, {@code fraud-alerts} and {@code payments},
 * writes documents and totals to the store. Start with {@link
 * net.jumptotech.orders.analytics.AnalyticsVerticle}. Imports event, runtime, stream and store.
 */
package net.jumptotech.orders.analytics;
