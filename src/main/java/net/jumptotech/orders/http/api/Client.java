package net.jumptotech.orders.http.api;

import java.util.function.BooleanSupplier;
import net.jumptotech.orders.access.Principal;

/**
 * Who sent a request.
 *
 * @param address of its connection
 * @param principal who that is
 * @param disconnected whether it has gone, so that nobody waits for the answer
 */
public record Client(String address, Principal principal, BooleanSupplier disconnected) {}
