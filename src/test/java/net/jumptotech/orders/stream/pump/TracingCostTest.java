package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.ReceivedRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterEncoder;
import net.jumptotech.orders.stream.offsets.StartPosition;
import net.jumptotech.orders.stream.settled.SettledOrders;
import net.jumptotech.orders.tracing.OrderTraces;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What tracing costs where it is off: the bytes that the way of a record through the pump takes.
 */
@ExtendWith(VertxExtension.class)
final class TracingCostTest {

  private static final int RECORDS = 5_000;
  private static final int ROUNDS = 8; // the last ones count: by then everything is loaded
  private static final String TRACEPARENT =
      "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

  private long offset;

  @Test
  void whereTracingIsOffARecordThatIsTracedElsewhereTakesNoByteMore(Vertx vertx) {
    long without = Long.MAX_VALUE;
    long with = Long.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      without = Math.min(without, bytes(vertx, false));
      with = Math.min(with, bytes(vertx, true));
    }
    assertThat(without).isGreaterThan(RECORDS * 100L); // it does measure
    assertThat((with - without) / RECORDS).as("bytes a record").isZero();
  }

  private long bytes(Vertx vertx, boolean traced) {
    KeyOrderedDispatcher<String> dispatcher = dispatcher(vertx);
    OwnedPartition partition = partition();
    List<InFlightRecord> batch = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      batch.add(partition.add(record("k" + i, traced)));
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    dispatcher.read(batch).run();
    long bytes = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(batch).allMatch(InFlightRecord::finished);
    return bytes;
  }

  private static KeyOrderedDispatcher<String> dispatcher(Vertx vertx) {
    Growth growth = new Growth(1, List.of(), true, Instant.EPOCH);
    PumpOptions options =
        new PumpOptions(
            "payments-group",
            0,
            List.of("orders"),
            Optional.of("payments"),
            "dead-letters",
            RECORDS,
            Duration.ofMillis(50),
            Duration.ZERO,
            Duration.ofDays(7));
    return new KeyOrderedDispatcher<>(
        new Paid(),
        options,
        new DeadLetterEncoder("dead-letters", "test"),
        new Growth.Source() {
          @Override
          public Growth growth() {
            return growth;
          }

          @Override
          public CompletableFuture<Growth> askedGrowth() {
            return CompletableFuture.completedFuture(growth);
          }
        },
        vertx.getOrCreateContext(),
        OrderTraces.of(vertx));
  }

  private static OwnedPartition partition() {
    OwnedPartition partition = new OwnedPartition(new TopicPartition("orders", 0));
    partition.ready(
        new SettledOrders(Duration.ofDays(7)),
        new StartPosition(
            new OffsetAndMetadata(0),
            true,
            "pZ0y3cJq",
            List.of(),
            -1,
            0,
            Optional.empty(),
            Optional.empty(),
            0,
            Instant.EPOCH),
        List.of());
    return partition;
  }

  private ReceivedRecord record(String id, boolean traced) {
    RecordHeaders headers = new RecordHeaders();
    if (traced) {
      headers.add("traceparent", TRACEPARENT.getBytes(UTF_8));
    }
    byte[] key = id.getBytes(UTF_8);
    return new ReceivedRecord(
        new ConsumerRecord<>(
            "orders",
            0,
            offset++,
            0,
            TimestampType.CREATE_TIME,
            key.length,
            key.length,
            key,
            key,
            headers,
            Optional.empty()));
  }

  private static final class Paid implements Processor<String> {

    @Override
    public String read(ReceivedRecord record) {
      return new String(record.value(), UTF_8);
    }

    @Override
    public OrderId orderId(String event) {
      return OrderId.of(event);
    }

    @Override
    public Future<Outcome> process(String event) {
      return Future.succeededFuture(
          Outcome.emit(new OutgoingRecord("payments", OrderId.of(event), event.getBytes(UTF_8))));
    }
  }
}
