/**
 * Where a group begins to read a partition, decided by what it committed and how it marked that.
 * Start with {@link net.jumptotech.orders.stream.offsets.StartPosition}; a {@link
 * net.jumptotech.orders.stream.offsets.Breach} is what it cannot make good. Imports event and
 * runtime.
 */
package net.jumptotech.orders.stream.offsets;
