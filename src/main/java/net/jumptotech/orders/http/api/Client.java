package net.jumptotech.orders.http.api;

import java.util.function.BooleanSupplier;

/**
 * Who sent a request.
 *
 * @param address of its connection
 * @param disconnected whether it has gone, so that nobody waits for the answer
 */
public record Client(String address, BooleanSupplier disconnected) {}
