package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * Reading and writing events, {@link #BATCH} at a time. {@code order} should take at most 1.2 times
 * as long as {@code referenceOrder}. Compare the medians (p0.50): other load on the machine hardly
 * moves them. CONTRIBUTING.md says how to run it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(
    value = 3,
    jvmArgs = {"-Xmx512m", "-XX:+UseSerialGC", "-Xbatch"})
public class EventJsonBenchmark {

  private static final int BATCH = 64;
  private static final int DIFFERENT = 64 * BATCH;
  private static final String ORDER =
      "{\"order_id\":%d,\"customer_id\":%d,\"amount\":%d.%02d,\"currency\":\"EUR\","
          + "\"country\":\"DE\",\"status\":\"CREATED\",\"created_at\":\"%s\"}";

  /** What shops send beside the fields of the contract. */
  private static final String LINES =
      ",\"note\":\"Grüße\",\"lines\":[{\"sku\":\"A-%1$d\",\"quantity\":2,\"price\":9.99},"
          + "{\"sku\":\"B-%1$d\",\"quantity\":1,\"price\":0.5}]}";

  private final Instant now = Instant.now();
  private final byte[][] orders = new byte[DIFFERENT][];
  private final byte[][] ordersWithLines = new byte[DIFFERENT][];
  private final byte[][] wrongOrders = new byte[DIFFERENT][];
  private final byte[][] payments = new byte[DIFFERENT][];
  private final Order[] readOrders = new Order[DIFFERENT];
  private final Payment[] readPayments = new Payment[DIFFERENT];
  private int last;

  @Setup
  public void events() throws InvalidEvent {
    for (int i = 0; i < DIFFERENT; i++) {
      String order =
          ORDER.formatted(
              1_000_000 + i, 10_000 + i, i % 500, i % 100, now.minusNanos(i * 1_000_007L));
      orders[i] = order.getBytes(UTF_8);
      wrongOrders[i] = order.replace("\"DE\"", "\"DEU\"").getBytes(UTF_8);
      ordersWithLines[i] =
          (order.substring(0, order.length() - 1) + LINES.formatted(i)).getBytes(UTF_8);
      readOrders[i] = EventJson.order(orders[i], now);
      readPayments[i] =
          new Payment(
              readOrders[i].id(),
              Payment.Status.PAID,
              "",
              readOrders[i].total(),
              "DE",
              "sim-" + i,
              now.plusNanos(i * 1_000L),
              Optional.of(now),
              1);
      payments[i] = EventJson.bytes(readPayments[i]);
    }
  }

  private int next() {
    last = (last + 1) % DIFFERENT;
    return last;
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void referenceOrder(Blackhole sink) {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(ReferenceReader.order(orders[next()], now));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void order(Blackhole sink) throws InvalidEvent {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(EventJson.order(orders[next()], now));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void referenceOrderWithLines(Blackhole sink) {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(ReferenceReader.order(ordersWithLines[next()], now));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void orderWithLines(Blackhole sink) throws InvalidEvent {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(EventJson.order(ordersWithLines[next()], now));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void wrongOrder(Blackhole sink) {
    for (int i = 0; i < BATCH; i++) {
      try {
        sink.consume(EventJson.order(wrongOrders[next()], now));
      } catch (InvalidEvent wrong) {
        sink.consume(wrong);
      }
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void payment(Blackhole sink) throws InvalidEvent {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(EventJson.payment(payments[next()], now));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void orderBytes(Blackhole sink) {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(EventJson.bytes(readOrders[next()]));
    }
  }

  @Benchmark
  @OperationsPerInvocation(BATCH)
  public void paymentBytes(Blackhole sink) {
    for (int i = 0; i < BATCH; i++) {
      sink.consume(EventJson.bytes(readPayments[next()]));
    }
  }
}
