/**
 * What people and programs do over HTTP, kept as records. Start with {@link
 * net.jumptotech.orders.http.operations.Recorder}. Imports event, access, stream.operations and
 * http.api.
 */
package net.jumptotech.orders.http.operations;
