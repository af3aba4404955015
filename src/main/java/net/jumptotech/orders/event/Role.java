package net.jumptotech.orders.event;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What a process does; one process can have several roles. */
public enum Role {
  BROKER("the embedded Kafka broker, used if no other is configured"),
  PRODUCER("sends orders, generated or read from a file"),
  FRAUD("raises alerts on suspicious orders"),
  PAYMENT("charges every order once"),
  ANALYTICS("keeps a document of every order, and totals"),
  HTTP("the HTTP API, which also accepts orders, and the web page");

  private static final String ALL = "all";

  private final String purpose;

  Role(String purpose) {
    this.purpose = purpose;
  }

  public String purpose() {
    return purpose;
  }

  /** The name in flags and configuration files. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IllegalArgumentException naming every unknown role
   */
  public static Set<Role> parse(List<String> names) {
    Set<Role> roles = EnumSet.noneOf(Role.class);
    List<String> unknown = new ArrayList<>();
    for (String name : names) {
      if (name.equals(ALL)) {
        return EnumSet.allOf(Role.class);
      }
      Arrays.stream(values())
          .filter(role -> role.toString().equals(name))
          .findFirst()
          .ifPresentOrElse(roles::add, () -> unknown.add("\"" + name + "\""));
    }
    if (!unknown.isEmpty() || roles.isEmpty()) {
      throw new IllegalArgumentException(
          "expected all, or some of %s, was %s"
              .formatted(
                  Arrays.stream(values()).map(Role::toString).collect(Collectors.joining(", ")),
                  unknown.isEmpty() ? "nothing" : String.join(", ", unknown)));
    }
    return roles;
  }
}
