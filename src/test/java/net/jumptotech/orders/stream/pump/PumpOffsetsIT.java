package net.jumptotech.orders.stream.pump;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Mark;
import net.jumptotech.orders.stream.pump.TestPumps.Echo;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What the pump promises when others move its offsets, read in its group, or delete its records.
 */
@ExtendWith(BrokerExtension.class)
final class PumpOffsetsIT {

  private KafkaFixture kafka;
  private TestPumps pumps;
  private Admin admin;
  private String group;
  private String topic;
  private final List<String> orders = new ArrayList<>();

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    kafka.createTopics(2);
    pumps = new TestPumps(kafka);
    admin = Admin.create(kafka.connection("test").administrator("offsets"));
    group = kafka.groups().payments();
    topic = kafka.topics().orders();
  }

  @AfterEach
  void close() {
    pumps.close();
    admin.close(Duration.ofSeconds(2));
  }

  @Test
  void whereverOffsetsWereMovedEveryOrderGetsItsOneOutcomeAndItIsTold() {
    settle(200);
    write(100);
    moveTo(100_000);
    Running pump = pumps.start(pumps.payments());
    finishExactly();
    assertThat(pump.status().received()).as("the settled ones are not read").isLessThan(110);
    assertThat(pump.status().moved()).isEqualTo(2);
    assertThat(pump.status().problems())
        .as("one for both partitions")
        .singleElement()
        .satisfies(it -> assertThat(it.kind()).isEqualTo("offsets-moved"))
        .satisfies(it -> assertThat(it.partitions()).containsOnlyKeys(0, 1));
    assertThat(pump.status().health().detail())
        .contains(
            "the offset of %s on %s-0 was set to 100000 by another program: reading from"
                .formatted(group, topic));
    Await.until("well after a while", () -> pump.status().health().equals(Health.UP));
    pump.stop();

    write(10);
    moveTo(0);
    Running back = pumps.start(pumps.payments());
    finishExactly();
    assertThat(back.status().received()).as("nothing that is settled").isEqualTo(10);
    back.stop();

    write(10);
    result(admin.deleteConsumerGroupOffsets(group, partitions()).all());
    Running deleted = pumps.start(pumps.payments());
    finishExactly();
    assertThat(deleted.status().received()).isEqualTo(10);
    assertThat(deleted.status().health().detail())
        .contains(
            "the committed offset of %s on %s-0 is missing: reading from".formatted(group, topic))
        .endsWith("; likewise in %s-1".formatted(topic));
    deleted.stop();

    Running again = pumps.start(pumps.payments());
    write(10);
    finishExactly();
    assertThat(again.status().moved()).as("it carries our mark again").isZero();
  }

  @Test
  void whoSettlesNothingReadsAllAgain() {
    write(50);
    PumpOptions options = pumps.reading(group, topic);
    Running first = pumps.start(options);
    kafka.awaitNoLag(group);
    first.stop();
    write(50);
    moveTo(100_000);
    Running pump = pumps.start(options);
    Await.until("all are read", () -> pump.status().received() == 100);
    kafka.awaitNoLag(group);
    assertThat(pump.status().health().detail()).contains("reading from its beginning, offset 0");
  }

  @Test
  void aGuestInTheGroupTakesNoOrderWithIt() {
    settle(50);
    Running pump = pumps.start(pumps.payments());
    Await.until("at work", () -> pump.status().partitions() == 2);
    try (KafkaConsumer<byte[], byte[]> guest = guest()) {
      guest.subscribe(List.of(topic));
      Await.until(
          "the guest has a partition",
          () -> {
            guest.poll(Duration.ofMillis(50));
            return guest.assignment().size() == 1;
          });
      write(100);
      int[] read = new int[1];
      Await.until(
          "the guest reads",
          () -> {
            read[0] += guest.poll(Duration.ofMillis(50)).count();
            return read[0] > 20;
          });
      guest.commitSync();
    }
    Await.until("both are ours again", () -> pump.status().partitions() == 2);
    finishExactly();
    assertThat(pump.status().moved()).isEqualTo(1);
  }

  /** Such as {@code kcat -G}, which came while no reader of ours was there. */
  @Test
  void aGuestOfTheOlderProtocolThatHasTheGroupIsToldByUsAloneAndWaitedFor() throws Exception {
    write(20);
    Running pump;
    try (LogCapture kafkas = new LogCapture("org.apache.kafka", Level.ERROR);
        LogCapture our = new LogCapture(Pump.class.getName(), Level.WARN)) {
      try (KafkaConsumer<byte[], byte[]> guest = classicGuest()) {
        guest.subscribe(List.of(topic));
        Await.until(
            "the guest has the group",
            () -> {
              guest.poll(Duration.ofMillis(50));
              return guest.assignment().size() == 2;
            });
        pump = pumps.start(pumps.payments());
        String told =
            "does not let Orders join one of its groups (Cannot upgrade classic group " + group;
        Await.until(
            "told",
            () -> {
              guest.poll(Duration.ofMillis(50));
              return pump.status().health().detail().contains(told);
            },
            () -> pump.status().health());
        Await.until("tried again", () -> pump.status().sessions() > 3);
        assertThat(our.lines()).singleElement().asString().contains(told);
      }
      finishExactly();
      assertThat(kafkas.lines()).isNotEmpty();
      assertThat(kafkas.shipped(Level.ERROR)).isEmpty();
    }
  }

  @Test
  void aCommitThatIsUnknownIsToldByItsMarkAndNotByAnOffsetThatSomebodySet() {
    write(100);
    AtomicBoolean set = new AtomicBoolean();
    Echo processor = new Echo(kafka.topics().payments());
    Running pump =
        pumps.start(
            "process",
            pumps.payments(),
            processor,
            FaultyProducer.failing(
                "commitTransaction",
                3,
                call -> {
                  if (!set.getAndSet(true)) {
                    setBehindTheGroupsBack(1_000);
                  }
                  throw new TimeoutException("broken by the test, before the commit");
                }));
    finishExactly();
    assertThat(pump.status().unknown()).isEqualTo(1);
    assertThat(processor.calls.values()).allMatch(calls -> calls == 1);
  }

  @Test
  void behindAnOffsetBeyondTheEndNewOrdersAreNotPassedOver() {
    settle(50);
    String id =
        Mark.topic(
            result(admin.describeTopics(List.of(topic)).allTopicNames()).get(topic).topicId());
    Mark mark = new Mark(100_000, id, 1, -1, -1, List.of(), "host-0-payments-group-0", List.of());
    moveTo(new OffsetAndMetadata(100_000, mark.toString()));
    Running pump = pumps.start(pumps.payments());
    write(50);
    finishExactly();
    assertThat(pump.status().health().detail())
        .contains("the offset 100000 of %s on %s-0 is beyond its end".formatted(group, topic));
  }

  @Test
  void recordsThatWereDeletedUnreadAreToldUntilSomebodyAcknowledgesIt() {
    settle(50);
    List<String> lost = write(100);
    Map<TopicPartition, Long> ends = ends();
    delete(ends);
    orders.removeAll(lost);
    Running pump = pumps.start(pumps.payments());
    write(50);
    finishExactly();
    long records = pump.status().lost();
    assertThat(records).isGreaterThanOrEqualTo(100);
    assertThat(pump.status().health().detail())
        .matches(
            "(?s).*\\d+ records of .*-0, offsets \\d+ to %d, were deleted before %s read them.*"
                .formatted(ends.get(new TopicPartition(topic, 0)) - 1, group));
    pump.stop();

    Running again = pumps.start(pumps.payments());
    Await.until("known after a restart", () -> again.status().lost() == records);
    assertThat(again.status().problems())
        .extracting(SystemProblem::severity)
        .containsOnly(SystemProblem.Severity.BREACH);
    List<Breach> breaches = await(kafka.admin().breaches());
    assertThat(breaches.stream().mapToLong(Breach::records).sum()).isEqualTo(records);
    assertThat(breaches).extracting(Breach::group).containsOnly(group);
    await(kafka.admin().measure());
    assertThat(await(kafka.admin().problems()))
        .extracting(SystemProblem::kind)
        .contains("records-lost");
    await(kafka.admin().acknowledge(breaches));
    assertThat(await(kafka.admin().breaches())).isEmpty();
    Await.until("acknowledged", () -> again.status().health().equals(Health.UP));
    again.stop();

    result(admin.deleteConsumerGroups(List.of(Breach.acknowledgedGroup(group))).all());
    Running third = pumps.start(pumps.payments());
    write(10);
    finishExactly();
    assertThat(third.status().lost()).as("the mark forgot it").isZero();
    assertThat(third.status().health()).isEqualTo(Health.UP);
  }

  @Test
  void recordsThatAreDeletedUnderARunningReaderAreToldAndWhatItHadInHandIsFinished() {
    Slow slow = new Slow(kafka.vertx(), kafka.topics().payments(), 20);
    String large = "v".repeat(50_000); // so that few of them are in the client's memory
    write(300, large);
    Running pump = pumps.start("process", TestPumps.inFlight(pumps.payments(), 20), slow);
    Await.until("under way", () -> pump.status().transactions() > 3);
    delete(ends());
    List<String> later = write(50);
    kafka.awaitNoLag(group);

    Outcomes seen = Outcomes.of(orders, kafka.read(kafka.topics().payments()));
    assertThat(seen.doubled()).isEmpty();
    assertThat(seen.lost()).doesNotContainAnyElementsOf(later);
    assertThat(seen.lost())
        .as("what it was asked for is answered")
        .doesNotContainAnyElementsOf(slow.calls.keySet());
    assertThat(pump.status().lost()).isGreaterThanOrEqualTo(seen.lost().size()).isPositive();
  }

  @Test
  void aTopicThatIsMadeAgainIsReadFromItsBeginningWhetherThePumpRunsOrNot() {
    settle(50);
    makeAgain();
    write(30);
    Running pump = pumps.start(pumps.payments());
    finishExactly();

    makeAgain();
    write(100);
    finishExactly();
    assertThat(kafka.read(kafka.topics().payments())).hasSize(180);
  }

  private void makeAgain() {
    result(admin.deleteTopics(List.of(topic)).all());
    Await.until("gone", () -> !result(admin.listTopics().names()).contains(topic));
    kafka.createTopics(2);
  }

  private KafkaConsumer<byte[], byte[]> classicGuest() {
    Map<String, Object> config = kafka.connection("guest").reader("guest");
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private KafkaConsumer<byte[], byte[]> guest() {
    Map<String, Object> config = kafka.connection("guest").groupMember("guest", group, 500);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** As a program that is no member may, in a transaction, although the group has members. */
  private Object setBehindTheGroupsBack(long offset) {
    try (KafkaProducer<byte[], byte[]> guest =
            new KafkaProducer<>(
                kafka.connection("guest").transactionalWriter("guest"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> neverPolled = guest()) {
      guest.initTransactions();
      guest.beginTransaction();
      Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
      partitions().forEach(each -> all.put(each, new OffsetAndMetadata(offset)));
      guest.sendOffsetsToTransaction(all, neverPolled.groupMetadata());
      guest.commitTransaction();
      return null;
    }
  }

  private void settle(int count) {
    write(count);
    Running pump = pumps.start(pumps.payments());
    finishExactly();
    pump.stop();
  }

  private List<String> write(int count) {
    return write(count, "v");
  }

  private List<String> write(int count, String value) {
    List<String> ids =
        IntStream.range(0, count).mapToObj(i -> "order-" + (orders.size() + i)).toList();
    kafka.write(ids.stream().map(id -> KafkaFixture.record(topic, id, value)).toList());
    orders.addAll(ids);
    return ids;
  }

  private void finishExactly() {
    Await.until(
        "all have an outcome", () -> kafka.read(kafka.topics().payments()).size() >= orders.size());
    kafka.awaitNoLag(group);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  private Set<TopicPartition> partitions() {
    return Set.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1));
  }

  private void moveTo(long offset) {
    moveTo(new OffsetAndMetadata(offset));
  }

  private void moveTo(OffsetAndMetadata offset) {
    Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
    partitions().forEach(each -> all.put(each, offset));
    Await.until(
        Await.LONG,
        "the members are gone",
        () -> {
          admin.alterConsumerGroupOffsets(group, all).all().get();
          return true;
        });
  }

  private Map<TopicPartition, Long> ends() {
    Map<TopicPartition, Long> ends = new HashMap<>();
    await(kafka.admin().measure()).stream()
        .filter(each -> each.topic().equals(topic))
        .forEach(each -> ends.put(new TopicPartition(topic, each.partition()), each.end()));
    return ends;
  }

  private void delete(Map<TopicPartition, Long> before) {
    Map<TopicPartition, RecordsToDelete> all = new HashMap<>();
    before.forEach((name, offset) -> all.put(name, RecordsToDelete.beforeOffset(offset)));
    result(admin.deleteRecords(all).all());
  }

  private static <T> T result(KafkaFuture<T> answer) {
    try {
      return answer.get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError(failed);
    }
  }
}
