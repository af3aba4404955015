/**
 * The parts of an operation: a {@link net.jumptotech.orders.http.api.Call}, its {@link
 * net.jumptotech.orders.http.api.Parameters}, an {@link net.jumptotech.orders.http.api.Answer} or a
 * {@link net.jumptotech.orders.http.api.Problem}. Imports event and runtime; used only by http.
 */
package net.jumptotech.orders.http.api;
