package net.jumptotech.orders.store.sqlite;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What the writer remembers of its last batches changes how it writes, never what. */
@ExtendWith(VertxExtension.class)
final class WriterIT {

  @TempDir Path data;
  @TempDir Path other;
  private Vertx vertx;

  @BeforeEach
  void open(Vertx vertx) {
    this.vertx = vertx;
  }

  @Test
  void aWriterThatRemembersNothingWritesTheSame() {
    Random random = new Random(7);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Collections.shuffle(facts, random);
    OrderStore remembering = writer(other);
    OrderStore forgetting = writer(data);
    for (int from = 0; from < facts.size(); from += 100) {
      List<OrderFact> batch = facts.subList(from, Math.min(facts.size(), from + 100));
      List<OrderDocument> changed = await(remembering.apply(batch)).changed();
      await(forgetting.close());
      forgetting = writer(data);
      assertThat(await(forgetting.apply(batch)).changed())
          .containsExactlyInAnyOrderElementsOf(changed);
    }

    OrderStore last = forgetting;
    assertThat(Facts.merged(facts).values())
        .allSatisfy(
            document -> {
              assertThat(await(last.get(document.id()))).contains(document);
              assertThat(await(remembering.get(document.id()))).contains(document);
            });
    assertThat(await(last.summary(Instant.EPOCH)))
        .isEqualTo(await(remembering.summary(Instant.EPOCH)));
    await(last.close());
    await(remembering.close());
  }

  @Test
  void whatSomebodyElseDeletedIsNotRemembered() throws Exception {
    Order order = Facts.order("1", Facts.NOON);
    OrderStore store = writer(data);
    await(store.apply(List.of(Facts.placed(order, 1))));
    assertThat(SqliteOrderStore.forget(options(data), true)).isEqualTo(1);

    await(store.apply(List.of(Facts.settled(order, Payment.Status.PAID, 2))));

    OrderDocument document = await(store.get(order.id())).orElseThrow();
    assertThat(document.outcome()).isEqualTo("PAID");
    assertThat(document.placed()).isEmpty();
    assertThat(await(store.summary(Instant.EPOCH)).stubs()).isEqualTo(1);
    await(store.close());
  }

  private OrderStore writer(Path directory) {
    return await(SqliteOrderStore.open(vertx, options(directory)));
  }

  private static SqliteOptions options(Path directory) {
    return SqliteOptions.in(directory, SqliteOptions.Access.WRITER);
  }
}
