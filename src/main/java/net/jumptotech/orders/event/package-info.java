/**
 * The events (orders, alerts and payments) and the names of topics, groups, addresses and roles.
 * Start with {@link net.jumptotech.orders.event.Order}. Imports no other package of Orders.
 */
package net.jumptotech.orders.event;
