package net.jumptotech.orders.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.junit5.Timeout;
import io.vertx.junit5.VertxExtension;
import io.vertx.junit5.VertxTestContext;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.store.Facts;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore.Applied;
import net.jumptotech.orders.stream.pump.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(VertxExtension.class)
@Timeout(value = 2, timeUnit = TimeUnit.MINUTES)
class StoreBatchesTest {

  private static final Applied NOTHING_CHANGED = Applied.all(List.of());

  private final List<List<OrderFact>> given = new CopyOnWriteArrayList<>();
  private final List<OrderDocument> changed = new CopyOnWriteArrayList<>();

  @Test
  void whatOneTaskAddsIsOneBatchAndWhatItChangedIsTold(Vertx vertx, VertxTestContext test) {
    OrderDocument document = OrderDocument.empty(OrderId.of("1")).merge(fact(1));
    StoreBatches batches =
        batches(vertx, () -> Future.succeededFuture(Applied.all(List.of(document))));
    vertx.runOnContext(
        task ->
            Future.all(batches.add(fact(1)), batches.add(fact(2)))
                .onComplete(
                    test.succeeding(
                        both ->
                            test.verify(
                                () -> {
                                  assertThat(given).containsExactly(List.of(fact(1), fact(2)));
                                  assertThat(changed).containsExactly(document);
                                  assertThat(both.<Outcome>list()).containsOnly(Outcome.DONE);
                                  test.completeNow();
                                }))));
  }

  @Test
  void whileTheStoreIsBusyFactsGatherIntoBatchesOfFiveThousandAtMost(
      Vertx vertx, VertxTestContext test) {
    Promise<Applied> first = Promise.promise();
    StoreBatches batches =
        batches(
            vertx,
            () -> given.size() == 1 ? first.future() : Future.succeededFuture(NOTHING_CHANGED));
    vertx.runOnContext(
        task -> {
          Future<Outcome> one = batches.add(fact(1));
          vertx.runOnContext(
              busy -> {
                List<Future<Outcome>> more =
                    IntStream.rangeClosed(2, 6_001).mapToObj(i -> batches.add(fact(i))).toList();
                test.verify(
                    () -> {
                      assertThat(given).hasSize(1);
                      assertThat(one.isComplete()).isFalse();
                    });
                first.complete(NOTHING_CHANGED);
                Future.all(more)
                    .onComplete(
                        test.succeeding(
                            all ->
                                test.verify(
                                    () -> {
                                      assertThat(given)
                                          .extracting(List::size)
                                          .containsExactly(1, 5_000, 1_000);
                                      assertThat(given.get(2).get(999)).isEqualTo(fact(6_001));
                                      test.completeNow();
                                    })));
              });
        });
  }

  @Test
  void aBatchThatFailsIsGivenAgainBeforeAnythingElse(Vertx vertx, VertxTestContext test) {
    StoreBatches batches =
        batches(
            vertx,
            () ->
                given.size() < 3
                    ? Future.failedFuture("disk full")
                    : Future.succeededFuture(NOTHING_CHANGED));
    vertx.runOnContext(
        task -> {
          Future<Outcome> one = batches.add(fact(1));
          vertx.runOnContext(
              later ->
                  Future.all(one, batches.add(fact(2)))
                      .onComplete(
                          test.succeeding(
                              both ->
                                  test.verify(
                                      () -> {
                                        assertThat(given)
                                            .containsExactly(
                                                List.of(fact(1)),
                                                List.of(fact(1)),
                                                List.of(fact(1)),
                                                List.of(fact(2)));
                                        assertThat(both.<Outcome>list()).containsOnly(Outcome.DONE);
                                        test.completeNow();
                                      }))));
        });
  }

  @Test
  void onlyTheOrderThatTheStoreRefusesIsRejected(Vertx vertx, VertxTestContext test) {
    Applied refused = new Applied(List.of(), Map.of(OrderId.of("2"), "not a document of ours"));
    StoreBatches batches = batches(vertx, () -> Future.succeededFuture(refused));
    vertx.runOnContext(
        task ->
            Future.all(batches.add(fact(1)), batches.add(fact(2)))
                .onComplete(
                    test.succeeding(
                        both ->
                            test.verify(
                                () -> {
                                  assertThat(both.<Outcome>resultAt(0)).isEqualTo(Outcome.DONE);
                                  assertThat(both.<Outcome>resultAt(1))
                                      .isInstanceOfSatisfying(
                                          Outcome.Rejected.class,
                                          it ->
                                              assertThat(it.cause())
                                                  .hasMessage("not a document of ours"));
                                  test.completeNow();
                                }))));
  }

  private StoreBatches batches(Vertx vertx, Supplier<Future<Applied>> store) {
    return new StoreBatches(
        vertx,
        batch -> {
          given.add(batch);
          return store.get();
        },
        changed::addAll);
  }

  private static OrderFact fact(int number) {
    return Facts.placed(Facts.order(String.valueOf(number), Facts.NOON), number);
  }
}
