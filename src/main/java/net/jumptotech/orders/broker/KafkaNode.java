package net.jumptotech.orders.broker;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server$;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * A controller and a broker in one, put together as {@link KafkaRaftServer} does, with one fault of
 * Kafka 4.3 and 4.4 mended.
 *
 * <p>While a partition has no leader, as when a broker comes back or goes, the transaction
 * coordinator takes it for deleted (KAFKA-20734) and holds a transaction for ended whose markers it
 * never wrote. On one node every partition is without a leader at such moments; its readers would
 * stand still for good. Once Kafka is mended, KafkaRaftServer takes the place of this class.
 */
final class KafkaNode {

  private final ControllerServer controller;
  private final BrokerServer broker;

  KafkaNode(KafkaConfig config) {
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
    broker.startup();
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
