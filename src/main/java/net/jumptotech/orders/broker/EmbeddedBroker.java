package net.jumptotech.orders.broker;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import kafka.server.KafkaConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Apache Kafka broker with its controller (KRaft) in this process, listening on loopback.
 *
 * <p>It is the real one: other programs may read and write its topics too. What it acknowledged
 * survives the death of the process, not of the machine: Kafka relies on replication for that, and
 * here is but one.
 */
public final class EmbeddedBroker {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final int BIND_ATTEMPTS = 5;
  private static final int TEN_YEARS_MINUTES = 10 * 365 * 24 * 60;

  private final Vertx vertx;
  private final KafkaNode node;
  private final int port;

  private EmbeddedBroker(Vertx vertx, KafkaNode node, int port) {
    this.vertx = vertx;
    this.node = node;
    this.port = port;
  }

  /**
   * Starts it; takes about 2 s.
   *
   * @return fails with {@link BindException} if the port is taken
   */
  public static Future<EmbeddedBroker> start(Vertx vertx, BrokerOptions options) {
    return vertx.executeBlocking(() -> start(vertx, options, BIND_ATTEMPTS));
  }

  /** {@code host:port}, for clients. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Completes when all is on disk and the port is free; takes about half a second. */
  public Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          node.shutdown();
          return null;
        });
  }

  KRaftMetadataCache metadataCache() {
    return node.metadataCache();
  }

  private static EmbeddedBroker start(Vertx vertx, BrokerOptions options, int attempts)
      throws Exception {
    int port = free(options.port());
    int controllerPort = free(0);
    Files.createDirectories(options.directory());
    KafkaConfig config = KafkaConfig.fromProps(properties(options, port, controllerPort), false);
    if (!Files.exists(options.directory().resolve("meta.properties"))) {
      format(options.directory(), config);
    }
    KafkaNode node = new KafkaNode(config);
    try {
      node.startup();
      return new EmbeddedBroker(vertx, node, port);
    } catch (Exception failed) {
      node.shutdown();
      if (attempts > 1 && isBindFailure(failed)) {
        // a port that was free a moment ago: somebody else's outgoing connection took it
        log.info("a port was taken meanwhile, trying others: {}", failed.getMessage());
        return start(vertx, options, attempts - 1);
      }
      throw failed;
    }
  }

  private static int free(int wanted) throws IOException {
    try (ServerSocket probe = new ServerSocket()) {
      probe.setReuseAddress(true); // as Kafka does: a port in TIME_WAIT is free
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), wanted), 1);
      return probe.getLocalPort();
    }
  }

  private static boolean isBindFailure(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof BindException) {
        return true;
      }
    }
    return false;
  }

  private static void format(Path directory, KafkaConfig config) throws Exception {
    new Formatter()
        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
        .setNodeId(NODE)
        .setClusterId(Uuid.randomUuid().toString())
        .setControllerListenerName("CONTROLLER")
        .setMetadataLogDirectory(config.metadataLogDir())
        .setHasDynamicQuorum(false)
        .setIgnoreFormatted(true)
        .addDirectory(directory.toString())
        .run();
  }

  private static Properties properties(BrokerOptions options, int port, int controllerPort) {
    Properties all = new Properties();
    all.setProperty("process.roles", "broker,controller");
    all.setProperty("node.id", Integer.toString(NODE));
    all.setProperty(
        "listeners",
        "PLAINTEXT://%s:%d,CONTROLLER://%s:%d".formatted(HOST, port, HOST, controllerPort));
    all.setProperty("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    all.setProperty("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.setProperty("controller.listener.names", "CONTROLLER");
    all.setProperty("inter.broker.listener.name", "PLAINTEXT");
    // a static voter: its port may differ at every start
    all.setProperty("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    all.setProperty("log.dirs", options.directory().toString());
    all.setProperty("auto.create.topics.enable", "false");

    // one node holds the only replica of everything
    all.setProperty("default.replication.factor", "1");
    all.setProperty("min.insync.replicas", "1");
    all.setProperty("offsets.topic.replication.factor", "1");
    all.setProperty("transaction.state.log.replication.factor", "1");
    all.setProperty("transaction.state.log.min.isr", "1");
    all.setProperty("share.coordinator.state.topic.replication.factor", "1");
    all.setProperty("share.coordinator.state.topic.min.isr", "1");

    // a broker that comes up leads nothing before its next heartbeat
    all.setProperty("broker.heartbeat.interval.ms", "500");
    // the partitions of a member that was killed stand still for this long
    all.setProperty("group.consumer.min.session.timeout.ms", "6000");
    all.setProperty("group.consumer.session.timeout.ms", "6000");
    all.setProperty("group.consumer.min.heartbeat.interval.ms", "1000");
    all.setProperty("group.consumer.heartbeat.interval.ms", "1000");
    all.setProperty("group.initial.rebalance.delay.ms", "0");

    // by default an offset is forgotten a week after the last commit of a group without members:
    // a laptop that was off for so long would count its orders from 1 again
    all.setProperty("offsets.retention.minutes", Integer.toString(TEN_YEARS_MINUTES));

    // the size of a laptop
    all.setProperty("offsets.topic.num.partitions", "4");
    all.setProperty("transaction.state.log.num.partitions", "4");
    all.setProperty("share.coordinator.state.topic.num.partitions", "1");
    all.setProperty("log.cleaner.dedupe.buffer.size", Integer.toString(2 * 1024 * 1024));
    all.setProperty("log.segment.bytes", Integer.toString(64 * 1024 * 1024));
    all.setProperty("log.index.size.max.bytes", Integer.toString(1024 * 1024));
    all.setProperty("num.network.threads", "2");
    all.setProperty("num.io.threads", "2");
    all.setProperty("background.threads", "2");
    options.settings().forEach(all::setProperty);
    return all;
  }
}
