package net.jumptotech.orders.http.webhooks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.runtime.Secret;

/** How a platform signs and names what it sends, and which of it are orders. */
interface Platform {

  /** As in the path and in the settings. */
  String name();

  /** The mapping that comes with Orders. */
  default String preset() {
    return name() + "-api";
  }

  /** How long it may wait for an answer. Afterwards it must be told to send again. */
  Duration patience();

  /** Why a request without a signature is answered as successful; empty if it must be signed. */
  default Optional<String> whyUnsigned(Call call) {
    return Optional.empty();
  }

  /**
   * @throws Problem 401 if none of the secrets has signed these bytes
   */
  void verify(Call call, List<Secret> secrets);

  /**
   * @throws Problem 400 if a header that is always sent is missing
   */
  Delivery delivery(Call call);

  static Problem unsigned(String detail) {
    return Problem.of(401, detail, Map.of("WWW-Authenticate", "Signature"));
  }
}
