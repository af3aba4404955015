/**
 * Decides where a group starts to read a partition, from its committed offset and the mark on it.
 * Start with {@link net.jumptotech.orders.stream.offsets.StartPosition}; a {@link
 * net.jumptotech.orders.stream.offsets.Breach} is a loss that reading again cannot repair. Imports
 * event and runtime.
 */
package net.jumptotech.orders.stream.offsets;
