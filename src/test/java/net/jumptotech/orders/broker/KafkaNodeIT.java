package net.jumptotech.orders.broker;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaOptions;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class KafkaNodeIT {

  private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");
  private static final int ANNOUNCED = 10_000_000;
  private static final TopicPartition PARTITION = new TopicPartition("payments", 0);

  @TempDir private Path directory;
  private Vertx vertx;
  private EmbeddedBroker broker;

  @BeforeEach
  void start(Vertx vertx) throws Exception {
    this.vertx = vertx;
    // no file comes and goes while the directory is copied
    Map<String, String> quiet = Map.of("replica.high.watermark.checkpoint.interval.ms", "600000");
    broker =
        await(
            EmbeddedBroker.start(vertx, new BrokerOptions(directory, 0, Optional.empty(), quiet)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void stop() throws Exception {
    await(broker.close());
  }

  /** Otherwise its transactions end without their markers (KAFKA-20734). */
  @Test
  void aPartitionWithoutLeaderIsNotTakenForDeleted() {
    KRaftMetadataCache cache = broker.metadataCache();
    Await.until(
        "it knows the topic",
        () -> cache.currentImage().topics().getTopic(PARTITION.topic()) != null);
    MetadataImage now = cache.currentImage();
    MetadataDelta leaderGone = new MetadataDelta.Builder().setImage(now).build();
    leaderGone.replay(
        new PartitionChangeRecord()
            .setTopicId(now.topics().getTopic(PARTITION.topic()).id())
            .setPartitionId(PARTITION.partition())
            .setLeader(-1));

    assertThat(leader(cache, PARTITION)).map(Node::id).contains(1);
    cache.setImage(leaderGone.apply(now.provenance()));

    assertThat(leader(cache, PARTITION)).contains(Node.noNode());
    assertThat(leader(cache, new TopicPartition("payments", 1))).isEmpty();
    assertThat(leader(cache, new TopicPartition("refunds", 0))).isEmpty();
  }

  /** Otherwise what was read first may be served as if it were read again already. */
  @Test
  void afterAKillAGroupIsReadOnce(@TempDir Path killed) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .alterConsumerGroupOffsets("group", Map.of(PARTITION, new OffsetAndMetadata(4711)))
          .all()
          .get();
    }
    copy(directory, killed);

    try (LogCapture log =
        new LogCapture("org.apache.kafka.coordinator.common.runtime", Level.INFO)) {
      EmbeddedBroker next = await(EmbeddedBroker.start(vertx, new BrokerOptions(killed, 0)));
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", next.bootstrapServers()))) {
        assertThat(
                admin
                    .listConsumerGroupOffsets("group")
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(PARTITION)
                    .offset())
            .isEqualTo(4711);
      } finally {
        await(next.close());
      }
      assertThat(log.lines())
          .filteredOn(line -> line.contains("Scheduling loading of metadata from"))
          .hasSize(4);
    }
  }

  /** Kafka takes the memory for a request when it is announced, 100 MB each by default. */
  @Test
  void thoseWhoAnnounceMuchAndSendNothingTakeLittle() throws Exception {
    assertThat(announce(104_857_599).getInputStream().read()).as("hung up at once").isEqualTo(-1);

    long all = 2 * Runtime.getRuntime().maxMemory() / ANNOUNCED;
    List<Socket> waiting = new ArrayList<>();
    for (long i = 0; i < Math.min(all, 300); i++) {
      waiting.add(announce(ANNOUNCED));
    }
    for (Socket each : waiting) {
      each.close();
    }
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      assertThat(admin.listTopics().names().get()).contains(PARTITION.topic());
    }
  }

  /** It obeys whoever it lets in. */
  @Test
  void nobodyElseIsLetInByTheController() throws Exception {
    ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "1");
    String voters;
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      voters =
          admin
              .describeConfigs(List.of(node))
              .all()
              .get()
              .get(node)
              .get("controller.quorum.voters")
              .value();
    }
    Map<String, Object> guest = new HashMap<>(login("controller", "guess"));
    guest.put("bootstrap.controllers", voters.split("@")[1]);
    guest.put("retries", 0);
    try (Admin admin = Admin.create(guest)) {
      assertThatThrownBy(() -> admin.describeMetadataQuorum().quorumInfo().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
    }
  }

  @Test
  void withAPasswordWhoDoesNotShowItIsNotLetIn(@TempDir Path another) throws Exception {
    String password = "of-this-test-only";
    EmbeddedBroker closed =
        await(
            EmbeddedBroker.start(
                vertx, new BrokerOptions(another, 0, Optional.of(new Secret(password)), Map.of())));
    Map<String, Object> known = new HashMap<>(login(BrokerOptions.USER, password));
    Map<String, Object> wrong = new HashMap<>(login(BrokerOptions.USER, "fedcba9876543210"));
    Map<String, Object> none = new HashMap<>(Map.of("default.api.timeout.ms", 2_000));
    for (Map<String, Object> client : List.of(known, wrong, none)) {
      client.put("bootstrap.servers", closed.bootstrapServers());
      client.put("request.timeout.ms", 2_000);
    }
    try (Admin admin = Admin.create(known);
        Admin liar = Admin.create(wrong);
        Admin stranger = Admin.create(none)) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
      assertThatThrownBy(() -> liar.listTopics().names().get())
          .hasCauseInstanceOf(SaslAuthenticationException.class);
      assertThatThrownBy(() -> stranger.listTopics().names().get())
          .hasCauseInstanceOf(TimeoutException.class);
      assertThat(cannotBeUsed(closed, KafkaOptions.PLAIN))
          .contains("wants a password, and we show none: set ORDERS_BROKER_PASSWORD");
      Secret other = new Secret("fedcba9876543210");
      assertThat(cannotBeUsed(closed, KafkaOptions.PLAIN.withPassword(BrokerOptions.USER, other)))
          .contains("check ORDERS_BROKER_PASSWORD");
      // the broker is a client of itself where it ends a transaction
      known.put("transactional.id", "one");
      try (KafkaProducer<String, String> producer =
          new KafkaProducer<>(known, new StringSerializer(), new StringSerializer())) {
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(PARTITION.topic(), "1", "{}"));
        producer.commitTransaction();
      }
      Await.until("the transaction is whole", () -> committed(admin) == 2);
    } finally {
      await(closed.close());
    }
  }

  /** What a second process says when it starts. */
  private String cannotBeUsed(EmbeddedBroker closed, KafkaOptions options) {
    KafkaConnection kafka = new KafkaConnection(closed.bootstrapServers(), "second", "0", options);
    return await(
            KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
                .compose(admin -> admin.reach().eventually(admin::close))
                .transform(done -> Future.succeededFuture(done.cause())))
        .getMessage();
  }

  private static long committed(Admin admin) {
    try {
      return admin
          .listOffsets(
              Map.of(PARTITION, OffsetSpec.latest()),
              new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
          .partitionResult(PARTITION)
          .get()
          .offset();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError(failed);
    }
  }

  private static Map<String, Object> login(String user, String password) {
    return Map.of(
        "security.protocol",
        "SASL_PLAINTEXT",
        "sasl.mechanism",
        "PLAIN",
        "sasl.jaas.config",
        "org.apache.kafka.common.security.plain.PlainLoginModule required username=\"%s\" password=\"%s\";"
            .formatted(user, password));
  }

  /** A connection on which a request of so many bytes has begun. */
  private Socket announce(int bytes) throws IOException {
    String[] address = broker.bootstrapServers().split(":");
    Socket socket = new Socket(address[0], Integer.parseInt(address[1]));
    socket.setSoTimeout((int) Await.LONG.toMillis());
    socket.getOutputStream().write(ByteBuffer.allocate(68).putInt(bytes).array());
    return socket;
  }

  /** As a process finds it that is started after another one was killed. */
  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = to.resolve(from.relativize(file));
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  private static Optional<Node> leader(KRaftMetadataCache cache, TopicPartition of) {
    return cache.getPartitionLeaderEndpoint(of.topic(), of.partition(), LISTENER);
  }
}
