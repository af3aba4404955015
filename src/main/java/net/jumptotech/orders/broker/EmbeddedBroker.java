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
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Properties;
import kafka.server.KafkaConfig;
import net.jumptotech.orders.logging.LogAppender;
import net.jumptotech.orders.runtime.Disk;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.internals.Exit;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.apache.kafka.metadata.storage.Formatter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One Apache Kafka broker with its controller (KRaft) in this process, listening on loopback.
 *
 * <p>It is a real broker: other programs may read and write its topics too. What it acknowledged
 * survives the end of the process, but not of the machine: Kafka relies on replication for that,
 * and here is only one node.
 */
public final class EmbeddedBroker {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final String HOST = "127.0.0.1";
  private static final int NODE = 1;
  private static final int BIND_ATTEMPTS = 5;

  /** Our writers send at most 8 MB, plus headers and names. */
  private static final int LARGEST_REQUEST = 10 * 1024 * 1024;

  private static final int PART_OF_HEAP_FOR_REQUESTS = 8;
  private static final int LARGEST_LOGIN = 16 * 1024;

  /** Kafka's clients reconnect by themselves; each of our processes has some twenty connections. */
  private static final int IDLE_MS = 60_000;

  private static final int MOST_CONNECTIONS = 1_000;
  private static final int CONTROLLER_SECRET_BYTES = 32;
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
   * Takes about 2 s.
   *
   * @return fails with {@link BindException} if the port is taken
   */
  public static Future<EmbeddedBroker> start(Vertx vertx, BrokerOptions options) {
    Exit.setHaltProcedure((status, message) -> end(options.directory(), status));
    return vertx.executeBlocking(() -> start(vertx, options, BIND_ATTEMPTS));
  }

  /**
   * Called when Kafka ends the process because it can no longer write. Kafka's own last lines are
   * stack traces.
   */
  private static void end(Path directory, int status) {
    log.error(
        "Kafka is ending this process: {}",
        Disk.isFullForABroker(directory)
            ? Disk.full(directory) + ", then start again; nothing acknowledged is lost"
            : "the log in %s can no longer be written: fix the cause given above, then start again"
                .formatted(directory));
    LogAppender.tellRest();
    Runtime.getRuntime().halt(status);
  }

  /** {@code host:port}, for clients. */
  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  /** Completes when everything is on disk and the port is free; takes about half a second. */
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
    int port;
    int controllerPort;
    // both held at once, or the second could be the first again
    try (ServerSocket clients = probe(options.port());
        ServerSocket controller = probe(0)) {
      port = clients.getLocalPort();
      controllerPort = controller.getLocalPort();
    }
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
        // another program's outgoing connection took a port that was free a moment ago
        log.info("a port was taken in the meantime, trying others: {}", failed.getMessage());
        return start(vertx, options, attempts - 1);
      }
      throw failed;
    }
  }

  private static ServerSocket probe(int wanted) throws IOException {
    ServerSocket probe = new ServerSocket();
    try {
      probe.setReuseAddress(true); // as Kafka does: a port in TIME_WAIT is free
      probe.bind(new InetSocketAddress(InetAddress.getByName(HOST), wanted), 1);
      return probe;
    } catch (IOException taken) {
      probe.close();
      throw taken;
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
    String listener = options.password().isPresent() ? "SASL_PLAINTEXT" : "PLAINTEXT";
    all.setProperty(
        "listeners",
        "%s://%s:%d,CONTROLLER://%s:%d".formatted(listener, HOST, port, HOST, controllerPort));
    all.setProperty("advertised.listeners", listener + "://" + HOST + ":" + port);
    all.setProperty(
        "listener.security.protocol.map", listener + ":" + listener + ",CONTROLLER:SASL_PLAINTEXT");
    all.setProperty("controller.listener.names", "CONTROLLER");
    all.setProperty("inter.broker.listener.name", listener);
    // a static voter: its port may differ at every start
    all.setProperty("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort);
    all.setProperty("log.dirs", options.directory().toString());
    all.setProperty("auto.create.topics.enable", "false");
    // tells our other processes that this broker itself limits the size of decompressed batches
    // (TopicSetup)
    all.setProperty("broker.rack", "embedded-in-orders");
    addLogins(options, all);
    addBounds(all);

    // one node holds the only replica of everything
    all.setProperty("default.replication.factor", "1");
    all.setProperty("min.insync.replicas", "1");
    all.setProperty("offsets.topic.replication.factor", "1");
    all.setProperty("transaction.state.log.replication.factor", "1");
    all.setProperty("transaction.state.log.min.isr", "1");
    all.setProperty("share.coordinator.state.topic.replication.factor", "1");
    all.setProperty("share.coordinator.state.topic.min.isr", "1");

    // a starting broker leads no partition before its next heartbeat
    all.setProperty("broker.heartbeat.interval.ms", "500");
    // the partitions of a killed member stop for this long
    all.setProperty("group.consumer.min.session.timeout.ms", "6000");
    all.setProperty("group.consumer.session.timeout.ms", "6000");
    all.setProperty("group.consumer.min.heartbeat.interval.ms", "1000");
    all.setProperty("group.consumer.heartbeat.interval.ms", "1000");
    all.setProperty("group.initial.rebalance.delay.ms", "0");
    // no member with the older protocol, such as kcat -G, takes partitions from our readers
    all.setProperty("group.consumer.migration.policy", "disabled");

    // by default an offset is forgotten a week after the last commit of a group without members: a
    // laptop that was off for so long would number its orders from 1 again
    all.setProperty("offsets.retention.minutes", Integer.toString(TEN_YEARS_MINUTES));

    // sizes for a laptop
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

  /** The controller obeys anyone who reaches it, so only this process knows its password. */
  private static void addLogins(BrokerOptions options, Properties all) {
    byte[] random = new byte[CONTROLLER_SECRET_BYTES];
    new SecureRandom().nextBytes(random);
    all.setProperty("sasl.enabled.mechanisms", "PLAIN");
    all.setProperty("sasl.mechanism.controller.protocol", "PLAIN");
    all.setProperty("sasl.mechanism.inter.broker.protocol", "PLAIN");
    all.setProperty(
        "listener.name.controller.plain.sasl.jaas.config",
        login("controller", HexFormat.of().formatHex(random)));
    options
        .password()
        .ifPresent(
            password ->
                all.setProperty(
                    "listener.name.sasl_plaintext.plain.sasl.jaas.config",
                    login(BrokerOptions.USER, password.reveal())));
  }

  /** Who may log in, and the credentials of the broker as a client of itself. */
  private static String login(String user, String password) {
    return "org.apache.kafka.common.security.plain.PlainLoginModule required"
        + " username=\"%s\" password=\"%s\" user_%s=\"%s\";"
            .formatted(user, password, user, password);
  }

  /**
   * Kafka allocates a request's memory as soon as its size is announced. So the size of one request
   * and of all together is limited, and how long a connection may delay sending it.
   */
  private static void addBounds(Properties all) {
    long heap = Runtime.getRuntime().maxMemory();
    all.setProperty("socket.request.max.bytes", Integer.toString(LARGEST_REQUEST));
    all.setProperty(
        "queued.max.request.bytes",
        Long.toString(Math.max(LARGEST_REQUEST, heap / PART_OF_HEAP_FOR_REQUESTS)));
    all.setProperty("sasl.server.max.receive.size", Integer.toString(LARGEST_LOGIN));
    all.setProperty("connections.max.idle.ms", Integer.toString(IDLE_MS));
    all.setProperty("max.connections.per.ip", Integer.toString(MOST_CONNECTIONS));
    all.setProperty("max.connections", Integer.toString(MOST_CONNECTIONS));
  }
}
