/**
 * Orders over HTTP: their intake ({@link net.jumptotech.orders.http.orders.OrderIntake}), queries
 * and exports. Imports event, runtime, stream, store, monitor and http.api; used only by http.
 */
package net.jumptotech.orders.http.orders;
