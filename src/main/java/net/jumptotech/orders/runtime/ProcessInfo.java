package net.jumptotech.orders.runtime;

import java.time.Instant;
import java.util.List;
import java.util.Objects;

/**
 * This process.
 *
 * @param name the same after a restart, and no other living process has it
 */
public record ProcessInfo(String name, String version, Instant startedAt, List<String> roles) {

  public ProcessInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(startedAt, "startedAt");
    roles = List.copyOf(roles);
  }
}
