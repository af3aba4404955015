/**
 * Charges orders: reads {@code orders}, writes {@code payments}. Start with {@link
 * net.jumptotech.orders.payment.PaymentVerticle}; the payment provider is behind {@link
 * net.jumptotech.orders.payment.PaymentGateway}. Imports event, runtime, metrics, stream and
 * tracing.
 */
package net.jumptotech.orders.payment;
