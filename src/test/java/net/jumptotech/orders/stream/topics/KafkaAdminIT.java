package net.jumptotech.orders.stream.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.net.ServerSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.pump.TestPumps;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({BrokerExtension.class, VertxExtension.class})
final class KafkaAdminIT {

  @Test
  void topicsAreCreatedOnceHoweverManyAskAtTheSameTime(KafkaFixture kafka) {
    List<KafkaAdmin> admins =
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    await(
                        KafkaAdmin.open(
                            kafka.vertx(),
                            kafka.connection("p" + i),
                            kafka.topics(),
                            kafka.groups())))
            .toList();

    await(Future.all(admins.stream().map(it -> it.ensureTopics(TopicOptions.of(3))).toList()));
    await(kafka.admin().ensureTopics(TopicOptions.of(3)));

    assertThat(await(kafka.admin().measure())).hasSize(5 * 3);
    admins.forEach(it -> await(it.close()));
  }

  @Test
  void theFirstRecordsOfAFreshTopicAreNotLost(KafkaFixture kafka) {
    kafka.createTopics(12);
    kafka.write(
        IntStream.range(0, 500)
            .mapToObj(i -> KafkaFixture.record(kafka.topics().orders(), "k" + i, "v"))
            .toList());
    assertThat(kafka.read(kafka.topics().orders())).hasSize(500);
  }

  @Test
  void aTopicForOutcomesWithTooFewPartitionsIsRefused(KafkaFixture kafka) {
    kafka.createTopics(1);
    Topics wider =
        new Topics(
            kafka.topics().orders() + "-wide",
            kafka.topics().fraudAlerts(),
            kafka.topics().payments(),
            kafka.topics().deadLetters(),
            kafka.topics().replays(),
            kafka.topics().operations());
    KafkaAdmin admin =
        await(KafkaAdmin.open(kafka.vertx(), kafka.connection("p"), wider, kafka.groups()));

    assertThatThrownBy(() -> await(admin.ensureTopics(TopicOptions.of(3))))
        .hasMessageContaining(kafka.topics().payments() + " has 1 partitions");
    await(admin.close());
  }

  @Test
  void theEmbeddedBrokerIsKnownFromOtherProcessesToo(KafkaFixture kafka) {
    kafka.createTopic(kafka.topics().orders(), 2, "compression.type", "producer");

    assertThat(await(kafka.admin().checkTopics(TopicOptions.of(2))).warnings())
        .noneMatch(it -> it.contains("compression.type"));
  }

  @Test
  void whatWeMakeIsWellAndWhatOthersMadeIsWarnedOf(KafkaFixture kafka) {
    KafkaAdmin admin = kafka.admin();
    assertThat(await(admin.checkTopics(TopicOptions.of(2))).missing()).hasSize(6);
    kafka.createTopic(kafka.topics().payments(), 2, "cleanup.policy", "compact");

    kafka.createTopics(2);

    assertThat(await(admin.checkTopics(TopicOptions.of(2))))
        .satisfies(
            report -> {
              assertThat(report.missing()).isEmpty();
              assertThat(report.topics())
                  .contains(
                      kafka.topics().fraudAlerts()
                          + ": 2 partitions, 1 replicas, cleanup.policy delete, kept for 336 h");
              assertThat(report.warnings())
                  .hasSize(2)
                  .allMatch(it -> it.startsWith(kafka.topics().payments()))
                  .anyMatch(it -> it.contains("cleanup.policy=compact"))
                  .anyMatch(it -> it.contains("message.timestamp.type=CreateTime"));
            });
  }

  @Test
  void theSequenceBeginsAtOneAndGoesOnWhereItWasReserved(KafkaFixture kafka) {
    kafka.createTopics(1);
    assertThat(await(kafka.admin().next())).isEqualTo(1);
    await(kafka.admin().reserve(1_001));
    await(kafka.admin().reserve(2_001));

    KafkaAdmin afterRestart =
        await(
            KafkaAdmin.open(
                kafka.vertx(), kafka.connection("later"), kafka.topics(), kafka.groups()));
    assertThat(await(afterRestart.next())).isEqualTo(2_001);
    await(afterRestart.close());
  }

  @Test
  void aGroupThatNeverCommittedIsBehindByAllThereIs(KafkaFixture kafka) {
    kafka.createTopics(1);
    kafka.write(kafka.topics().orders(), "1", "one");
    kafka.write(kafka.topics().orders(), "2", "two");

    assertThat(await(kafka.admin().measure()))
        .contains(
            new PartitionLag(kafka.groups().payments(), kafka.topics().orders(), 0, 0, 2),
            new PartitionLag(kafka.groups().analytics(), kafka.topics().payments(), 0, 0, 0));
  }

  @Test
  void anUnreachableBrokerIsToldWithinTenSeconds(Vertx vertx) throws Exception {
    int nobody;
    try (ServerSocket probe = new ServerSocket(0)) {
      nobody = probe.getLocalPort();
    }
    KafkaConnection kafka = new KafkaConnection("127.0.0.1:" + nobody, "test", "0");
    KafkaAdmin admin = await(KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD));
    long started = System.nanoTime();

    Future<List<Object>> answers =
        Future.join(List.of(admin.ensureTopics(TopicOptions.of(1)), admin.measure(), admin.next()))
            .transform(
                done ->
                    Future.succeededFuture(
                        done.result() == null ? List.of(done.cause()) : List.of()));

    assertThat(await(answers)).hasSize(1);
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(10));
    await(admin.close());
  }

  @Test
  void drainingWaitsForEveryGroup(KafkaFixture kafka) {
    kafka.createTopics(2);
    kafka.write(kafka.topics().orders(), "1", "one");
    Future<Void> drained = new Drain(kafka.vertx(), kafka.admin(), kafka.topics()).await();
    TestPumps pumps = new TestPumps(kafka);
    pumps.start(pumps.options(kafka.groups().fraud(), kafka.topics().fraudAlerts()));
    pumps.start(pumps.options(kafka.groups().payments(), kafka.topics().payments()));
    kafka.awaitNoLag(kafka.groups().payments());
    kafka.awaitNoLag(kafka.groups().fraud());
    assertThat(drained.isComplete()).isFalse();

    pumps.start(
        pumps.reading(
            kafka.groups().analytics(),
            kafka.topics().orders(),
            kafka.topics().fraudAlerts(),
            kafka.topics().payments()));

    await(drained);
    assertThat(await(kafka.admin().measure())).allMatch(each -> each.lag() == 0);
    pumps.close();
  }

  @Test
  void aRejectedInputThatNamesItsOrderIsFoundUnderIt(KafkaFixture kafka) {
    kafka.createTopics(1);
    byte[] input = "{\"order_id\":\"C7\",\"amount\":-1,\"country\":\"US\"}".getBytes(UTF_8);
    InvalidEvent reason =
        catchThrowableOfType(InvalidEvent.class, () -> EventJson.order(input, Instant.EPOCH));
    KafkaOrderWriter writer =
        new KafkaOrderWriter(kafka.vertx(), kafka.connection("p"), kafka.topics(), "writer");
    await(writer.reject(input, reason, Map.of("dlq.source", "sample")));
    StoredRecord letter = kafka.read(kafka.topics().deadLetters()).get(0);
    assertThat(letter.key()).isEqualTo("C7".getBytes(UTF_8));
    assertThat(letter.value()).isEqualTo(input);
    await(writer.close());
  }

  @Test
  void aRejectedInputIsKeptByteForByteWithWhereItCameFrom(KafkaFixture kafka) {
    kafka.createTopics(1);
    byte[] input = {'{', (byte) 0xff, 0, '\n'};
    KafkaOrderWriter writer =
        new KafkaOrderWriter(kafka.vertx(), kafka.connection("p"), kafka.topics(), "writer");

    WrittenRecord at =
        await(
            writer.reject(
                input,
                new InvalidEvent("", "not JSON"),
                Map.of("dlq.source", "file:orders.csv", "dlq.line", "7")));

    StoredRecord letter = kafka.read(kafka.topics().deadLetters()).get(0);
    assertThat(letter.value()).isEqualTo(input);
    assertThat(letter.key()).isNull();
    assertThat(letter.offset()).isEqualTo(at.offset());
    assertThat(letter.headers())
        .containsEntry("dlq.source", "file:orders.csv")
        .containsEntry("dlq.line", "7")
        .containsEntry("dlq.message", "not JSON")
        .containsEntry("dlq.exception", InvalidEvent.class.getName())
        .containsEntry("dlq.version", "0.0.0-test");
    await(writer.close());
  }
}
