package net.jumptotech.orders.tracing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientAgent;
import io.vertx.core.http.HttpMethod;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.tracing.OtlpReceiver.Received;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which traces begin, continue and end, as a collector receives them. */
class OrderTracesTest {

  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String HEADER = "00-" + TRACE + "-00f067aa0ba902b7-01";

  private OtlpReceiver collector;
  private ProcessTraces process;
  private Vertx vertx;
  private OrderTraces traces;

  @BeforeEach
  void open() throws Exception {
    collector = OtlpReceiver.start();
    open(Map.of());
  }

  private void open(Map<String, String> more) {
    Map<String, String> environment = new HashMap<>(collector.environment());
    environment.putAll(more);
    process = ProcessTraces.open(environment, "test").orElseThrow();
    vertx = process.carriedBy(Vertx.builder()).build();
    process.attach(vertx);
    traces = OrderTraces.of(vertx).orElseThrow();
  }

  @AfterEach
  void close() {
    Await.await(process.close());
    Await.await(vertx.close());
    collector.close();
  }

  @Test
  void onlyVariablesThatAskForTracesTurnThemOn() {
    assertThat(ProcessTraces.open(Map.of(), "test")).isEmpty();
    assertThat(ProcessTraces.open(Map.of("OTEL_SERVICE_NAME", "shop"), "test")).isEmpty();
    Map<String, String> asked = new HashMap<>(collector.environment());
    asked.put("OTEL_SDK_DISABLED", "true");
    assertThat(ProcessTraces.open(asked, "test")).isEmpty();
    asked.put("OTEL_SDK_DISABLED", "false");
    asked.put("OTEL_TRACES_EXPORTER", "none");
    assertThat(ProcessTraces.open(asked, "test")).isEmpty();
  }

  @Test
  void aVariableThatIsWrongIsNamed() {
    Map<String, String> wrong = new HashMap<>(collector.environment());
    wrong.put("OTEL_TRACES_SAMPLER", "sometimes");
    assertThatThrownBy(() -> ProcessTraces.open(wrong, "test"))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("sometimes");
    assertThatThrownBy(() -> ProcessTraces.open(Map.of("OTEL_TRACES_EXPORTER", "console"), "test"))
        .isInstanceOf(StartFailure.class)
        .hasMessageContaining("expected otlp or none, was \"console\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "00-4bf92f35-00f067aa-01",
        "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
        "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
        "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
        "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-\u0000\u00ff"
      })
  void aHeaderThatIsWrongIsNoTrace(String header) {
    assertThat(process(header.getBytes(UTF_8))).isEmpty();
    assertThat(Traceparent.id(header.getBytes(UTF_8))).isEmpty();
  }

  @Test
  void aRecordWithoutAHeaderOrWithOneThatIsNotSampledIsNotTraced() {
    byte[] notSampled = HEADER.replace("-01", "-00").getBytes(UTF_8);
    assertThat(process(null)).isEmpty();
    assertThat(process(notSampled)).isEmpty();
    assertThat(Traceparent.id(null)).isEmpty();
    assertThat(Traceparent.id((HEADER + "-" + "é".repeat(1_000)).getBytes(UTF_8))).isEmpty();
    assertThat(Traceparent.id(notSampled)).isEmpty();
    assertThat(Traceparent.id(HEADER.getBytes(UTF_8))).contains(TRACE);
  }

  @Test
  void aStepGoesOnInTheTraceOfItsRecordAndPassesItOn() {
    OrderSpan step = process(HEADER.getBytes(UTF_8)).orElseThrow();
    assertThat(Traceparent.id(step.traceparent())).contains(TRACE);
    step.failed(new IllegalStateException("of Jane Doe, card 4111"));
    step.end();

    Received received = collector.await("the step", span -> span.name().equals("process orders"));
    assertThat(received.traceId()).isEqualTo(TRACE);
    assertThat(received.failed()).isTrue();
    assertThat(received.attributes())
        .containsEntry("error.type", "java.lang.IllegalStateException");
    assertThat(received.toString()).doesNotContain("Jane", "4111");
  }

  @Test
  void aShareOfTheOrdersBeginsATraceEachAndTheOthersCostLittle() throws Exception {
    close();
    collector = OtlpReceiver.start();
    open(Map.of("OTEL_TRACES_SAMPLER", "traceidratio", "OTEL_TRACES_SAMPLER_ARG", "0.1"));
    Set<String> begun = new HashSet<>();
    for (int i = 0; i < 10_000; i++) {
      traces
          .send("orders", "7", i % 2 == 0)
          .ifPresent(step -> begun.add(Traceparent.id(step.traceparent()).orElseThrow()));
    }
    assertThat(begun).hasSizeBetween(800, 1_200);

    close();
    collector = OtlpReceiver.start();
    open(Map.of("OTEL_TRACES_SAMPLER", "always_off"));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long least = Long.MAX_VALUE;
    for (int round = 0; round < 8; round++) {
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < 1_000; i++) {
        traces.send("orders", "7", false);
      }
      least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
    }
    assertThat(least / 1_000).as("bytes an order").isLessThanOrEqualTo(160);
  }

  @Test
  void theTraceGoesAlongToTheProviderAndTheContextItselfKnowsNothingOfIt() throws Exception {
    CompletableFuture<String> arrived = new CompletableFuture<>();
    int port =
        vertx
            .createHttpServer()
            .requestHandler(
                request -> {
                  arrived.complete(String.valueOf(request.getHeader("traceparent")));
                  request.response().end();
                })
            .listen(0, "127.0.0.1")
            .await()
            .actualPort();
    HttpClientAgent client = vertx.createHttpClient();
    Context context = vertx.getOrCreateContext();
    CompletableFuture<String> after = new CompletableFuture<>();
    OrderSpan step = process(HEADER.getBytes(UTF_8)).orElseThrow();
    context.runOnContext(
        task ->
            step.inside(
                    context,
                    () ->
                        vertx
                            .timer(1)
                            .compose(
                                later -> traces.calling("charge", vertx, () -> ask(client, port))))
                .onComplete(
                    done -> {
                      step.end();
                      after.complete(done.failed() + OrderTraces.currentId());
                    }));

    assertThat(arrived.get(30, TimeUnit.SECONDS)).startsWith("00-" + TRACE).endsWith("-01");
    assertThat(after.get(30, TimeUnit.SECONDS)).isEqualTo("false");
    Received charge = collector.await("the call", span -> span.name().equals("charge"));
    Received request = collector.await("the request", span -> span.parentId().equals(charge.id()));
    assertThat(arrived.get()).contains(request.id());
    assertThat(charge.traceId()).isEqualTo(TRACE);
  }

  private static Future<Void> ask(HttpClientAgent client, int port) {
    return client
        .request(HttpMethod.POST, port, "127.0.0.1", "/charge")
        .compose(request -> request.send())
        .compose(response -> response.end());
  }

  private Optional<OrderSpan> process(byte[] header) {
    return traces.process(header, "orders", 2, 1_500, "payments-group", "1");
  }
}
