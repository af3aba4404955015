package net.jumptotech.orders.broker;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaApis;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A controller and a broker in one, put together as {@link KafkaRaftServer} does, with two faults
 * of Kafka 4.4 mended.
 *
 * <p>While a partition has no leader, as when a broker comes back or goes, the transaction
 * coordinator takes it for deleted (KAFKA-20734) and holds a transaction for ended whose markers it
 * never wrote. On one node every partition is without a leader at such moments; its readers would
 * stand still for good.
 *
 * <p>After {@code kill -9} the controller takes the broker for alive and leading until the new one
 * registers. The new one then begins to read its groups, stops, and begins again; the end of the
 * first reading is taken for that of the second, so that a group is served of which little or
 * nothing was read: members that died are never missed, and its readers stand still. So the old
 * broker is unregistered before the new one looks. That also saves waiting for its session to end.
 *
 * <p>Once Kafka is mended, KafkaRaftServer takes the place of this class.
 */
final class KafkaNode {

  /** Written once all logs are closed, deleted when they are opened. */
  private static final String CLEAN_SHUTDOWN = ".kafka_cleanshutdown";

  private static final Duration UNREGISTER = Duration.ofSeconds(60);
  private static final long STEP_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final boolean endedCleanly;
  private final ControllerServer controller;
  private final BrokerServer broker;

  KafkaNode(KafkaConfig config) {
    endedCleanly =
        config.logDirs().stream().allMatch(it -> Files.exists(Path.of(it, CLEAN_SHUTDOWN)));
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> directories =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
    SharedServer shared =
        new SharedServer(
            config,
            directories._1(),
            Time.SYSTEM,
            Server$.MODULE$.initializeMetrics(
                config, Time.SYSTEM, directories._1().clusterId().get()),
            CompletableFuture.completedFuture(
                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
            QuorumConfig.parseBootstrapServers(config.quorumConfig().bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), directories._2());
    broker = new MendedBroker(shared);
  }

  void startup() {
    controller.startup();
    if (!endedCleanly) {
      unregisterPredecessor();
    }
    broker.startup();
  }

  /** Returns once the new broker will see it too. */
  private void unregisterPredecessor() {
    int node = broker.config().nodeId();
    long deadline = System.nanoTime() + UNREGISTER.toNanos();
    while (!unregister(node) || controller.metadataCache().hasAliveBroker(node)) {
      if (System.nanoTime() - deadline > 0) {
        throw new IllegalStateException(
            "the broker from the previous start is still registered after " + UNREGISTER);
      }
      LockSupport.parkNanos(STEP_NANOS);
    }
  }

  /**
   * @return whether it is not registered any more; false while no controller is elected
   */
  private boolean unregister(int node) {
    ControllerRequestContext ours =
        new ControllerRequestContext(
            new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
    try {
      controller
          .controller()
          .unregisterBroker(ours, node)
          .get(UNREGISTER.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (ExecutionException | TimeoutException | InterruptedException failed) {
      if (failed.getCause() instanceof BrokerIdNotRegisteredException) {
        return true;
      }
      if (failed.getCause() instanceof NotControllerException) {
        return false;
      }
      throw new IllegalStateException(
          "cannot unregister the broker from the previous start", failed);
    }
  }

  /** Also when startup failed. */
  void shutdown() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  /** What the broker knows of topics and leaders. */
  KRaftMetadataCache metadataCache() {
    return broker.metadataCache();
  }

  private static final class MendedBroker extends BrokerServer {

    MendedBroker(SharedServer shared) {
      super(shared);
    }

    /** Its lines are Kafka's, not ours. */
    @Override
    public String loggerName() {
      return BrokerServer.class.getName();
    }

    /** Kafka sets it once, at startup, before anything uses it. */
    @Override
    public void metadataCache_$eq(KRaftMetadataCache unmended) {
      super.metadataCache_$eq(new MendedMetadataCache(config().nodeId(), sharedServer()));
    }

    /** Likewise. */
    @Override
    public void dataPlaneRequestProcessor_$eq(KafkaApis unguarded) {
      super.dataPlaneRequestProcessor_$eq(
          unguarded == null ? null : new GuardedApis(unguarded, brokerTopicStats()));
    }
  }

  private static final class MendedMetadataCache extends KRaftMetadataCache {

    MendedMetadataCache(int node, SharedServer shared) {
      super(node, () -> shared.raftManager().client().kraftVersion());
    }

    /** Empty only if there is no such partition. */
    @Override
    public Optional<Node> getPartitionLeaderEndpoint(
        String topic, int partition, ListenerName listener) {
      Optional<Node> leader = super.getPartitionLeaderEndpoint(topic, partition, listener);
      return leader.isEmpty() && contains(new TopicPartition(topic, partition))
          ? Optional.of(Node.noNode())
          : leader;
    }
  }
}
