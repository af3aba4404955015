package net.jumptotech.orders.app.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.properties.PropertyDefinition;
import com.hazelcast.logging.ILogger;
import com.hazelcast.spi.discovery.AbstractDiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryNode;
import com.hazelcast.spi.discovery.DiscoveryStrategy;
import com.hazelcast.spi.discovery.DiscoveryStrategyFactory;
import com.hazelcast.spi.discovery.SimpleDiscoveryNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.app.cluster.ClusterOptions.Seed;

/**
 * Finds the members of the cluster under the names of the seeds. Hazelcast asks at the start, and
 * then every few seconds for clusters to merge with, so the addresses of a name may appear later,
 * or change. Hazelcast's own list would identify a member by its name, which is ambiguous if two
 * tasks share one.
 */
final class SeedDiscovery implements DiscoveryStrategyFactory {

  private static final int PROBE_MS = 500;

  private final ClusterOptions options;
  private final Names names;

  /** Resolves a name to all its addresses; throws if there are none. */
  interface Names {
    InetAddress[] addresses(String name) throws UnknownHostException;
  }

  SeedDiscovery(ClusterOptions options, Names names) {
    this.options = options;
    this.names = names;
  }

  List<Address> addresses() {
    List<Address> found = new ArrayList<>();
    for (Seed seed : options.seeds()) {
      try {
        for (InetAddress address : names.addresses(seed.host())) {
          if (seed.port().isEmpty() && options.isOnLoopback()) {
            addNextPorts(address, found);
          } else {
            found.add(new Address(address, seed.port().orElse(options.port())));
          }
        }
      } catch (UnknownHostException nobodyYet) {
        // no process has started under this name
      }
    }
    return found;
  }

  /** Adds the ports where somebody listens: Hazelcast would lose 5 s on each other port. */
  private void addNextPorts(InetAddress address, List<Address> found) {
    int end = options.port() + ClusterOptions.PORTS_ON_LOOPBACK;
    for (int port = options.port(); port < end; port++) {
      try (Socket probe = new Socket()) {
        probe.connect(new InetSocketAddress(address, port), PROBE_MS);
        found.add(new Address(address, port));
      } catch (IOException nobodyThere) {
        // the port is free
      }
    }
  }

  @Override
  public Class<? extends DiscoveryStrategy> getDiscoveryStrategyType() {
    return Strategy.class;
  }

  @Override
  public DiscoveryStrategy newDiscoveryStrategy(
      DiscoveryNode ourselves,
      ILogger logger,
      @SuppressWarnings("rawtypes") Map<String, Comparable> properties) {
    return new Strategy(logger);
  }

  @Override
  public Collection<PropertyDefinition> getConfigurationProperties() {
    return List.of();
  }

  private final class Strategy extends AbstractDiscoveryStrategy {

    Strategy(ILogger logger) {
      super(logger, Map.of());
    }

    @Override
    public Iterable<DiscoveryNode> discoverNodes() {
      return addresses().stream().<DiscoveryNode>map(SimpleDiscoveryNode::new).toList();
    }
  }
}
