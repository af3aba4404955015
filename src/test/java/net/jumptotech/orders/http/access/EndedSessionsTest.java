package net.jumptotech.orders.http.access;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class EndedSessionsTest {

  private final Vertx vertx = Vertx.vertx();
  private Context context;
  private EndedSessions here;

  @BeforeEach
  void start() throws Exception {
    context = vertx.getOrCreateContext();
    here = on(() -> started(new EndedSessions(vertx)));
  }

  @AfterEach
  void stop() throws Exception {
    await(vertx.close());
  }

  private static EndedSessions started(EndedSessions sessions) {
    sessions.start();
    return sessions;
  }

  private <T> T on(Callable<T> step) throws Exception {
    CompletableFuture<T> done = new CompletableFuture<>();
    context.runOnContext(
        go -> {
          try {
            done.complete(step.call());
          } catch (Exception failed) {
            done.completeExceptionally(failed);
          }
        });
    return done.get(Await.LONG.toSeconds(), TimeUnit.SECONDS);
  }

  private void end(String id, Instant until) throws Exception {
    on(
        () -> {
          here.add(id, until);
          return null;
        });
  }

  @Test
  void theOthersHearOfItAndSoDoesOneThatStartsLater() throws Exception {
    EndedSessions there = on(() -> started(new EndedSessions(vertx)));
    Instant later = Instant.now().plusSeconds(3_600);
    for (int i = 0; i < 1_200; i++) { // several messages
      end("session-" + i, later);
    }
    assertThat(on(() -> here.has("session-7"))).isTrue();
    Await.until(Await.LONG, "the other hears of it", () -> on(() -> there.has("session-1199")));

    on(
        () -> {
          there.stop();
          return null;
        });
    EndedSessions late = on(() -> started(new EndedSessions(vertx)));
    Await.until(Await.LONG, "the late one knows the first", () -> on(() -> late.has("session-0")));
    Await.until(Await.LONG, "and the last", () -> on(() -> late.has("session-1199")));
    assertThat(on(() -> late.has("another"))).isFalse();
  }

  @Test
  void nothingIsKeptThatHasEndedByItself() throws Exception {
    end("over", Instant.now().minusSeconds(10));
    assertThat(on(() -> here.has("over"))).isFalse();
  }
}
