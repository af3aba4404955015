package net.jumptotech.orders.stream.lookup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.deadletters.DeadLetterPage;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(BrokerExtension.class)
final class RecordLookupIT {

  /** Not long ago: Kafka deletes what is older than a week. */
  private static final Instant T =
      Instant.now().minus(Duration.ofHours(12)).truncatedTo(ChronoUnit.MILLIS);

  private KafkaFixture kafka;
  private RecordLookup lookup;

  @BeforeEach
  void open(KafkaFixture fixture) {
    kafka = fixture;
    kafka.createTopics(3);
    // as a topic of others: ours take the broker's time
    kafka.alterTopic(kafka.topics().deadLetters(), Map.of("message.timestamp.type", "CreateTime"));
    lookup = new KafkaRecordLookup(kafka.vertx(), kafka.connection("lookup"), kafka.topics());
  }

  @AfterEach
  void close() {
    await(lookup.close());
  }

  @Test
  void pagesAreNewestFirstWithoutGapOrRepeatWhileLettersComeIn() {
    writeLetters(0, 200);
    kafka.writeAborted(kafka.topics().deadLetters(), "aborted", "x"); // leaves holes
    writeLetters(200, 500);

    List<String> keys = new ArrayList<>();
    Map<Integer, Long> below = Map.of();
    do {
      DeadLetterPage page = await(lookup.deadLetters(search(7, below)));
      page.letters().forEach(it -> keys.add(it.note().key().orElseThrow()));
      below = page.next();
      if (keys.size() == 70) {
        writeLetters(500, 520);
      }
    } while (!below.isEmpty());

    List<String> expected =
        new ArrayList<>(IntStream.range(0, 500).mapToObj(i -> "k" + i).toList());
    Collections.reverse(expected);
    assertThat(keys).isEqualTo(expected);
  }

  @Test
  void aPageEndsAtAMegabyteAndTheNextGoesOn() {
    String value = "x".repeat(DeadLetter.SHOWN_BYTES);
    List<ProducerRecord<byte[], byte[]>> letters = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      letters.add(
          new ProducerRecord<>(
              kafka.topics().deadLetters(),
              i % 3,
              T.plusMillis(i).toEpochMilli(),
              ("k" + i).getBytes(UTF_8),
              value.getBytes(UTF_8)));
    }
    kafka.write(letters);

    List<String> keys = new ArrayList<>();
    List<Integer> sizes = new ArrayList<>();
    Map<Integer, Long> below = Map.of();
    do {
      DeadLetterPage page = await(lookup.deadLetters(search(100, below)));
      page.letters().forEach(it -> keys.add(it.note().key().orElseThrow()));
      sizes.add(page.letters().size());
      below = page.next();
    } while (!below.isEmpty());

    List<String> expected =
        new ArrayList<>(IntStream.range(0, 200).mapToObj(i -> "k" + i).toList());
    Collections.reverse(expected);
    assertThat(keys).isEqualTo(expected);
    assertThat(sizes).allMatch(it -> it > 0 && it <= 64);
  }

  @Test
  void aTopicWithoutLettersIsOneEmptyPage() {
    assertThat(await(lookup.countDeadLetters())).isEqualTo(new DeadLetterCount(0, true));
    DeadLetterPage page = await(lookup.deadLetters(search(10, Map.of())));
    assertThat(page.letters()).isEmpty();
    assertThat(page.next()).isEmpty();
  }

  @Test
  void aSearchThatFindsLittlePausesAndGoesOnWithTheNextPage() {
    writeLetters(0, 20_000);
    DeadLetterSearch search =
        new DeadLetterSearch(Optional.of("k3"), Optional.of("payments-group"), Map.of(), 5);

    List<DeadLetter> found = new ArrayList<>();
    int pages = 0;
    long searched = 0;
    Map<Integer, Long> below = Map.of();
    do {
      DeadLetterPage page =
          await(lookup.deadLetters(new DeadLetterSearch(search.key(), search.group(), below, 5)));
      found.addAll(page.letters());
      searched += page.searched();
      below = page.next();
      pages++;
    } while (!below.isEmpty());

    assertThat(found).hasSize(1);
    assertThat(found.get(0).note().key()).contains("k3");
    assertThat(pages).isBetween(2, 20);
    assertThat(searched).isEqualTo(20_000);
  }

  @Test
  void aListCutsLongValuesAndTheLetterByItselfIsWhole() {
    String value = "é".repeat(500_000);
    kafka.write(
        List.of(
            new ProducerRecord<>(
                kafka.topics().deadLetters(), 1, null, null, value.getBytes(UTF_8))));

    DeadLetter listed = await(lookup.deadLetters(search(10, Map.of()))).letters().get(0);
    assertThat(listed.value().orElseThrow().isCut()).isTrue();
    assertThat(listed.value().orElseThrow().length()).isEqualTo(1_000_000);
    assertThat(listed.value().orElseThrow().text().orElseThrow())
        .hasSizeBetween(8_190, 8_192)
        .matches("é+");
    assertThat(listed.key()).isEmpty();

    DeadLetter whole = await(lookup.deadLetter(1, 0)).orElseThrow();
    assertThat(whole.value().orElseThrow().text()).contains(value);
    assertThat(await(lookup.deadLetter(1, 1))).isEmpty();
    assertThat(await(lookup.deadLetter(9, 0))).isEmpty();
  }

  @Test
  void theVisitsOfAnOrderAreFoundAlsoThoseThatCameSinceOneAsked() {
    writeLetters(0, 300);
    OrderDeadLetters first = await(lookup.visits(OrderId.of("k7")));
    assertThat(first.letters()).hasSize(1);
    assertThat(first.letters().get(0).reason()).isEqualTo("reason 7");
    assertThat(first.letters().get(0).source()).contains(new WrittenRecord("orders", 2, 7));
    assertThat(first.searched()).isEqualTo(300);
    assertThat(first.all()).isTrue();

    writeLetters(7, 8);
    Await.until(
        "the second visit is seen",
        () -> await(lookup.visits(OrderId.of("k7"))).letters().size() == 2);
    assertThat(await(lookup.visits(OrderId.of("nobody"))).letters()).isEmpty();
    assertThat(await(lookup.countDeadLetters())).isEqualTo(new DeadLetterCount(301, true));
  }

  @Test
  void theTimeOfARecordIsThatOfItsRecordAndWhatIsNotThereIsLeftOut() {
    writeLetters(0, 9);
    WrittenRecord there = new WrittenRecord(kafka.topics().deadLetters(), 1, 2); // of k7
    WrittenRecord notYet = new WrittenRecord(kafka.topics().deadLetters(), 0, 99);
    for (int again = 0; again < 2; again++) {
      assertThat(await(lookup.find(List.of(there, notYet))))
          .isEqualTo(Map.of(there, new FoundRecord(T.plusSeconds(7), Optional.empty())));
    }
  }

  @Test
  void whatWaitsIsSummedUpByCurrencyFromTheFirstThatWait() {
    kafka.writeOrders(
        IntStream.range(0, 900).mapToObj(i -> order(i, i % 2 == 0 ? "USD" : "JPY")).toList());
    List<PartitionLag> lags =
        await(kafka.admin().measure()).stream()
            .filter(it -> it.topic().equals(kafka.topics().orders()))
            .filter(it -> !it.group().equals(kafka.groups().analytics()))
            .toList();

    List<Backlog> waiting = await(lookup.waiting(lags));

    assertThat(waiting).hasSize(6).allSatisfy(it -> assertThat(it.read()).isEqualTo(200));
    assertThat(waiting)
        .allSatisfy(
            it ->
                assertThat(it.amounts().values().stream().mapToLong(each -> each).sum())
                    .isEqualTo(200 * 5));
    PartitionLag last = lags.get(0);
    PartitionLag nearlyThere =
        new PartitionLag(last.group(), last.topic(), last.partition(), last.end() - 3, last.end());
    assertThat(await(lookup.waiting(List.of(nearlyThere))))
        .singleElement()
        .satisfies(it -> assertThat(it.read()).isEqualTo(3))
        .satisfies(it -> assertThat(it.oldest()).isPresent());
    PartitionLag there =
        new PartitionLag(last.group(), last.topic(), last.partition(), last.end(), last.end());
    assertThat(await(lookup.waiting(List.of(there)))).isEmpty();
  }

  @Test
  void whileKafkaCannotBeReachedEveryQuestionFails() {
    RecordLookup nowhere =
        new KafkaRecordLookup(
            kafka.vertx(), new KafkaConnection("127.0.0.1:1", "nowhere", "0"), kafka.topics());
    assertThatThrownBy(() -> await(nowhere.visits(OrderId.of("1"))))
        .isInstanceOf(TimeoutException.class);
    await(nowhere.close());
  }

  private static Order order(int id, String currency) {
    return new Order(
        OrderId.of(id),
        new Money(5, Money.currency(currency)),
        "DE",
        OrderStatus.CREATED,
        T,
        Map.of());
  }

  private static DeadLetterSearch search(int limit, Map<Integer, Long> below) {
    return new DeadLetterSearch(Optional.empty(), Optional.empty(), below, limit);
  }

  /** One a second, to each partition in turn. */
  private void writeLetters(int from, int to) {
    kafka.write(
        IntStream.range(from, to)
            .mapToObj(
                i -> {
                  ProducerRecord<byte[], byte[]> letter =
                      new ProducerRecord<>(
                          kafka.topics().deadLetters(),
                          i % 3,
                          T.plusSeconds(i).toEpochMilli(),
                          ("k" + i).getBytes(UTF_8),
                          "{}".getBytes(UTF_8));
                  header(letter, "dlq.message", "an older one");
                  header(letter, "dlq.message", "reason " + i);
                  header(letter, "dlq.topic", "orders");
                  header(letter, "dlq.partition", "2");
                  header(letter, "dlq.offset", Integer.toString(i));
                  header(letter, "dlq.group", "payments-group");
                  return letter;
                })
            .toList());
  }

  private static void header(ProducerRecord<byte[], byte[]> letter, String name, String value) {
    letter.headers().add(name, value.getBytes(UTF_8));
  }
}
