package net.jumptotech.orders.analytics;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.monitor.NextFrame;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.MemoryStore;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.stream.BrokerExtension;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.pump.TestPumps;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What analytics makes of the three topics, with a store that works or does not. */
@ExtendWith({BrokerExtension.class, VertxExtension.class})
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
final class AnalyticsVerticleIT {

  private static final Order ORDER = Facts.order("a", Facts.NOON);

  private final MemoryStore store = new MemoryStore();
  private KafkaFixture kafka;

  @BeforeEach
  void open(KafkaFixture fixture, Vertx vertx, VertxTestContext opened) {
    kafka = fixture;
    kafka.createTopics(2);
    vertx
        .deployVerticle(
            new AnalyticsVerticle(
                kafka.connection("process"),
                new TestPumps(kafka)
                    .reading(
                        kafka.groups().analytics(),
                        kafka.topics().orders(),
                        kafka.topics().fraudAlerts(),
                        kafka.topics().payments()),
                kafka.topics(),
                store,
                new ProcessInfo("process", "test", Instant.EPOCH, List.of("analytics")),
                Clock.fixed(Facts.NOON, ZoneOffset.UTC)))
        .onComplete(opened.succeedingThenComplete());
  }

  @Test
  void theThreeTopicsBecomeOneDocument() {
    writeAll();
    kafka.awaitNoLag(kafka.groups().analytics());

    OrderDocument document = await(store.get(ORDER.id())).orElseThrow();
    assertThat(document.placed().orElseThrow().order()).isEqualTo(ORDER);
    assertThat(document.placed().orElseThrow().offset()).isZero();
    assertThat(document.flagged().orElseThrow().alert()).isEqualTo(Facts.flagged(ORDER, 0).alert());
    assertThat(document.settled().orElseThrow().payment())
        .isEqualTo(Facts.settled(ORDER, Payment.Status.PAID, 0).payment());
    assertThat(kafka.read(kafka.topics().deadLetters())).isEmpty();
  }

  @Test
  void offsetsStayUntilTheStoreHasIt() {
    kafka.writeOrders(List.of(Facts.order("earlier", Facts.NOON)));
    kafka.awaitNoLag(kafka.groups().analytics()); // it has begun: it asks the store where to
    store.broken = new IllegalStateException("disk full");
    writeAll();
    Await.until("analytics read them", () -> store.refusals() > 2);
    assertThat(lag()).isEqualTo(3);

    store.broken = null;
    kafka.awaitNoLag(kafka.groups().analytics());

    assertThat(await(store.get(ORDER.id()))).isPresent();
    Await.until("the store knows how far it is", () -> !await(store.progress()).upTo().isEmpty());
  }

  @Test
  void whatIsNoEventBecomesADeadLetterAndTheRestGoesOn() {
    List<String> all =
        List.of(kafka.topics().orders(), kafka.topics().fraudAlerts(), kafka.topics().payments());
    all.forEach(topic -> kafka.write(topic, "b", "{}"));
    writeAll();
    kafka.awaitNoLag(kafka.groups().analytics());

    assertThat(kafka.read(kafka.topics().deadLetters()))
        .extracting(it -> it.headers().get("dlq.topic"))
        .containsExactlyInAnyOrderElementsOf(all);
    assertThat(await(store.get(ORDER.id())).orElseThrow().settled()).isPresent();
  }

  @Test
  void itsFramesCountAndShowWhatTheStoreTook(Vertx vertx, VertxTestContext test) {
    NextFrame.of(vertx, frame -> !frame.newest().isEmpty())
        .onComplete(
            test.succeeding(
                frame ->
                    test.verify(
                        () -> {
                          assertThat(frame.role()).isEqualTo("analytics");
                          assertThat(frame.counts().get("stored")).isEqualTo(1);
                          assertThat(frame.newest().getJsonObject(0).getString("order_id"))
                              .isEqualTo("a");
                          test.completeNow();
                        })));
    kafka.writeOrders(List.of(ORDER));
  }

  private void writeAll() {
    kafka.writeOrders(List.of(ORDER));
    write(kafka.topics().fraudAlerts(), EventJson.bytes(Facts.flagged(ORDER, 0).alert()));
    write(
        kafka.topics().payments(),
        EventJson.bytes(Facts.settled(ORDER, Payment.Status.PAID, 0).payment()));
  }

  private void write(String topic, byte[] event) {
    kafka.write(topic, ORDER.id().text(), new String(event, StandardCharsets.UTF_8));
  }

  private long lag() {
    return await(kafka.admin().measure()).stream()
        .filter(each -> each.group().equals(kafka.groups().analytics()))
        .mapToLong(PartitionLag::lag)
        .sum();
  }
}
