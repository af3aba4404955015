package net.jumptotech.orders.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * This process.
 *
 * @param name the same after a restart; no other living process has it
 * @param address on which the other members of its cluster reach it, empty if it is in none
 */
public record ProcessInfo(
    String name, String version, Instant startedAt, List<String> roles, Optional<String> address) {

  public ProcessInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(startedAt, "startedAt");
    Objects.requireNonNull(address, "address");
    roles = List.copyOf(roles);
  }

  /** A process without a cluster. */
  public ProcessInfo(String name, String version, Instant startedAt, List<String> roles) {
    this(name, version, startedAt, roles, Optional.empty());
  }
}
