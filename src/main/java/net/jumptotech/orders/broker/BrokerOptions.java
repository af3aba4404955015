package net.jumptotech.orders.broker;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * @param directory of the log; kept over restarts, used by one broker at a time
 * @param port on the loopback address; 0 takes a free one
 * @param password that every client must send, as {@link #USER} by SASL_PLAINTEXT with PLAIN; empty
 *     for none
 * @param settings of the broker by Kafka's names; they override ours
 */
public record BrokerOptions(
    Path directory, int port, Optional<Secret> password, Map<String, String> settings) {

  public static final int DEFAULT_PORT = 9_092;

  /** The only user, if there is a password. */
  public static final String USER = "orders";

  private static final int MOST_PORT = 65_535;

  /** Only characters that need no quoting on a command line or in a file. */
  private static final String PASSWORD = "[A-Za-z0-9._~+/=-]{16,128}";

  public BrokerOptions {
    Objects.requireNonNull(directory, "directory");
    if (port < 0 || port > MOST_PORT) {
      throw new IllegalArgumentException("broker.port must be 0 to 65535, was " + port);
    }
    password.ifPresent(BrokerOptions::checkPassword);
    settings = Map.copyOf(settings);
  }

  public BrokerOptions(Path directory, int port) {
    this(directory, port, Optional.empty(), Map.of());
  }

  /** Reads the port of the section {@code broker}. */
  public static int port(Settings broker) {
    return broker.integer("port", DEFAULT_PORT, 0, MOST_PORT);
  }

  /**
   * Reads the password of the section {@code broker} and notes mistakes in it.
   *
   * @param servers brokers that are configured instead of the embedded one of this process
   */
  public static Optional<Secret> password(Settings broker, Optional<String> servers) {
    Optional<Secret> password = broker.secret("password");
    try {
      password.ifPresent(BrokerOptions::checkPassword);
    } catch (IllegalArgumentException weak) {
      broker.mistake("password", weak.getMessage());
      return Optional.empty();
    }
    if (password.isPresent() && !servers.map(BrokerOptions::isHere).orElse(true)) {
      broker.mistake(
          "password",
          "is the password of the embedded broker on this machine; it would cross the network"
              + " unencrypted to "
              + servers.get()
              + ": unset ORDERS_BROKER_PASSWORD, and use kafka.api-key or kafka.options instead");
    }
    return password;
  }

  private static boolean isHere(String servers) {
    return Arrays.stream(servers.split(","))
        .map(server -> server.trim().replaceFirst(":[0-9]+$", ""))
        .allMatch(Settings::isLoopback);
  }

  /**
   * @throws IllegalArgumentException with a message that does not contain the password
   */
  private static void checkPassword(Secret password) {
    if (!password.reveal().matches(PASSWORD)) {
      throw new IllegalArgumentException(
          "expected 16 to 128 characters from A-Z a-z 0-9 . _ ~ + / = -, for example the output of"
              + " openssl rand -hex 16");
    }
  }
}
