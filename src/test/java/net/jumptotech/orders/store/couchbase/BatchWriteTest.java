package net.jumptotech.orders.store.couchbase;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.DocumentChange;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore.Applied;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
class BatchWriteTest {

  private Context home;

  @BeforeEach
  void open(Vertx vertx) {
    home = vertx.getOrCreateContext();
  }

  @Test
  void aBatchFromAnyThreadIsDoneOnItsContextAlone() {
    Queue<Optional<Context>> seen = new ConcurrentLinkedQueue<>();
    BatchWrite batch =
        new BatchWrite(
            (id, facts) -> {
              seen.add(Optional.ofNullable(Vertx.currentContext()));
              return soon(change(id, facts));
            },
            4,
            facts(100));

    Applied applied = await(batch.start(home));

    assertThat(applied.changed()).hasSize(100);
    assertThat(seen).hasSize(100).allMatch(context -> context.equals(Optional.of(home)));
  }

  @Test
  void itIsAnsweredInItsOrderOnceTheLastDocumentIsWritten() {
    List<Promise<DocumentChange>> writes = new ArrayList<>();
    List<OrderFact> facts = facts(3);
    BatchWrite batch =
        new BatchWrite(
            (id, merged) -> {
              writes.add(Promise.promise());
              return writes.get(writes.size() - 1).future();
            },
            4,
            facts);
    Future<Applied> applied = batch.start(home);
    await(here(() -> writes.get(2).complete(change(facts.get(2)))));
    await(here(() -> writes.get(0).complete(change(facts.get(0)))));
    assertThat(applied.isComplete()).isFalse();

    await(here(() -> writes.get(1).complete(change(facts.get(1)))));

    assertThat(await(applied).changed())
        .extracting(OrderDocument::id)
        .containsExactlyElementsOf(facts.stream().map(OrderFact::orderId).toList());
  }

  @Test
  void anEmptyBatchIsDone() {
    BatchWrite batch = new BatchWrite((id, facts) -> Future.failedFuture("nothing"), 4, List.of());

    assertThat(await(batch.start(home)).changed()).isEmpty();
  }

  private Future<Void> here(Runnable work) {
    Promise<Void> done = Promise.promise();
    home.runOnContext(
        any -> {
          work.run();
          done.complete();
        });
    return done.future();
  }

  private Future<DocumentChange> soon(DocumentChange change) {
    Promise<DocumentChange> written = Promise.promise();
    home.runOnContext(any -> written.complete(change));
    return written.future();
  }

  private static DocumentChange change(OrderFact fact) {
    return change(fact.orderId(), List.of(fact));
  }

  private static DocumentChange change(OrderId id, List<OrderFact> facts) {
    DocumentChange change = DocumentChange.of(id, Optional.empty());
    for (OrderFact fact : facts) {
      change = change.merge(fact);
    }
    return change;
  }

  private static List<OrderFact> facts(int orders) {
    return IntStream.range(0, orders)
        .mapToObj(i -> Facts.placed(Facts.order("order-" + i, Facts.NOON), i))
        .map(OrderFact.class::cast)
        .toList();
  }
}
