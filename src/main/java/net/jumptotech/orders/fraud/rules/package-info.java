/**
 * The rules that make an order suspicious, and their explanation for people. Start with {@link
 * net.jumptotech.orders.fraud.rules.AmountRule}. Imports event; used only by fraud.
 */
package net.jumptotech.orders.fraud.rules;
