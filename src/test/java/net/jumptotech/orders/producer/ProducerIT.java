package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.StreamSupport;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.monitor.NextFrame;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.lookup.OutcomeTally;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.TopicOptions;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(VertxExtension.class)
class ProducerIT {

  private static final ProcessInfo PROCESS =
      new ProcessInfo("it", "0", Instant.EPOCH, List.of("producer"));

  @TempDir private Path directory;
  private Vertx vertx;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @Test
  void theSampleIsInKafkaWhenTheReportComesAndIdsGoOnAfterARestart() throws Exception {
    EmbeddedBroker broker =
        await(EmbeddedBroker.start(vertx, new BrokerOptions(directory.resolve("kafka"), 0)));
    KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "it", "0");
    KafkaAdmin admin = await(KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD));
    await(admin.ensureTopics(TopicOptions.of(3)));

    write(
        broker,
        "payments",
        "1",
        "{\"order_id\":1,\"status\":\"PAID\",\"amount\":1,\"country\":\"US\"}");
    OutcomeTally tally = await(OutcomeTally.begin(vertx, kafka, Topics.STANDARD));

    Promise<SourceReport> sample = Promise.promise();
    String id = await(deploy(new Source.Sample(OptionalInt.empty()), kafka, admin, sample));
    assertThat(await(sample.future())).hasToString("sample: 699 read, 629 accepted, 70 refused");
    assertThat(orders(admin)).isEqualTo(629);
    await(vertx.undeploy(id));
    outcomesAreThoseOfTheSourceAndOfTheTime(broker, tally, sample.future().result());

    long first = sent(new Source.Synthetic(5_000, 1, 0.1), kafka, admin);
    assertThat(await(admin.next())).isEqualTo(first + 1);
    assertThat(orders(admin)).isEqualTo(629 + first);
    long second = sent(new Source.Synthetic(5_000, 1, 0.1), kafka, admin);
    assertThat(await(admin.next())).isEqualTo(first + second + 1);

    await(admin.close());
    await(broker.close());
  }

  /** Among those of others and of before; an id that is no order of the sample is "else". */
  private static void outcomesAreThoseOfTheSourceAndOfTheTime(
      EmbeddedBroker broker, OutcomeTally tally, SourceReport sample) throws Exception {
    String payment = "{\"order_id\":\"%s\",\"status\":\"%s\",\"amount\":1,\"country\":\"US\"}";
    String alert = "{\"order_id\":\"%s\",\"reason\":\"HIGH\",\"amount\":%d,\"country\":\"US\"}";
    String[] ours = firstOrders(broker);
    assertThat(await(tally.count(sample::mayContain, sample.rejected())).settled()).isZero();
    write(broker, "payments", ours[0], payment.formatted(ours[0], "PAID"));
    write(broker, "payments", ours[1], payment.formatted(ours[1], "PAID"));
    write(broker, "payments", ours[2], payment.formatted(ours[2], "DECLINED"));
    write(broker, "payments", "else", payment.formatted("else", "PAID"));
    write(broker, "payments", ours[0], "no payment");
    write(broker, "fraud-alerts", ours[1], alert.formatted(ours[1], 1));
    write(broker, "fraud-alerts", ours[2], alert.formatted(ours[2], 2));
    write(broker, "fraud-alerts", "else", alert.formatted("else", 1));
    write(broker, "dead-letters", ours[2], "{}");
    write(broker, "dead-letters", "else", "{}");
    OutcomeTally.Counts counts = await(tally.count(sample::mayContain, sample.rejected()));
    assertThat(counts.of(Payment.Status.PAID)).isEqualTo(2);
    assertThat(counts.of(Payment.Status.DECLINED)).isEqualTo(1);
    assertThat(counts.settled()).isEqualTo(3);
    assertThat(counts.flagged()).isEqualTo(1);
    assertThat(counts.otherAlerts()).isEqualTo(1);
    assertThat(counts.letters()).isEqualTo(1);
    assertThat(counts.all()).isTrue();
    assertThat(await(tally.count(id -> true, sample.rejected())).settled()).isEqualTo(4);
  }

  private static String[] firstOrders(EmbeddedBroker broker) {
    try (var consumer =
        new KafkaConsumer<>(
            Map.of("bootstrap.servers", broker.bootstrapServers()),
            new StringDeserializer(),
            new StringDeserializer())) {
      TopicPartition partition = new TopicPartition("orders", 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      return StreamSupport.stream(consumer.poll(Await.LONG).spliterator(), false)
          .map(ConsumerRecord::key)
          .distinct()
          .limit(3)
          .toArray(String[]::new);
    }
  }

  /** As a reader does: a letter of a group has its header. */
  private static void write(EmbeddedBroker broker, String topic, String key, String value)
      throws Exception {
    try (var producer =
        new KafkaProducer<>(
            Map.<String, Object>of("bootstrap.servers", broker.bootstrapServers()),
            new StringSerializer(),
            new StringSerializer())) {
      ProducerRecord<String, String> record = new ProducerRecord<>(topic, key, value);
      record.headers().add("dlq.group", "payments-group".getBytes(UTF_8));
      producer.send(record).get();
    }
  }

  /** Runs the source until 1,000 are acknowledged; how many went to Kafka until it had stopped. */
  private long sent(Source source, KafkaConnection kafka, KafkaAdmin admin) throws Exception {
    long before = orders(admin);
    Future<RoleFrame> enough =
        NextFrame.of(vertx, frame -> frame.counts().get("accepted") >= 1_000);
    String id = await(deploy(source, kafka, admin, Promise.promise()));
    await(enough);
    await(vertx.undeploy(id));
    return orders(admin) - before;
  }

  private Future<String> deploy(
      Source source, KafkaConnection kafka, KafkaAdmin admin, Promise<SourceReport> report) {
    return vertx.deployVerticle(
        new ProducerVerticle(
            new ProducerOptions(source, 10_000),
            () -> new KafkaOrderWriter(vertx, kafka, Topics.STANDARD, "producer"),
            admin,
            PROCESS,
            SourceWatch.lines(line -> {}),
            Optional.empty(),
            report));
  }

  private static long orders(KafkaAdmin admin) throws Exception {
    return await(admin.measure()).stream()
        .filter(lag -> lag.group().equals(Groups.STANDARD.fraud()))
        .mapToLong(lag -> lag.end())
        .sum();
  }
}
