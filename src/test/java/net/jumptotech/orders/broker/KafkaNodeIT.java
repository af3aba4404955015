package net.jumptotech.orders.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.metadata.PartitionChangeRecord;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.image.MetadataDelta;
import org.apache.kafka.image.MetadataImage;
import org.apache.kafka.metadata.KRaftMetadataCache;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaNodeIT {

  private static final ListenerName LISTENER = new ListenerName("PLAINTEXT");
  private static final TopicPartition PARTITION = new TopicPartition("payments", 0);

  @TempDir private Path directory;
  private final Vertx vertx = Vertx.vertx();
  private EmbeddedBroker broker;

  @BeforeEach
  void start() throws Exception {
    // no file comes and goes while the directory is copied
    Map<String, String> quiet = Map.of("replica.high.watermark.checkpoint.interval.ms", "600000");
    broker = Await.result(EmbeddedBroker.start(vertx, new BrokerOptions(directory, 0, quiet)));
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 1, (short) 1))).all().get();
    }
  }

  @AfterEach
  void stop() throws Exception {
    Await.result(broker.close());
    Await.result(vertx.close());
  }

  /** Otherwise its transactions end without their markers (KAFKA-20734). */
  @Test
  void aPartitionWithoutLeaderIsNotTakenForDeleted() {
    KRaftMetadataCache cache = broker.metadataCache();
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
      EmbeddedBroker next = Await.result(EmbeddedBroker.start(vertx, new BrokerOptions(killed, 0)));
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
        Await.result(next.close());
      }
      assertThat(log.lines())
          .filteredOn(line -> line.contains("Scheduling loading of metadata from"))
          .hasSize(4);
    }
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
