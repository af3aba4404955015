package net.jumptotech.orders.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * This process.
 *
 * @param name the same after a restart, and no other living process has it
 * @param address at which the others of its cluster reach it, empty where it is in none
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

  /** In no cluster. */
  public ProcessInfo(String name, String version, Instant startedAt, List<String> roles) {
    this(name, version, startedAt, roles, Optional.empty());
  }
}
