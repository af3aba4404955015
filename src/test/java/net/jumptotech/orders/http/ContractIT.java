package net.jumptotech.orders.http;

import static java.util.Map.entry;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.Route;
import io.vertx.openapi.contract.Operation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.access.Access;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.access.KnownHost;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Endpoint;
import net.jumptotech.orders.http.operations.Recorder;
import org.junit.jupiter.api.Test;

/** Holds {@code openapi.yaml} and the server together. */
class ContractIT {

  @Test
  void everyOperationIsMountedAndNothingElseIsUnderApi() throws Exception {
    TestServer server = new TestServer();
    try {
      Contract contract = await(Contract.load(server.vertx));
      Set<String> described =
          contract.openApi().operations().stream()
              .map(it -> it.getHttpMethod() + " " + it.getOpenAPIPath())
              .collect(Collectors.toCollection(TreeSet::new));
      Set<String> mounted = new TreeSet<>();
      for (Route route : routes(server, contract)) {
        if (route.methods() != null && route.getPath() != null) {
          route.methods().stream()
              .filter(method -> method != HttpMethod.HEAD)
              .forEach(method -> mounted.add(method + " " + route.getPath()));
        }
      }
      assertThat(mounted)
          .isEqualTo(
              described.stream()
                  .map(it -> it.replaceAll("\\{(.*?)}", ":$1"))
                  .collect(Collectors.toSet()));
      for (Operation operation : contract.openApi().operations()) {
        int status =
            server
                .send(
                    server
                        .request(
                            operation
                                .getOpenAPIPath()
                                .replace("{id}", "1")
                                .replace("{place}", "0-1"))
                        .method(
                            operation.getHttpMethod().name(),
                            java.net.http.HttpRequest.BodyPublishers.noBody()))
                .status();
        // answered by its endpoint: the store is empty, and nothing was posted
        assertThat(status)
            .as(operation.getOperationId())
            .isEqualTo(
                Map.ofEntries(
                        entry("getOrder", 404),
                        entry("getStory", 404),
                        entry("getDeadLetter", 404),
                        entry("sendOrders", 415),
                        entry("importOrders", 415),
                        entry("receiveShopify", 415),
                        entry("receiveWooCommerce", 415),
                        entry("receiveStripe", 415),
                        entry("logIn", 415),
                        entry("beginLogIn", 409),
                        entry("finishLogIn", 409),
                        entry("acknowledgeBreach", 400))
                    .getOrDefault(operation.getOperationId(), 200));
      }
    } finally {
      server.close();
    }
  }

  @Test
  void theDescriptionIsComplete() throws Exception {
    TestServer server = new TestServer();
    try {
      JsonObject json = await(Contract.load(server.vertx)).json().toJsonObject();
      for (String path : json.getJsonObject("paths").fieldNames()) {
        JsonObject operations = json.getJsonObject("paths").getJsonObject(path);
        for (String method : operations.fieldNames()) {
          JsonObject operation = operations.getJsonObject(method);
          assertThat(operation.fieldNames())
              .as(method + " " + path)
              .contains("operationId", "summary", "tags", "responses");
          assertThat(operation.getJsonObject("responses").fieldNames())
              .as(method + " " + path)
              .contains("400");
        }
      }
    } finally {
      server.close();
    }
  }

  private static List<Route> routes(TestServer server, Contract contract) {
    Endpoint nothing = call -> Future.succeededFuture(Answer.ok(Map.of()));
    Map<String, Endpoint> endpoints =
        contract.openApi().operations().stream()
            .collect(Collectors.toMap(Operation::getOperationId, any -> nothing));
    return new Routes(
            server.vertx,
            contract,
            endpoints,
            new BrowserBridge(server.vertx, 1, 1, PersonalFields.NONE),
            new WebPages("test-webroot"),
            new KnownHost("127.0.0.1", Set.of()),
            new Access(server.vertx, AccessOptions.OPEN),
            PersonalFields.NONE,
            new RequestBodies(server.vertx, 1 << 20, 1),
            new Recorder(server.vertx, new MemoryOperations()))
        .router()
        .getRoutes();
  }
}
