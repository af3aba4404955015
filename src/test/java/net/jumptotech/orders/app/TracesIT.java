package net.jumptotech.orders.app;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.logging.LogLines;
import net.jumptotech.orders.tracing.OtlpReceiver;
import net.jumptotech.orders.tracing.OtlpReceiver.Received;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with every role, as a collector of traces sees it. */
class TracesIT {

  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final int MANY = 3_000; // ten times as many spans: more than the queue takes
  private static final String CALLER = "00f067aa0ba902b7";

  private static final Pattern NOT_LOADED =
      Pattern.compile("\\] (io\\.opentelemetry\\.sdk\\.|net\\S+\\.OrderSpan )");

  @TempDir private Path data;

  private OtlpReceiver collector;

  @BeforeEach
  void open() throws Exception {
    collector = OtlpReceiver.start();
  }

  @AfterEach
  void close() {
    collector.close();
  }

  @Test
  void anOrderIsOneTraceFromItsRequestToTheStore() throws Exception {
    try (OrdersProcess orders = start(collector.environment())) {
      assertThat(post(orders, order("1"), TRACE).statusCode()).isEqualTo(202);

      Received request = awaitSpan("POST", null);
      Received sent = awaitSpan("send orders", null);
      Received paid = awaitSpan("process orders", "payments-group");
      Received checked = awaitSpan("process orders", "fraud-group");
      Received stored = awaitSpan("process orders", "analytics-group");
      Received charged = awaitSpan("charge", null);
      Received outcomeStored = awaitSpan("process payments", "analytics-group");
      Received alertStored = awaitSpan("process fraud-alerts", "analytics-group");
      assertThat(collector.spans()).extracting(Received::traceId).containsOnly(TRACE);
      assertThat(request.parentId()).isEqualTo(CALLER);
      assertThat(request.kind()).isEqualTo(SpanKind.SPAN_KIND_SERVER);
      assertThat(sent.parentId()).isEqualTo(request.id());
      assertThat(sent.kind()).isEqualTo(SpanKind.SPAN_KIND_PRODUCER);
      assertThat(List.of(paid, checked, stored))
          .allSatisfy(
              span -> {
                assertThat(span.parentId()).isEqualTo(sent.id());
                assertThat(span.kind()).isEqualTo(SpanKind.SPAN_KIND_CONSUMER);
              });
      assertThat(charged.parentId()).isEqualTo(paid.id());
      assertThat(charged.kind()).isEqualTo(SpanKind.SPAN_KIND_CLIENT);
      assertThat(outcomeStored.parentId()).isEqualTo(paid.id());
      assertThat(alertStored.parentId()).isEqualTo(checked.id());
      assertThat(paid.attributes())
          .isEqualTo(
              Map.of(
                  "messaging.system", "kafka",
                  "messaging.operation.name", "process",
                  "messaging.operation.type", "process",
                  "messaging.destination.name", "orders",
                  "messaging.destination.partition.id",
                      sent.attributes().get("messaging.destination.partition.id"),
                  "messaging.kafka.offset", "0",
                  "messaging.kafka.message.key", "1",
                  "messaging.consumer.group.name", "payments-group",
                  "orders.order_id", "1"));
      assertThat(sent.attributes())
          .containsEntry("messaging.kafka.offset", "0")
          .containsEntry("messaging.operation.type", "send");
      assertThat(sent.resource())
          .containsEntry("service.name", "orders")
          .containsKey("service.version");
    }
  }

  @Test
  void theTimesOfTheGatewayNameTheTraceOfAnOrder() throws Exception {
    int port = OrdersProcess.freePort();
    Map<String, String> environment = new HashMap<>(collector.environment());
    environment.put("ORDERS_HEALTH_PORT", Integer.toString(port));
    HttpRequest metrics =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/metrics"))
            .header("Accept", "application/openmetrics-text; version=1.0.0")
            .build();
    try (OrdersProcess orders = start(environment)) {
      assertThat(post(orders, order("1"), TRACE).statusCode()).isEqualTo(202);
      Received charged = awaitSpan("charge", null);
      String example = "{span_id=\"%s\",trace_id=\"%s\"}".formatted(charged.id(), TRACE);
      Await.until(
          Await.LONG,
          "the charge is an example",
          () ->
              CLIENT
                  .send(metrics, HttpResponse.BodyHandlers.ofString())
                  .body()
                  .lines()
                  .filter(line -> line.startsWith("orders_gateway_request_seconds_bucket{"))
                  .anyMatch(line -> line.contains(example)));
    }
  }

  @Test
  void theOrdersOfOneRequestAreTracesOfTheirOwnLinkedToIt() throws Exception {
    try (OrdersProcess orders = start(collector.environment())) {
      String body = new JsonArray().add(order("1")).add(order("2")).encode();
      assertThat(post(orders, body, TRACE).statusCode()).isEqualTo(202);

      Await.until(
          "both are sent and stored",
          () ->
              collector.spans().stream().filter(it -> it.name().equals("send orders")).count() == 2
                  && collector.spans().stream()
                          .filter(it -> it.name().equals("process payments"))
                          .count()
                      == 2,
          collector::spans);
      List<Received> sent =
          collector.spans().stream().filter(it -> it.name().equals("send orders")).toList();
      assertThat(sent)
          .allSatisfy(
              span -> {
                assertThat(span.parentId()).isEmpty();
                assertThat(span.links()).containsExactly(TRACE);
              });
      Map<String, Set<String>> traces =
          collector.spans().stream()
              .filter(it -> it.attributes().containsKey("orders.order_id"))
              .collect(
                  Collectors.groupingBy(
                      it -> it.attributes().get("orders.order_id"),
                      Collectors.mapping(Received::traceId, Collectors.toSet())));
      assertThat(traces.get("1")).hasSize(1);
      assertThat(traces.get("2")).hasSize(1).isNotEqualTo(traces.get("1"));
    }
  }

  @Test
  void aSamplerThatTakesNothingLeavesNoSpanAndNoHeader() throws Exception {
    Map<String, String> environment = new HashMap<>(collector.environment());
    environment.put("OTEL_TRACES_SAMPLER", "always_off");
    try (OrdersProcess orders = start(environment)) {
      assertThat(post(orders, order("1"), TRACE).statusCode()).isEqualTo(202);
      orders.awaitIdle(Await.LONG);
      orders.terminate();
      orders.exitCode(Await.LONG);
    }
    assertThat(collector.spans()).isEmpty();
  }

  @Test
  void aCollectorThatDoesNotAnswerNeitherDelaysOrdersNorTheEndNorFillsTheLog() throws Exception {
    try (ServerSocket silent = new ServerSocket(0)) { // accepts, and never answers
      Map<String, String> environment = new HashMap<>(collector.environment());
      environment.put("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:" + silent.getLocalPort());
      environment.put("OTEL_EXPORTER_OTLP_TIMEOUT", "200");
      Instant begun = Instant.now();
      try (OrdersProcess orders = start(environment)) {
        orders.sendOrders(0, MANY);
        orders.awaitIdle(Await.LONG);
        assertThat(orders.documents()).hasSize(MANY);
        orders.terminate();
        orders.exitCode(Await.LONG);
        long minutes = Duration.between(begun, Instant.now()).toMinutes() + 1;
        List<String> lost = orders.log().stream().filter(line -> line.contains("export")).toList();
        assertThat(lost).hasSizeBetween(1, (int) (2 * minutes)); // of two classes
      }
    }
  }

  @Test
  void linesAboutAnOrderHaveItsTrace() throws Exception {
    Map<String, String> environment = new HashMap<>(collector.environment());
    environment.put("ORDERS_LOG_FORMAT", "ecs");
    environment.put("ORDERS_PAYMENT_GATEWAY_LATENCY", "0ms");
    try (OrdersProcess orders = start(environment)) {
      sendPoison(orders.broker(), header(TRACE));

      orders.awaitLine("dead letter of payments-group");

      assertThat(orders.log().stream().filter(line -> line.contains("dead letter of")).toList())
          .allSatisfy(line -> assertThat(LogLines.ecs(line)).containsEntry("trace.id", TRACE));
      Received refused = awaitSpan("process orders", "payments-group");
      assertThat(refused.failed()).isTrue();
      assertThat(refused.attributes().get("error.type")).endsWith("InvalidEvent");
    }
  }

  @Test
  void withoutVariablesNothingOfItIsLoaded() throws Exception {
    Path loaded = data.resolve("loaded.txt");
    Map<String, String> environment =
        Map.of("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + loaded);
    try (OrdersProcess orders = start(environment)) {
      assertThat(post(orders, order("1"), TRACE).statusCode()).isEqualTo(202);
      orders.awaitIdle(Await.LONG);
      orders.terminate();
      orders.exitCode(Await.LONG);
    }
    List<String> classes = Files.readAllLines(loaded);
    assertThat(classes).anyMatch(line -> line.contains("orders.stream.pump.KeyOrderedDispatcher "));
    assertThat(classes.stream().filter(line -> NOT_LOADED.matcher(line).find()).toList()).isEmpty();
  }

  @Test
  void anExporterThatIsNotThereIsToldAtTheStart() {
    try (OrdersProcess orders = start(Map.of("OTEL_TRACES_EXPORTER", "zipkin"))) {
      orders.awaitLine("OTEL_TRACES_EXPORTER: expected otlp or none, was \"zipkin\"");
      assertThat(orders.exitCode(Await.LONG)).isNotZero();
    }
  }

  private OrdersProcess start(Map<String, String> environment) {
    return OrdersProcess.start(data, environment, "--source", "none");
  }

  /** With an amount that the first rule flags. */
  private static JsonObject order(String id) {
    return new JsonObject().put("order_id", id).put("amount", 999_999).put("country", "DE");
  }

  private static String header(String trace) {
    return "00-" + trace + "-" + CALLER + "-01";
  }

  private static HttpResponse<String> post(OrdersProcess orders, Object body, String trace)
      throws Exception {
    return CLIENT.send(
        HttpRequest.newBuilder(URI.create(orders.page() + "api/orders"))
            .timeout(Await.LONG)
            .header("Content-Type", "application/json")
            .header("traceparent", header(trace))
            .header("baggage", "user=somebody")
            .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void sendPoison(String broker, String traceparent) throws Exception {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", broker),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>("orders", "poison".getBytes(UTF_8), "{}".getBytes(UTF_8));
      record.headers().add("traceparent", traceparent.getBytes(UTF_8));
      producer.send(record).get(1, TimeUnit.MINUTES);
    }
  }

  private Received awaitSpan(String name, String group) {
    return collector.await(
        name + " by " + group,
        span ->
            span.name().equals(name)
                && (group == null
                    || group.equals(span.attributes().get("messaging.consumer.group.name"))));
  }
}
