package net.jumptotech.orders.stream.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The record of operations on a real broker. */
@ExtendWith(BrokerExtension.class)
final class KafkaOperationsIT {

  @Test
  void twoWritersAtOnceLeaveAWholeRecord(KafkaFixture kafka) {
    kafka.createTopics(3);
    OperationLog one = log(kafka, kafka.topics());
    OperationLog two = log(kafka, kafka.topics());
    List<Future<String>> written = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      written.add(one.append(operation("one", "a" + i)));
      written.add(two.append(operation("two", "b" + i)));
    }
    await(Future.all(written));

    OperationReader reader = reader(kafka);
    OperationReader.Verified all = await(reader.verify());
    assertThat(all.first()).isEmpty();
    assertThat(all.records()).isEqualTo(40);
    assertThat(all.sinceRoot().values()).containsExactly(20L, 20L);

    await(one.append(all.rootOf("2026-05-01")));
    OperationReader.Verified more = await(reader.verify());
    assertThat(more.first()).isEmpty();
    assertThat(more.roots())
        .singleElement()
        .satisfies(it -> assertThat(it.root()).isEqualTo(all.root()));
    assertThat(more.sinceRoot()).isEmpty();
    assertThat(await(reader(kafka).verify())).isEqualTo(more);

    OperationReader.Page page = await(reader.page(search(Optional.of("two"), Optional.empty(), 3)));
    assertThat(page.records())
        .extracting(it -> it.fields().get("action"))
        .containsExactly("b19", "b18", "b17");
    OperationReader.Page rest = await(reader.page(search(Optional.of("two"), page.next(), 100)));
    assertThat(rest.records()).hasSize(17);
    assertThat(rest.next()).isEmpty();
    await(one.close());
    await(two.close());
  }

  @Test
  void aTopicThatWasWrittenAgainWithoutARecordIsFoundOut(KafkaFixture kafka) {
    kafka.createTopics(1);
    OperationLog log = log(kafka, kafka.topics());
    for (int i = 0; i < 5; i++) {
      await(log.append(operation("who", "a" + i)));
    }
    await(log.close());
    List<StoredRecord> kept = kafka.read(kafka.topics().operations());
    Topics other = kafka.topics().prefixed("again-");
    kafka.createTopic(other.operations(), 1, "retention.ms", "-1");
    for (int i : new int[] {0, 1, 3, 4}) {
      kafka.write(other.operations(), "who", new String(kept.get(i).value(), UTF_8));
    }

    OperationReader reader =
        new KafkaOperationReader(kafka.vertx(), kafka.connection("reader"), other);
    assertThat(await(reader.verify()).first().orElseThrow().toString())
        .startsWith("offset 2: before it, record 3 of the writer ");
    await(reader.close());
  }

  @Test
  void aNewReaderBeginsBehindTheRootOfTheDayBeforeTheLast(KafkaFixture kafka) {
    kafka.createTopics(1);
    OperationLog log = log(kafka, kafka.topics());
    OperationReader first = reader(kafka);
    List<String> roots = new ArrayList<>();
    for (int day = 1; day < 4; day++) {
      for (int i = 0; i < 3; i++) {
        await(log.append(operation("who", "a" + i)));
      }
      OperationReader.Verified verified = await(first.verify());
      roots.add(verified.root());
      await(log.append(verified.rootOf("2026-05-0" + day)));
    }
    KafkaOperationReader second = reader(kafka);
    OperationReader.Verified some = await(second.verify());
    assertThat(some.first()).isEmpty();
    assertThat(some.since().orElseThrow().root()).isEqualTo(roots.get(1));
    assertThat(some.records()).isEqualTo(12);
    assertThat(some).as("who ran on moves on with it").isEqualTo(await(first.verify()));

    ChainCheck all = new ChainCheck(roots.get(0));
    assertThat(await(second.verify(all)).roots()).hasSize(3);
    assertThat(all.recordsOfSought()).hasValue(3);
    assertThat(all.root()).isEqualTo(some.root());
    await(log.close());
  }

  @Test
  void largeRecordsOfOthersArePagesOfFew(KafkaFixture kafka) {
    kafka.createTopics(1);
    String large = "{\"who\": \"" + "x".repeat(400_000) + "\"}";
    for (int i = 0; i < 8; i++) {
      kafka.write(kafka.topics().operations(), "who", large);
    }
    OperationReader reader = reader(kafka);
    List<Long> offsets = new ArrayList<>();
    Optional<Long> below = Optional.empty();
    do {
      OperationReader.Page page = await(reader.page(search(Optional.empty(), below, 100)));
      assertThat(page.records()).hasSizeBetween(1, 3);
      page.records().forEach(it -> offsets.add(it.offset()));
      below = page.next();
    } while (below.isPresent());
    assertThat(offsets).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L, 0L);
    assertThat(await(reader.verify()).records()).isEqualTo(8);
  }

  @Test
  void withoutKafkaItFailsSoonAndForAllThatWait(KafkaFixture kafka) {
    KafkaConnection nowhere = new KafkaConnection("127.0.0.1:1", "p", "0.0.0-test");
    OperationLog log = new KafkaOperationLog(kafka.vertx(), nowhere, kafka.topics());
    long begun = System.nanoTime();
    List<Future<String>> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(log.append(operation("who", "a" + i)));
    }
    await(Future.join(all).otherwiseEmpty());
    assertThat(all).allMatch(Future::failed);
    assertThat((System.nanoTime() - begun) / 1_000_000_000).as("seconds").isLessThan(60);
    await(log.close());
  }

  private static Operation operation(String who, String action) {
    return Operation.of(who, "127.0.0.1", action, Outcome.DONE, Map.of());
  }

  private static OperationLog log(KafkaFixture kafka, Topics topics) {
    return new KafkaOperationLog(kafka.vertx(), kafka.connection("writer"), topics);
  }

  private static KafkaOperationReader reader(KafkaFixture kafka) {
    return new KafkaOperationReader(kafka.vertx(), kafka.connection("reader"), kafka.topics());
  }

  private static OperationReader.Search search(
      Optional<String> who, Optional<Long> below, int limit) {
    return new OperationReader.Search(who, Optional.empty(), Optional.empty(), below, limit);
  }
}
