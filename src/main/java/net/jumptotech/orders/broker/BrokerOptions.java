package net.jumptotech.orders.broker;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * @param directory where the log lies; kept over restarts, used by one broker at a time
 * @param port on the loopback address; 0 takes a free one
 * @param settings of the broker, beside and above ours, by Kafka's names
 */
public record BrokerOptions(Path directory, int port, Map<String, String> settings) {

  public static final int DEFAULT_PORT = 9_092;

  public BrokerOptions {
    Objects.requireNonNull(directory, "directory");
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("broker.port must be 0 to 65535, was " + port);
    }
    settings = Map.copyOf(settings);
  }

  public BrokerOptions(Path directory, int port) {
    this(directory, port, Map.of());
  }
}
