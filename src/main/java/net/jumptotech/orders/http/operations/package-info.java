/**
 * What people and programs do over HTTP, kept as records. Start with {@link
 * net.jumptotech.orders.http.operations.Recorder}. Imports runtime, access, stream.operations and
 * http.api.
 */
package net.jumptotech.orders.http.operations;
