package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.Test;

class InFlightTest {

  @Test
  void whatDoesNotFitWaitsItsTurn() {
    InFlight operations = new InFlight(2);
    List<Integer> begun = new ArrayList<>();
    Deque<CompletableFuture<Integer>> underWay = new ArrayDeque<>();
    List<CompletableFuture<Integer>> results =
        IntStream.range(0, 5)
            .mapToObj(
                number ->
                    operations.run(
                        () -> {
                          begun.add(number);
                          underWay.add(new CompletableFuture<>());
                          return underWay.getLast();
                        }))
            .toList();
    assertThat(begun).containsExactly(0, 1);

    underWay.remove().complete(7);
    assertThat(begun).containsExactly(0, 1, 2);
    assertThat(results.get(0)).isCompletedWithValue(7);
    underWay.remove().completeExceptionally(new IllegalStateException("refused"));
    assertThat(begun).containsExactly(0, 1, 2, 3);
    assertThat(results.get(1)).isCompletedExceptionally();
    assertThat(results.get(2)).isNotDone();
  }

  @Test
  void anOperationThatThrowsFailsAndMakesRoom() {
    InFlight operations = new InFlight(1);

    CompletableFuture<Integer> thrown =
        operations.run(
            () -> {
              throw new IllegalStateException("not yet");
            });

    assertThat(thrown).isCompletedExceptionally();
    assertThat(operations.run(() -> CompletableFuture.completedFuture(1))).isCompletedWithValue(1);
  }

  @Test
  void anyNumberMayWaitForOneThatIsLate() {
    InFlight operations = new InFlight(1);
    CompletableFuture<Integer> late = new CompletableFuture<>();
    operations.run(() -> late);
    List<CompletableFuture<Integer>> behind =
        IntStream.range(0, 100_000)
            .mapToObj(number -> operations.run(() -> CompletableFuture.completedFuture(number)))
            .toList();

    late.complete(0); // each ends as it begins: no deeper stack for that

    assertThat(behind).allMatch(CompletableFuture::isDone);
  }

  @Test
  void threadsThatEndAndBeginOperationsLoseNone() throws InterruptedException {
    InFlight operations = new InFlight(8);
    AtomicInteger underWay = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ExecutorService answering = Executors.newFixedThreadPool(3);
    List<CompletableFuture<Integer>> results =
        IntStream.range(0, 20_000)
            .mapToObj(
                number ->
                    operations.run(
                        () -> {
                          most.accumulateAndGet(underWay.incrementAndGet(), Math::max);
                          return CompletableFuture.supplyAsync(
                              () -> {
                                underWay.decrementAndGet();
                                return number;
                              },
                              answering);
                        }))
            .toList();

    Await.until("all done", () -> results.stream().allMatch(CompletableFuture::isDone));
    assertThat(results).allMatch(it -> !it.isCompletedExceptionally());
    assertThat(most).hasValueLessThanOrEqualTo(8);
    answering.shutdown();
    assertThat(answering.awaitTermination(Await.LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }
}
