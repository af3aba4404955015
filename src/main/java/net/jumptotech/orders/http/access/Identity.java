package net.jumptotech.orders.http.access;

import java.util.Optional;
import net.jumptotech.orders.access.Principal;

/**
 * Who sends a request, and how we know.
 *
 * @param session id of the session that says so; empty if it is a key or a token
 */
record Identity(Principal principal, Optional<String> session) {

  static Identity of(Principal principal) {
    return new Identity(principal, Optional.empty());
  }
}
