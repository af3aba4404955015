package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process with every role, as Prometheus sees it. */
final class MetricsIT {

  private static final int MOST_SERIES = 2_000;
  private static final int INVENTED = 10_000;
  private static final int AT_ONCE = 50;
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @TempDir private Path data;

  private URI metrics;

  @Test
  void whateverIsSentTheNumberOfSeriesIsBounded() throws Exception {
    int port = OrdersProcess.freePort();
    metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
    try (OrdersProcess process =
        OrdersProcess.start(
            data, Map.of("ORDERS_HEALTH_PORT", Integer.toString(port)), "--source", "sample")) {
      List<URI> servers = List.of(process.page(), metrics);
      Await.until(Await.LONG, "metrics", () -> isThere());
      process.awaitIdle(Await.LONG);
      assertSameNumbersOnThePage(process.get("/api/overview"));
      send(servers, 0, 4 * AT_ONCE);
      Set<String> before = series();

      send(servers, 4 * AT_ONCE, INVENTED);

      assertThat(series()).isEqualTo(before);
      assertThat(process.output()).noneMatch(it -> it.contains("already registered"));
      assertThat(scrape().lines().filter(MetricsIT::isSample).count())
          .isBetween(100L, MOST_SERIES + 0L);
      assertThat(before)
          .contains("process_uptime_seconds", "orders_event_loop_lag_seconds_count")
          .anyMatch(
              it -> it.startsWith("vertx_http_server_requests_total{code=\"404\",method=\"OTHER\""))
          .anyMatch(it -> it.startsWith("vertx_pool_queue_pending{"))
          .contains(
              "orders_state{level=\"WELL\"}",
              "orders_group_lag_records{group=\"payments-group\"}",
              "orders_group_lag_seconds{group=\"analytics-group\"}",
              "orders_group_drain_seconds{group=\"fraud-group\"}",
              "orders_outcomes_total{role=\"payment\",status=\"PAID\"}",
              "orders_settled_ids{role=\"payment\"}",
              "orders_gateway_waiting{role=\"payment\",state=\"unanswered\"}",
              "orders_gateway_request_seconds_count{outcome=\"NO_ANSWER\"}",
              "orders_turn_seconds_count{group=\"payments-group\",result=\"committed\"}",
              "orders_record_seconds{quantile=\"0.99\",role=\"fraud\"}",
              "kafka_producer_record_send_total{client=\"producer\"}",
              "kafka_consumer_poll_idle_ratio_avg{client=\"analytics-group-0\"}",
              "orders_page_subscribers{role=\"http\"}")
          .noneMatch(it -> it.contains("INVENTED") || it.contains("invented"));
    }
  }

  private void assertSameNumbersOnThePage(JsonObject overview) throws Exception {
    Map<String, Double> samples = samples();
    for (Object each : overview.getJsonArray("groups")) {
      JsonObject group = (JsonObject) each;
      String name = group.getString("group");
      String role = group.getString("role");
      assertThat(samples)
          .as(name)
          .containsEntry(
              "orders_received_total{role=\"%s\"}".formatted(role), number(group, "received"))
          .containsEntry(
              "orders_duplicates_total{role=\"%s\"}".formatted(role), number(group, "duplicates"))
          .containsEntry(
              "orders_dead_letters_total{cause=\"misplaced\",group=\"%s\"}".formatted(name),
              number(group, "misplaced"))
          .containsEntry(
              "orders_settled_ids{role=\"%s\"}".formatted(role), number(group, "settled_ids"));
      assertThat(sum(samples, "orders_dead_letters_total{", "group=\"" + name))
          .isEqualTo(number(group, "rejected"));
      assertThat(sum(samples, "orders_outcomes_total{", "role=\"" + role))
          .isPositive()
          .isEqualTo(
              group.getJsonObject("outcomes").stream()
                  .mapToDouble(it -> ((Number) it.getValue()).doubleValue())
                  .sum());
    }
    assertThat(sum(samples, "orders_intake_total{", "result=\"accepted"))
        .isEqualTo(number(overview.getJsonObject("intake"), "accepted"));
  }

  private static double number(JsonObject json, String name) {
    return json.getNumber(name).doubleValue();
  }

  private static double sum(Map<String, Double> samples, String name, String label) {
    return samples.entrySet().stream()
        .filter(it -> it.getKey().startsWith(name) && it.getKey().contains(label))
        .mapToDouble(Map.Entry::getValue)
        .sum();
  }

  private Map<String, Double> samples() throws Exception {
    return scrape()
        .lines()
        .filter(MetricsIT::isSample)
        .map(line -> line.split(" (?=\\S+$)"))
        .collect(
            Collectors.toMap(it -> it[0], it -> Double.valueOf(it[1].replace("Inf", "Infinity"))));
  }

  /** Each with a method, a path and a header of its own. */
  private static void send(List<URI> servers, int from, int to) {
    for (int i = from; i < to; i += AT_ONCE) {
      List<CompletableFuture<?>> answers = new ArrayList<>();
      for (int k = i; k < i + AT_ONCE; k++) {
        URI server = servers.get(k % servers.size());
        HttpRequest request =
            HttpRequest.newBuilder(
                    server.resolve((k % 3 == 0 ? "/api/orders/" : "/") + "invented-" + k))
                .method(k % 5 == 0 ? "GET" : "INVENTED" + k, HttpRequest.BodyPublishers.noBody())
                .header("X-Invented-" + k, "invented-" + k)
                .timeout(Duration.ofSeconds(30))
                .build();
        answers.add(CLIENT.sendAsync(request, BodyHandlers.discarding()));
      }
      answers.forEach(CompletableFuture::join);
    }
  }

  /** Without values, without what depends on the collector of the JVM, and what comes and goes. */
  private Set<String> series() throws Exception {
    return scrape()
        .lines()
        .filter(MetricsIT::isSample)
        .map(line -> line.substring(0, line.lastIndexOf(' ')))
        .filter(it -> !it.startsWith("jvm_gc_"))
        .filter(it -> !it.startsWith("orders_problem{"))
        .filter(it -> !it.startsWith("orders_group_lag_money{"))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean isSample(String line) {
    return !line.startsWith("#");
  }

  private String scrape() throws Exception {
    HttpResponse<String> answer =
        CLIENT.send(HttpRequest.newBuilder(metrics).build(), BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private boolean isThere() throws Exception {
    try {
      scrape();
      return true;
    } catch (IOException notYet) {
      return false;
    }
  }
}
