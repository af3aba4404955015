package net.jumptotech.orders.http.api;

import java.util.function.BooleanSupplier;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Shown;

/**
 * Who sent a request.
 *
 * @param address of its connection, or its network, as limits count it
 * @param peer the same for people, with the address that a proxy says it forwards for
 * @param principal who that is
 * @param disconnected whether it has gone, so that nobody waits for the answer
 */
public record Client(
    String address, String peer, Principal principal, BooleanSupplier disconnected) {

  /** Whose share of anything limited it takes: the principal's, or the address's if nobody is. */
  public String caller() {
    return caller(principal, address);
  }

  public static String caller(Principal principal, String address) {
    return principal.name().isEmpty() ? address : "principal " + principal.name();
  }

  /** The name that its orders carry; empty if nobody need say who they are. */
  public String sender() {
    return principal.name();
  }

  /**
   * The order as one that this client sends.
   *
   * @throws InvalidEvent if its key is for other ids
   */
  public Order own(Order order) throws InvalidEvent {
    if (!order.id().text().startsWith(principal.ids())) {
      throw new InvalidEvent(
          EventJson.ORDER_ID,
          "expected to begin with \"%s\", which the ids of %s must, was %s"
              .formatted(principal.ids(), sender(), Shown.value(order.id().text())));
    }
    return order.from(sender());
  }

  /** The same client, now that it has said who it is. */
  public Client as(Principal who) {
    return new Client(address, peer, who, disconnected);
  }
}
