package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.StoredRecord;
import net.jumptotech.orders.stream.pump.TestPumps.Echo;
import net.jumptotech.orders.stream.pump.TestPumps.Running;
import net.jumptotech.orders.stream.pump.TestPumps.Said;
import net.jumptotech.orders.stream.pump.TestPumps.Slow;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;

/** What the pump promises while nothing around it breaks. */
final class PumpIT extends PumpTest {

  PumpIT() {
    super(3);
  }

  @Test
  void everyOrderGetsOneOutcomeInThePartitionOfItsOrder() {
    List<String> orders = writeOrders(1, 2_000);
    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    List<StoredRecord> outcomes = kafka.read(kafka.topics().payments());
    Outcomes.of(orders, outcomes).areExact();
    Map<String, Integer> partitions = new HashMap<>();
    kafka
        .read(kafka.topics().orders())
        .forEach(order -> partitions.put(order.keyText(), order.partition()));
    assertThat(outcomes)
        .allMatch(outcome -> partitions.get(outcome.keyText()) == outcome.partition());
    PumpStatus status = pump.status();
    assertThat(status.received()).isEqualTo(2_000);
    assertThat(status.settledIds()).isEqualTo(2_000);
    assertThat(status.inFlight()).isZero();
    assertThat(status.health()).isEqualTo(Health.UP);
    assertThat(status.sessions()).isEqualTo(1);
  }

  @Test
  void whoWantsToIsToldOfEachOutcomeOnceItIsCommitted() {
    List<String> told = new CopyOnWriteArrayList<>();
    AtomicInteger tellings = new AtomicInteger();
    AtomicInteger early = new AtomicInteger();
    AtomicReference<Running> pump = new AtomicReference<>();
    Echo telling =
        new Echo(kafka.topics().payments()) {
          @Override
          public Optional<java.util.function.Consumer<List<byte[]>>> committed() {
            return Optional.of(
                outcomes -> {
                  // told in the order of transactions, so never of more than are committed
                  early.addAndGet(
                      pump.get().status().transactions() <= tellings.getAndIncrement() ? 1 : 0);
                  outcomes.forEach(outcome -> told.add(new String(outcome, UTF_8)));
                });
          }
        };
    pump.set(pumps.start("process", pumps.payments(), telling));
    List<String> orders = writeOrders(1, 500);

    Await.until("all are told", () -> told.size() >= orders.size());

    assertThat(early).hasValue(0);
    assertThat(told).hasSize(orders.size());
    assertThat(kafka.read(kafka.topics().payments())).hasSize(orders.size());
  }

  /** Fifty intervals of five seconds would be longer than anybody waits. */
  @Test
  void whatIsFinishedIsCommittedAtOnceIfNothingMoreFitsIn() {
    List<String> orders = writeOrders(1, 2_000);
    pumps.start(TestPumps.inFlight(pumps.payments(), 40, Duration.ofSeconds(5)));
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void repeatsGetNoOutcomeNotEvenAfterARestart() {
    List<String> orders = writeOrders(1, 300);
    writeOrders(1, 300);
    Running first = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());
    assertThat(first.status().duplicates()).isEqualTo(300);
    first.stop();

    writeOrders(1, 300);
    Running second = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(second.status().duplicates()).isEqualTo(300);
    assertThat(second.status().settledIds()).isEqualTo(300);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  /** The broker's clock decides, however far ahead of it ours is. */
  @Test
  void whatIsSettledIsKnownAlthoughOurClockIsAheadByMoreThanTheHorizon() {
    List<String> orders = writeOrders(1, 300);
    kafka.alterTopic(kafka.topics().payments(), Map.of("message.timestamp.type", "CreateTime"));
    long brokersTime = System.currentTimeMillis() - TimeUnit.DAYS.toMillis(8);
    kafka.write(
        kafka.read(kafka.topics().orders()).stream()
            .map(
                it ->
                    new ProducerRecord<>(
                        kafka.topics().payments(),
                        it.partition(),
                        brokersTime,
                        it.key(),
                        it.value()))
            .toList());
    kafka.rewind(kafka.groups().payments());

    Running pump = pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(pump.status().duplicates()).isEqualTo(300);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void withoutTheIndexTheCheckerSeesDoubledOutcomes() {
    List<String> orders = writeOrders(1, 100);
    writeOrders(1, 50);
    pumps.start(
        "process",
        pumps.reading(kafka.groups().payments(), kafka.topics().orders()),
        new Echo(kafka.topics().payments()));
    kafka.awaitNoLag(kafka.groups().payments());

    Outcomes seen = Outcomes.of(orders, kafka.read(kafka.topics().payments()));
    assertThat(seen.lost()).isEmpty();
    assertThat(seen.doubled()).hasSize(50);
  }

  @Test
  void recordsOfAnOrderAreHandledInTheirOrderHoweverLongEachTakes() {
    Random random = new Random(7);
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
    for (int i = 0; i < 1_500; i++) {
      records.add(KafkaFixture.record(kafka.topics().orders(), "k" + random.nextInt(60), "" + i));
    }
    kafka.write(records);
    Echo processor =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            int millis = Math.floorMod(said.text().hashCode(), 8);
            return millis == 0
                ? super.answer(said)
                : kafka.vertx().timer(millis).map(done -> outcome(said));
          }
        };
    pumps.start(
        "process", pumps.reading(kafka.groups().payments(), kafka.topics().orders()), processor);
    kafka.awaitNoLag(kafka.groups().payments());

    Map<String, Integer> last = new HashMap<>();
    List<StoredRecord> outcomes = kafka.read(kafka.topics().payments());
    for (StoredRecord outcome : outcomes) {
      int now = Integer.parseInt(outcome.text());
      Integer before = last.put(outcome.keyText(), now);
      assertThat(before == null || before < now).as(outcome.keyText() + " " + now).isTrue();
    }
    assertThat(outcomes).hasSize(1_500);
    assertThat(processor.mostAtWork.get()).as("orders side by side").isGreaterThan(20);
  }

  @Test
  void neverIsMoreInFlightThanAllowed() {
    List<String> orders = writeOrders(1, 1_000);
    Slow processor = new Slow(kafka.vertx(), kafka.topics().payments(), 10);
    pumps.start("process", TestPumps.inFlight(pumps.payments(), 40), processor);
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(processor.mostAtWork.get()).isBetween(20, 40);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void oneInFlightIsEnoughToGetThrough() {
    List<String> orders = writeOrders(1, 20);
    Echo processor = new Echo(kafka.topics().payments());
    pumps.start("process", TestPumps.inFlight(pumps.payments(), 1), processor);
    kafka.awaitNoLag(kafka.groups().payments());

    assertThat(processor.mostAtWork.get()).isEqualTo(1);
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void anOrderThatIsNeverAnsweredHoldsUpNoOtherAndHealthNamesIt() {
    writeOrders(1, 1);
    Promise<Void> answer = Promise.promise();
    Echo processor =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            return said.id().text().equals("order-1")
                ? answer.future().map(done -> outcome(said))
                : super.answer(said);
          }
        };
    Running pump = pumps.start("process", TestPumps.inFlight(pumps.payments(), 100), processor);
    Await.until("at work", () -> processor.atWork.get() == 1);
    writeOrders(2, 2_000);

    Await.until(
        "all others are answered",
        () -> processor.calls.size() == 2_000 && processor.atWork.get() == 1);
    Await.until(
        "health names the order",
        () ->
            pump.status()
                .health()
                .detail()
                .matches("t\\d+-orders-\\d@0 key=order-1 has been processing since.*"),
        () -> pump.status().health());
    assertThat(pump.status().health().state()).isEqualTo(Health.State.DEGRADED);
    assertThat(pump.status().inFlight()).as("wait with it for the commit").isGreaterThan(100);

    answer.complete();
    kafka.awaitNoLag(kafka.groups().payments());
    Await.until("well again", () -> pump.status().health().equals(Health.UP));
    assertThat(kafka.read(kafka.topics().payments())).hasSize(2_000);
  }

  @Test
  void pausedLongerThanThePollIntervalItStaysInTheGroup() {
    int pollIntervalMs = 1_000;
    AtomicLong lastPoll = new AtomicLong();
    PumpOptions options = TestPumps.inFlight(pumps.payments(), 20);
    PumpClients real = PumpClients.of(kafka.connection("process"), options);
    PumpClients impatient =
        new PumpClients() {
          @Override
          public Consumer<byte[], byte[]> member() {
            Map<String, Object> config =
                kafka
                    .connection("process")
                    .groupMember(options.name(), options.group(), options.pollRecords());
            config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, pollIntervalMs);
            return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer()) {
              @Override
              public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
                lastPoll.set(System.nanoTime());
                return super.poll(timeout);
              }
            };
          }

          @Override
          public Consumer<byte[], byte[]> sideReader() {
            return real.sideReader();
          }

          @Override
          public Producer<byte[], byte[]> writer() {
            return real.writer();
          }
        };
    Promise<Void> answer = Promise.promise();
    Echo processor =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            return answer.future().map(done -> outcome(said));
          }
        };
    List<String> orders = writeOrders(1, 200);
    Running pump = pumps.start("process", options, processor, impatient);
    Await.until("full", () -> pump.status().inFlight() > 15);
    long twoIntervalsLater = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(2 * pollIntervalMs);
    Await.until("it still polls two intervals later", () -> lastPoll.get() - twoIntervalsLater > 0);

    answer.complete();
    kafka.awaitNoLag(kafka.groups().payments());

    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
    assertThat(pump.status().received()).as("nothing was given twice").isEqualTo(200);
    assertThat(pump.status().sessions()).isEqualTo(1);
  }

  @Test
  void stoppingFinishesAndCommitsWhatIsInFlight() {
    List<String> orders = writeOrders(1, 3_000);
    Slow processor = new Slow(kafka.vertx(), kafka.topics().payments(), 200);
    Running first = pumps.start("process", TestPumps.inFlight(pumps.payments(), 400), processor);
    Await.until("under way", () -> processor.atWork.get() > 200);
    first.stop();

    int answered = processor.calls.size();
    assertThat(kafka.read(kafka.topics().payments())).hasSize(answered);
    assertThat(answered).isLessThan(3_000);
    assertThat(first.status().health()).isEqualTo(Health.down("stopped"));

    pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void whatIsNotFinishedInTimeIsReadAgain() {
    List<String> orders = writeOrders(1, 30);
    Echo never =
        new Echo(kafka.topics().payments()) {
          @Override
          public Future<Outcome> answer(Said said) {
            return Promise.<Outcome>promise().future();
          }
        };
    Running first = pumps.start("process", pumps.payments(), never);
    Await.until("all at work", () -> never.atWork.get() == 30);
    first.stop();

    pumps.start(pumps.payments());
    kafka.awaitNoLag(kafka.groups().payments());
    Outcomes.of(orders, kafka.read(kafka.topics().payments())).areExact();
  }

  @Test
  void aPumpThatWasNeverStartedStops() {
    Pump<Said> pump =
        new Pump<>(
            kafka.vertx(),
            kafka.connection("process"),
            pumps.payments(),
            new Echo(kafka.topics().payments()));
    assertThat(pump.status().health()).isEqualTo(Health.down("not started"));
    await(pump.stop());
    pump.start();
    assertThat(pump.status().health()).isEqualTo(Health.down("stopped"));
  }

  @Test
  void itStopsOnTheContextThatMadeIt() {
    Queue<Boolean> seen = new ConcurrentLinkedQueue<>();
    Running pump = pumps.start(pumps.payments());
    Await.until("assigned", () -> pump.status().partitions() == 3);
    pump.pump().stop().onComplete(done -> seen.add(io.vertx.core.Context.isOnEventLoopThread()));
    Await.until("stopped", () -> !seen.isEmpty());
    assertThat(seen).containsExactly(true);
  }

  private List<String> writeOrders(int from, int to) {
    List<String> ids = IntStream.rangeClosed(from, to).mapToObj(i -> "order-" + i).toList();
    kafka.write(
        ids.stream().map(id -> KafkaFixture.record(kafka.topics().orders(), id, "v")).toList());
    return ids;
  }
}
