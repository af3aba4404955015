package net.jumptotech.orders.http;

import static net.jumptotech.orders.Await.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.http.imports.ImportOptions;
import net.jumptotech.orders.http.webhooks.OrderMapping;
import net.jumptotech.orders.http.webhooks.WebhookOptions;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.server.TlsFiles;
import net.jumptotech.orders.store.MemoryStore;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.topics.LagMonitor;
import net.jumptotech.orders.stream.topics.PartitionLag;

/** The verticle on a port of its own, everything behind it in memory. */
public final class TestServer {

  public static final ProcessInfo PROCESS =
      new ProcessInfo(
          "test-1",
          "0.1.0",
          Instant.parse("2026-01-05T10:00:00Z"),
          List.of("fraud", "payment", "http"));

  private static final SendingRates.Limits NONE = SendingRates.Limits.NONE;

  static final Secret SECRET = new Secret("a secret of the tests only");
  static final Secret OLD_SECRET = new Secret("the secret that was before it");

  /** For shops that have orders as our contract has them. */
  private static final OrderMapping OURS = object -> EventJson.order(object, Instant.now());

  final Vertx vertx = Vertx.vertx();
  final MemoryStore store = new MemoryStore();
  final MemoryWriter writer = new MemoryWriter();
  final MemoryOperations operations = new MemoryOperations();
  final MemoryLookup lookup = new MemoryLookup();
  volatile Future<List<PartitionLag>> lag =
      Future.succeededFuture(
          List.of(
              new PartitionLag("fraud-group", "orders", 0, 5, 12),
              new PartitionLag("fraud-group", "orders", 1, 0, 5)));
  volatile List<SystemProblem> problems = List.of();
  volatile List<Breach> breaches = List.of();
  final List<Breach> acknowledged = new CopyOnWriteArrayList<>();
  final HttpClient client = HttpClient.newHttpClient();
  final HttpVerticle verticle;
  private final ContractCheck contract;
  private final String deployment;

  TestServer() throws Exception {
    this(options(2));
  }

  static HttpOptions options(int maxSockets) {
    return options(maxSockets, Optional.empty(), AccessOptions.OPEN, NONE, ImportOptions.NONE);
  }

  static HttpOptions options(int maxSockets, AccessOptions access) {
    return options(maxSockets, Optional.empty(), access, NONE, ImportOptions.NONE);
  }

  static HttpOptions options(AccessOptions access, SendingRates.Limits rates) {
    return options(2, Optional.empty(), access, rates, ImportOptions.NONE);
  }

  static HttpOptions options(int maxSockets, ImportOptions imports) {
    return options(maxSockets, Optional.empty(), AccessOptions.OPEN, NONE, imports);
  }

  static HttpOptions options(int maxSockets, TlsFiles tls) {
    return options(maxSockets, Optional.of(tls), AccessOptions.OPEN, NONE, ImportOptions.NONE);
  }

  private static HttpOptions options(
      int maxSockets,
      Optional<TlsFiles> tls,
      AccessOptions access,
      SendingRates.Limits rates,
      ImportOptions imports) {
    return new HttpOptions(
        "127.0.0.1",
        0,
        tls,
        Set.of("orders.example"),
        1_000,
        maxSockets,
        100,
        1,
        rates,
        "test-webroot",
        Optional.of("https://traces.example/{trace_id}?back=1"),
        access,
        new PersonalFields(PersonalFields.USUAL),
        new WebhookOptions(
            Map.of(
                "shopify", new WebhookOptions.Source(List.of(SECRET, OLD_SECRET), OURS),
                "woocommerce", new WebhookOptions.Source(List.of(SECRET), OURS),
                "stripe", new WebhookOptions.Source(List.of(SECRET, OLD_SECRET), OURS))),
        imports);
  }

  TestServer(HttpOptions options) throws Exception {
    LagMonitor monitor =
        new LagMonitor() {
          @Override
          public Future<List<PartitionLag>> measure() {
            return lag;
          }

          @Override
          public Future<List<SystemProblem>> problems() {
            return Future.succeededFuture(problems);
          }

          @Override
          public Future<List<Breach>> breaches() {
            return Future.succeededFuture(breaches);
          }

          @Override
          public Future<Void> acknowledge(Collection<Breach> known) {
            acknowledged.addAll(known);
            breaches = List.of();
            return Future.succeededFuture();
          }
        };
    verticle =
        new HttpVerticle(
            options,
            new HttpPorts(
                store,
                () -> writer,
                () -> operations,
                operations,
                monitor,
                lookup,
                Topics.STANDARD,
                Groups.STANDARD,
                "127.0.0.1:9092"),
            PROCESS);
    try {
      deployment = await(vertx.deployVerticle(verticle));
      contract = new ContractCheck(await(Contract.load(vertx)));
    } catch (Exception failed) {
      await(vertx.close());
      throw failed;
    }
  }

  record Reply(HttpResponse<byte[]> response) {
    int status() {
      return response.statusCode();
    }

    String header(String name) {
      return response.headers().firstValue(name).orElse("");
    }

    String text() {
      return new String(response.body(), StandardCharsets.UTF_8);
    }

    Map<String, Object> json() throws InvalidEvent {
      return Json.object(response.body());
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String field) throws InvalidEvent {
      return (List<Map<String, Object>>) json().get(field);
    }
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + verticle.port() + path))
        .timeout(Await.LONG);
  }

  Reply get(String path) throws Exception {
    return send(request(path).GET());
  }

  Reply post(String body) throws Exception {
    return send(
        request("/api/orders")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** The answer, which is as the contract says. */
  Reply send(HttpRequest.Builder request) throws Exception {
    HttpRequest built = request.build();
    Reply reply = new Reply(client.send(built, HttpResponse.BodyHandlers.ofByteArray()));
    contract.check(built, reply);
    return reply;
  }

  /** As if nothing had been sent or broken. */
  void reset() {
    store.clear();
    writer.clear();
    lookup.clear();
    operations.clear();
  }

  void undeploy() throws Exception {
    await(vertx.undeploy(deployment));
  }

  void close() throws Exception {
    await(vertx.close());
  }
}
