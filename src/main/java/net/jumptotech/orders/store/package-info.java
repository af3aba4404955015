/**
 * Documents of orders: the port {@link net.jumptotech.orders.store.OrderStore}, and the merge rule
 * that all adapters share ({@link net.jumptotech.orders.store.OrderDocument}). Imports event and
 * runtime.
 */
package net.jumptotech.orders.store;
