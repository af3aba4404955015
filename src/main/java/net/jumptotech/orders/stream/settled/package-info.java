/**
 * The ids of settled orders in a few bytes each. Start with {@link
 * net.jumptotech.orders.stream.settled.SettledOrders}. Imports nothing of ours.
 */
package net.jumptotech.orders.stream.settled;
