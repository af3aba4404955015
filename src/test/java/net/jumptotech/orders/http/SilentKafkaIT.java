package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;

/** While Kafka is away, and afterwards. */
class SilentKafkaIT extends ServerTest {

  @Test
  void whoIsKnownNotToAnswerIsNotAskedUntilItAnswersAgain() throws Exception {
    place(1);
    Await.until(
        Await.LONG,
        "the letters are counted",
        () ->
            Map.of("count", 0, "at_least", false)
                .equals(server.get("/api/overview").json().get("dead_letters")));

    Future<List<PartitionLag>> answering = server.lag;
    server.lag = Future.failedFuture(new TimeoutException("Call: listOffsets"));
    Await.until(
        Await.LONG,
        "the silence is noticed",
        () -> server.get("/api/dead-letters").status() == 503);
    int asked = server.lookup.asked.get();
    TestServer.Reply letters = server.get("/api/dead-letters");
    assertProblem(letters, 503);
    assertThat(letters.json().get("detail").toString())
        .matches("Kafka has not answered for \\d+ s. Try again later\\.");
    assertProblem(server.get("/api/dead-letters/0-0"), 503);
    JsonObject story = new JsonObject(server.get("/api/orders/1/story").text());
    assertThat(story.getJsonArray("unknown").encode()).contains("Kafka did not answer.");
    assertThat(server.get("/api/system").status()).isEqualTo(200);
    assertThat(server.lookup.asked).hasValue(asked);

    server.lag = answering;
    Await.until(
        Await.LONG, "it is asked again", () -> server.get("/api/dead-letters").status() == 200);
  }
}
