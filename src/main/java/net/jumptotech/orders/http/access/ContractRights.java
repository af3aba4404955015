package net.jumptotech.orders.http.access;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.access.Right;

/**
 * The right that each operation of the contract needs: the role name in its {@code security}. An
 * operation whose {@code security} is empty, or is a signature that its endpoint checks, needs
 * none. One without {@code security} is an error: nothing is public because somebody forgot it.
 */
public final class ContractRights {

  /** Schemes that say who somebody is. */
  private static final Set<String> WHO = Set.of("key", "token", "session", "loadBalancer");

  private ContractRights() {}

  /**
   * @param operation of the contract
   * @return empty if it needs none
   * @throws IllegalStateException naming the operation
   */
  public static Optional<Right> of(JsonObject operation) {
    try {
      return right(operation.getJsonArray("security"));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalStateException(
          "openapi.yaml: security of %s: %s"
              .formatted(operation.getString("operationId"), wrong.getMessage()),
          wrong);
    }
  }

  private static Optional<Right> right(JsonArray security) {
    if (security == null) {
      throw new IllegalArgumentException("expected a right, or [] for everybody; it is absent");
    }
    EnumSet<Right> rights = EnumSet.noneOf(Right.class);
    for (int i = 0; i < security.size(); i++) {
      for (Map.Entry<String, Object> scheme : security.getJsonObject(i)) {
        List<?> roles = ((JsonArray) scheme.getValue()).getList();
        if (WHO.contains(scheme.getKey()) && roles.size() != 1) {
          throw new IllegalArgumentException("expected one right, was " + roles);
        }
        roles.forEach(role -> rights.add(Right.of(String.valueOf(role))));
      }
    }
    if (rights.size() > 1) {
      throw new IllegalArgumentException("expected the same right everywhere, was " + rights);
    }
    return rights.stream().findFirst();
  }
}
