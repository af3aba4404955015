/**
 * Orders that Shopify, WooCommerce and Stripe send on their own. Start with {@link
 * net.jumptotech.orders.http.webhooks.Webhooks}. Imports event, runtime, stream, stream.write and
 * http.api.
 */
package net.jumptotech.orders.http.webhooks;
