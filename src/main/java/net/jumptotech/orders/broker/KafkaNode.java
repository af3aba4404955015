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
 * A controller and a broker in one, assembled as {@link KafkaRaftServer} does, with two faults of
 * Kafka 4.4 fixed.
 *
 * <p>While a partition has no leader, as when a broker starts or stops, the transaction coordinator
 * considers it deleted (KAFKA-20734). It then considers a transaction ended whose markers it never
 * wrote. On one node every partition is without a leader at such moments, and its readers would
 * stop for good.
 *
 * <p>After {@code kill -9} the controller considers the broker alive and leading until the new one
 * registers. The new one then starts to load its groups, stops, and starts again; the end of the
 * first load is mistaken for the end of the second. The group is then served although little or
 * nothing was loaded: dead members are never removed, and its readers stop. So the old broker is
 * unregistered before the new one looks. That also avoids waiting for the end of its session.
 *
 * <p>Once Kafka is fixed, KafkaRaftServer can replace this class.
 */
final class KafkaNode {

  /** Kafka creates this file once all logs are closed and deletes it when they are opened. */
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

  /** Returns once the new broker will see the change too. */
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
   * @return whether it is no longer registered; false while no controller is elected
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

  /** Works also after a failed startup. */
  void shutdown() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
  }

  /** The broker's knowledge of topics and leaders. */
  KRaftMetadataCache metadataCache() {
    return broker.metadataCache();
  }

  private static final class MendedBroker extends BrokerServer {

    MendedBroker(SharedServer shared) {
      super(shared);
    }

    /** Logs under Kafka's name. */
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
