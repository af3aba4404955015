package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeadLettersIT extends ServerTest {

  @Test
  void pagesFollowEachOtherNewestFirst() throws Exception {
    for (int i = 0; i < 25; i++) {
      letter("order-" + i, "{}");
    }
    List<Object> places = new ArrayList<>();
    String cursor = "";
    do {
      TestServer.Reply reply = server.get("/api/dead-letters?limit=10" + cursor);
      reply.list("dead_letters").forEach(it -> places.add(it.get("place")));
      Object next = reply.json().get("next");
      cursor = next == null ? null : "&cursor=" + next;
    } while (cursor != null);
    assertThat(places).hasSize(25).doesNotHaveDuplicates().startsWith("0-24").endsWith("0-0");
    assertThat(server.get("/api/dead-letters?order_id=order-3").list("dead_letters")).hasSize(1);
    assertThat(server.get("/api/dead-letters?group=nobody").list("dead_letters")).isEmpty();
  }

  @Test
  void whoGaveUpCanBeChosenAndSoCanTheProducerWhoIsInNoGroup() throws Exception {
    letter("order-1", "{\"amount\":-5}");
    letter("order-2", "{\"amount\":-6}", Optional.empty());
    TestServer.Reply refused = server.get("/api/dead-letters?group=producer");
    assertThat(refused.list("dead_letters")).hasSize(1);
    assertThat(refused.list("dead_letters").get(0)).containsEntry("order_id", "order-2");
    assertThat(server.get("/api/dead-letters?group=payments-group").list("dead_letters"))
        .hasSize(1);
  }

  @Test
  void aLetterIsShownWholeAsTextOrElseAsBase64() throws Exception {
    letter("order-1", "{\"amount\":-5}");
    Map<String, Object> letter = server.get("/api/dead-letters/0-0").json();
    assertThat(letter)
        .containsEntry("order_id", "order-1")
        .containsEntry("reason", "amount: expected a number of 0 or more, was -5")
        .containsEntry("group", "payments-group")
        .containsEntry("attempts", 1)
        .containsEntry(
            "source",
            Map.of(
                "topic",
                "orders",
                "partition",
                2,
                "offset",
                7,
                "timestamp",
                "2026-01-05T10:00:00Z"))
        .containsEntry("value", Map.of("text", "{\"amount\":-5}", "bytes", 13, "cut", false));
    assertThat(letter.get("headers").toString()).contains("traceparent", "base64", "/w==");
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertProblem(server.get("/api/dead-letters/0-99"), 404);
    assertProblem(server.get("/api/dead-letters/here"), 400);
  }

  @ParameterizedTest
  @CsvSource({
    "limit=101, limit",
    "cursor=1, cursor",
    "cursor=0.1_0.2, cursor",
    "cursor=x, cursor",
    "order_id=a%20b, order_id",
    "since=now, since"
  })
  void aWrongParameterIsNamed(String query, String field) throws Exception {
    TestServer.Reply reply = server.get("/api/dead-letters?" + query);
    assertProblem(reply, 400);
    assertThat(errors(reply)).containsOnlyKeys(field);
  }

  @Test
  void aKafkaThatDoesNotAnswerIsToBeAskedAgainAndSoIsOneThatIsAskedTooMuch() throws Exception {
    server.lookup.broken = new IllegalStateException("secret:9092 is away");
    for (String path : List.of("/api/dead-letters", "/api/dead-letters/0-1")) {
      TestServer.Reply reply = server.get(path);
      assertProblem(reply, 503);
      assertThat(reply.text()).doesNotContain("secret");
    }
    server.lookup.broken =
        new RejectedExecutionException("32 lookups are already waiting for Kafka");
    assertProblem(server.get("/api/dead-letters"), 429);
  }

  private static void letter(String key, String value) {
    letter(key, value, Optional.of("payments-group"));
  }

  private static void letter(String key, String value, Optional<String> group) {
    Instant at = TEN.plusSeconds(server.lookup.letters.size());
    DeadLetterNote note =
        new DeadLetterNote(
            0,
            server.lookup.letters.size(),
            at,
            Optional.of(key),
            "amount: expected a number of 0 or more, was -5",
            Optional.of("invalid"),
            "net.jumptotech.orders.event.InvalidEvent",
            group,
            Optional.of(1),
            0,
            Optional.of("0.1.0"),
            Optional.of(new WrittenRecord("orders", 2, 7)),
            Optional.of(TEN),
            Optional.empty(),
            Optional.empty());
    server.lookup.letters.add(
        new DeadLetter(
            note,
            Optional.of(content(key)),
            Optional.of(content(value)),
            List.of(
                new DeadLetter.Field(
                    "traceparent",
                    Optional.of(new DeadLetter.Content(new byte[] {(byte) 0xff}, 1))))));
  }

  private static DeadLetter.Content content(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new DeadLetter.Content(bytes, bytes.length);
  }
}
