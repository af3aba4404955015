package net.jumptotech.orders.access;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Somebody who sends requests: a shop, a program, a person.
 *
 * @param name under which what they send and do is recorded; empty if nobody had to say who they
 *     are
 * @param rights what they may do
 * @param until when that ends
 * @param ids what the ids of the orders that they send must begin with; empty for any
 */
public record Principal(String name, Set<Right> rights, Optional<Instant> until, String ids) {

  /** Whoever reaches us, where nobody is asked. */
  public static final Principal ANYONE =
      new Principal("", EnumSet.of(Right.ADMIN), Optional.empty());

  /** Somebody who has not said who they are, where that must be said. */
  public static final Principal NOBODY = new Principal("", Set.of(), Optional.empty());

  public Principal {
    rights = Set.copyOf(rights);
  }

  /** Somebody who may send orders with any id. */
  public Principal(String name, Set<Right> rights, Optional<Instant> until) {
    this(name, rights, until, "");
  }

  public boolean may(Right right) {
    return rights.contains(right) || rights.contains(Right.ADMIN);
  }

  /** The same, until the given time if that is sooner. */
  public Principal atMostUntil(Instant end) {
    return until.isPresent() && until.get().isBefore(end)
        ? this
        : new Principal(name, rights, Optional.of(end), ids);
  }

  public boolean isExpired(Instant now) {
    return until.isPresent() && !now.isBefore(until.get());
  }
}
