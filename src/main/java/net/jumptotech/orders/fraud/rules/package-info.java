/**
 * What makes an order suspicious, and how that is explained to people. Start with {@link
 * net.jumptotech.orders.fraud.rules.AmountRule}. Imports event; used by fraud alone.
 */
package net.jumptotech.orders.fraud.rules;
