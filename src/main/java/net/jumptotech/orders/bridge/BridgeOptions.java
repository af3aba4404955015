package net.jumptotech.orders.bridge;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * Who may connect to the event bus by TCP.
 *
 * @param host address to listen on
 * @param port to listen on; 0 takes a free one
 * @param token that every client must send
 * @param mayHear addresses that clients may register at and reply to
 * @param maySay addresses that clients may send and publish to
 */
public record BridgeOptions(
    String host, int port, Secret token, List<String> mayHear, List<String> maySay) {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int SHORTEST_TOKEN = 16;

  public BridgeOptions {
    Objects.requireNonNull(token, "token");
    mayHear = List.copyOf(mayHear);
    maySay = List.copyOf(maySay);
  }

  /** Empty if no port is given. */
  public static Optional<BridgeOptions> from(Settings bridge) {
    Optional<Integer> port = bridge.port("port");
    String host = bridge.text("host", LOOPBACK);
    List<String> mayHear =
        bridge.list("may-hear", List.of(Addresses.FLEET_FRAMES, Addresses.FRAUD_ALERTS));
    List<String> maySay = bridge.list("may-say", List.of());
    Optional<Secret> token = bridge.secret("token");
    if (port.isPresent() && token.isEmpty()) {
      bridge.mistake(
          "token",
          "clients must authenticate with a token: set ORDERS_BRIDGE_TOKEN or"
              + " ORDERS_BRIDGE_TOKEN_FILE");
    }
    if (token.isPresent() && token.get().reveal().length() < SHORTEST_TOKEN) {
      bridge.mistake(
          "token",
          "expected at least %d characters, for example the output of openssl rand -hex 16"
              .formatted(SHORTEST_TOKEN));
    }
    return port.flatMap(
        number -> token.map(it -> new BridgeOptions(host, number, it, mayHear, maySay)));
  }
}
