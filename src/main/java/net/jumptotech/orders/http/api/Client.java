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
public record Client(String address, Principal principal, BooleanSupplier disconnected) {

  /** Whose share of anything limited it takes: the principal's, or the address's if nobody is. */
  public String caller() {
    return caller(principal, address);
  }

  public static String caller(Principal principal, String address) {
    return principal.name().isEmpty() ? address : "principal " + principal.name();
  }
}
