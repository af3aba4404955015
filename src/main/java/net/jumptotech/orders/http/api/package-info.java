/**
 * What an operation of the interface is: a {@link net.jumptotech.orders.http.api.Call}, its {@link
 * net.jumptotech.orders.http.api.Parameters}, an {@link net.jumptotech.orders.http.api.Answer} or a
 * {@link net.jumptotech.orders.http.api.Problem}. Imports event and runtime; used by http alone.
 */
package net.jumptotech.orders.http.api;
