package net.jumptotech.orders.app.cluster;

import com.hazelcast.cluster.Address;
import com.hazelcast.config.Config;
import com.hazelcast.config.DiscoveryStrategyConfig;
import com.hazelcast.config.JavaSerializationFilterConfig;
import com.hazelcast.config.MapConfig;
import com.hazelcast.config.MultiMapConfig;
import com.hazelcast.config.NetworkConfig;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import net.jumptotech.orders.app.cluster.ClusterOptions.Tls;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.StartFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An event bus that this process shares with others. It carries only what may be lost: frames,
 * requests and their replies. Hazelcast knows the members and their subscriptions; the messages
 * themselves go from process to process over Vert.x's own connections.
 *
 * @param address of this process in the cluster, {@code host:port}
 */
public record SharedBus(Vertx vertx, String address) {

  private static final Logger log = LoggerFactory.getLogger(SharedBus.class);
  private static final int PING_MS = 5_000;

  /** Hazelcast's message when it found other members that did not admit it in time. */
  private static final String NOT_JOINED = "Node failed to start!";

  /** Members back up each other's entries: two may die at once. */
  private static final int BACKUPS = 2;

  private static final Map<String, String> PROPERTIES =
      Map.ofEntries(
          Map.entry("hazelcast.logging.type", "slf4j"),
          Map.entry("hazelcast.phone.home.enabled", "false"),
          Map.entry("hazelcast.discovery.enabled", "true"),
          Map.entry("hazelcast.socket.bind.any", "false"),
          // with 0 it would not look for others before it starts
          Map.entry("hazelcast.wait.seconds.before.join", "1"),
          // 300 and 120 by default: a process that starts before its DNS works would be alone for
          // minutes
          Map.entry("hazelcast.merge.first.run.delay.seconds", "5"),
          Map.entry("hazelcast.merge.next.run.delay.seconds", "5"),
          // 60 by default: how long a silent machine counts as alive
          Map.entry("hazelcast.heartbeat.interval.seconds", "2"),
          Map.entry("hazelcast.max.no.heartbeat.seconds", "15"),
          Map.entry("hazelcast.socket.connect.timeout.seconds", "3"),
          Map.entry("hazelcast.max.join.seconds", "20"),
          // a stop must not wait for members that are stopping too
          Map.entry("hazelcast.graceful.shutdown.max.wait", "2"),
          // it keeps a few dozen entries; all members must have the same number of partitions
          Map.entry("hazelcast.partition.count", "31"),
          Map.entry("hazelcast.operation.thread.count", "2"),
          Map.entry("hazelcast.operation.generic.thread.count", "2"),
          Map.entry("hazelcast.event.thread.count", "1"),
          Map.entry("hazelcast.io.thread.count", "1"),
          Map.entry("hazelcast.metrics.enabled", "false"),
          Map.entry("hazelcast.health.monitoring.level", "OFF"));

  /**
   * Joins the running members; starts alone if there are none, and merges with others once it finds
   * them. It also starts alone if members do not admit it, since they hang or are still starting.
   *
   * @param builders of a Vert.x with the options given
   * @return fails with {@link StartFailure} if this process cannot be reached as configured
   */
  public static Future<SharedBus> join(
      ClusterOptions options, Function<VertxOptions, VertxBuilder> builders) {
    return join(options, builders, InetAddress::getAllByName);
  }

  static Future<SharedBus> join(
      ClusterOptions options,
      Function<VertxOptions, VertxBuilder> builders,
      SeedDiscovery.Names names) {
    return build(options, builders, names)
        .recover(
            failed -> {
              if (!Failure.describeRoot(failed).equals(NOT_JOINED)) {
                return Future.failedFuture(failed);
              }
              log.warn(
                  "other processes share the event bus but do not answer: this process starts"
                      + " without them and joins them once they answer");
              return begin(options, builders, names);
            })
        .recover(failed -> Future.failedFuture(cannot(options, failed)));
  }

  /**
   * Looks for no members until it has started; then looks as usual, so it merges with those it
   * finds.
   */
  private static Future<SharedBus> begin(
      ClusterOptions options,
      Function<VertxOptions, VertxBuilder> builders,
      SeedDiscovery.Names names) {
    AtomicBoolean begun = new AtomicBoolean();
    SeedDiscovery.Names nobodyYet =
        name -> {
          if (!begun.get()) {
            throw new UnknownHostException(name);
          }
          return names.addresses(name);
        };
    return build(options, builders, nobodyYet).onSuccess(bus -> begun.set(true));
  }

  private static Future<SharedBus> build(
      ClusterOptions options,
      Function<VertxOptions, VertxBuilder> builders,
      SeedDiscovery.Names names) {
    HazelcastClusterManager members = new HazelcastClusterManager(config(options, names));
    return builders
        .apply(new VertxOptions().setEventBusOptions(eventBus(options)))
        .withClusterManager(members)
        .buildClustered()
        .map(vertx -> new SharedBus(vertx, address(members)));
  }

  private static String address(HazelcastClusterManager members) {
    Address own = members.getHazelcastInstance().getCluster().getLocalMember().getAddress();
    return own.getHost() + ":" + own.getPort();
  }

  private static StartFailure cannot(ClusterOptions options, Throwable failed) {
    return new StartFailure(
        "the shared event bus cannot listen on %s:%d (%s): check cluster.interface, cluster.port and cluster.event-bus-port, or set CLUSTER_SEEDS=none"
            .formatted(options.address(), options.port(), Failure.describeRoot(failed)));
  }

  private static EventBusOptions eventBus(ClusterOptions options) {
    EventBusOptions bus =
        new EventBusOptions()
            .setPort(options.eventBusPort())
            .setClusterPingInterval(PING_MS)
            .setClusterPingReplyInterval(PING_MS);
    options.tls().ifPresent(tls -> secure(bus, tls));
    return bus;
  }

  private static void secure(EventBusOptions bus, Tls tls) {
    bus.setSsl(true)
        .setKeyCertOptions(tls.own())
        .setTrustOptions(tls.trusted())
        .setClientAuth(ClientAuth.REQUIRED);
  }

  private static Config config(ClusterOptions options, SeedDiscovery.Names names) {
    Config config = new Config().setClusterName(options.name());
    PROPERTIES.forEach(config::setProperty);
    config.getJetConfig().setEnabled(false);
    // deserialise only Java's and Hazelcast's own classes
    config
        .getSerializationConfig()
        .setJavaSerializationFilterConfig(new JavaSerializationFilterConfig());
    config.addMultiMapConfig(
        new MultiMapConfig("__vertx.subs")
            .setBackupCount(BACKUPS)
            .setValueCollectionType(MultiMapConfig.ValueCollectionType.SET));
    config.addMapConfig(new MapConfig("__vertx.nodeInfo").setBackupCount(BACKUPS));
    NetworkConfig network = config.getNetworkConfig();
    network
        .setPort(options.port())
        .setPortAutoIncrement(options.isOnLoopback())
        .setPortCount(ClusterOptions.PORTS_ON_LOOPBACK);
    if (options.isPattern()) {
      network.getInterfaces().setEnabled(true).addInterface(options.address());
    } else {
      config.setProperty("hazelcast.local.localAddress", options.address());
    }
    network.getJoin().getMulticastConfig().setEnabled(false);
    network.getJoin().getAutoDetectionConfig().setEnabled(false);
    network
        .getJoin()
        .getDiscoveryConfig()
        .addDiscoveryStrategyConfig(new DiscoveryStrategyConfig(new SeedDiscovery(options, names)));
    return config;
  }
}
