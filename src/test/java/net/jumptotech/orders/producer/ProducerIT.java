package net.jumptotech.orders.producer;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.stream.KafkaAdmin;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaOrderWriter;
import net.jumptotech.orders.stream.TopicOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProducerIT {

  private static final ProcessInfo PROCESS =
      new ProcessInfo("it", "0", Instant.EPOCH, List.of("producer"));

  @TempDir private Path directory;

  private final Vertx vertx = Vertx.vertx();

  @Test
  void theSampleIsInKafkaWhenTheReportComesAndIdsGoOnAfterARestart() throws Exception {
    EmbeddedBroker broker =
        await(EmbeddedBroker.start(vertx, new BrokerOptions(directory.resolve("kafka"), 0)));
    KafkaConnection kafka = new KafkaConnection(broker.bootstrapServers(), "it", "0");
    KafkaAdmin admin = await(KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD));
    await(admin.ensureTopics(TopicOptions.of(3)));

    Promise<SourceReport> sample = Promise.promise();
    String id = await(deploy(new Source.Sample(OptionalInt.empty()), kafka, admin, sample));
    assertThat(await(sample.future())).hasToString("sample: 699 read, 629 accepted, 70 rejected");
    assertThat(orders(admin)).isEqualTo(629);
    await(vertx.undeploy(id));

    long first = sent(new Source.Synthetic(5_000, 1, 0.1), kafka, admin);
    assertThat(await(admin.next())).isEqualTo(first + 1);
    assertThat(orders(admin)).isEqualTo(629 + first);
    long second = sent(new Source.Synthetic(5_000, 1, 0.1), kafka, admin);
    assertThat(await(admin.next())).isEqualTo(first + second + 1);

    await(admin.close());
    await(broker.close());
    await(vertx.close());
  }

  /** Runs the source until 1,000 are acknowledged; how many went to Kafka until it had stopped. */
  private long sent(Source source, KafkaConnection kafka, KafkaAdmin admin) throws Exception {
    long before = orders(admin);
    Promise<Void> enough = Promise.promise();
    var frames =
        vertx
            .eventBus()
            .<JsonObject>consumer(
                Addresses.FRAMES,
                message -> {
                  if (message.body().getJsonObject("counts").getLong("accepted") >= 1_000) {
                    enough.tryComplete();
                  }
                });
    String id = await(deploy(source, kafka, admin, Promise.promise()));
    await(enough.future());
    await(vertx.undeploy(id));
    await(frames.unregister());
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
            line -> {},
            report));
  }

  private static long orders(KafkaAdmin admin) throws Exception {
    return await(admin.measure()).stream()
        .filter(lag -> lag.group().equals(Groups.STANDARD.fraud()))
        .mapToLong(lag -> lag.end())
        .sum();
  }

  private static <T> T await(Future<T> future) throws Exception {
    return future.await(Await.LONG.toSeconds(), TimeUnit.SECONDS);
  }
}
