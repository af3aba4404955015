/**
 * The record of what people and programs did: written as chains of hashes, read and verified. Start
 * with {@link net.jumptotech.orders.stream.operations.Operation}, then {@code Chain} and {@link
 * net.jumptotech.orders.stream.operations.ChainCheck}. Imports event, runtime and stream.
 */
package net.jumptotech.orders.stream.operations;
