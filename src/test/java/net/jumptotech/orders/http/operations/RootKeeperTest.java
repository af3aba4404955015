package net.jumptotech.orders.http.operations;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.operations.DailyRoot;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationLog;
import net.jumptotech.orders.stream.operations.OperationReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class RootKeeperTest {

  private static final Clock NOON =
      Clock.fixed(Instant.parse("2026-05-02T12:00:00Z"), ZoneOffset.UTC);

  private final Vertx vertx = Vertx.vertx();
  private final List<Operation> written = new ArrayList<>();
  private Optional<DailyRoot> last = Optional.empty();
  private Map<String, Long> sinceRoot = Map.of("p-1", 3L);
  private boolean broken;

  @AfterEach
  void close() {
    await(vertx.close());
  }

  @Test
  void theRootOfADayIsRecordedOnce() {
    keep();
    assertThat(written)
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.action()).isEqualTo("root");
              assertThat(it.what())
                  .containsEntry("day", "2026-05-01")
                  .containsEntry("root", "ab")
                  .containsEntry("records", 7L)
                  .containsEntry("writers", Map.of("p-1", 3L));
            });

    last = Optional.of(new DailyRoot("2026-05-01", "ab", 7, "", Map.of()));
    keep();
    assertThat(written).hasSize(1);
    last = Optional.of(new DailyRoot("2026-04-30", "ab", 7, "", Map.of()));
    keep();
    assertThat(written).hasSize(2);
  }

  @Test
  void aDayOnWhichNothingWasRecordedNeedsNoRoot() {
    sinceRoot = Map.of();
    keep();
    assertThat(written).isEmpty();
  }

  @Test
  void withoutKafkaItTriesAgainAnotherTime() {
    broken = true;
    keep();
    broken = false;
    keep();
    assertThat(written).hasSize(1);
  }

  @Test
  void repeatsOfAMinuteAreOneMoreRecord() {
    FoldedRecords folded = new FoldedRecords(vertx, log());
    Operation refused = Operation.of("", "10.0.0.1", "logIn", Outcome.REFUSED, Map.of());
    for (int i = 0; i < 5; i++) {
      await(folded.addIfThereIsRoom(refused));
    }
    assertThat(written).containsExactly(refused);
    await(folded.tell());
    assertThat(written).containsExactly(refused, refused.with(Map.of("repeats", 4L)));
    await(folded.tell());
    assertThat(written).hasSize(2);
    await(folded.close());
  }

  @Test
  void whatWasNotRecordedIsNotTakenAsRecorded() {
    FoldedRecords folded = new FoldedRecords(vertx, log());
    Operation read = Operation.of("op", "10.0.0.1", "getDeadLetter", Outcome.DONE, Map.of());
    broken = true;
    assertThat(folded.add(read).failed()).isTrue();
    assertThat(folded.add(read).failed()).isTrue();
    broken = false;
    assertThat(folded.add(read).succeeded()).isTrue();
    assertThat(written).containsExactly(read);
    await(folded.close());
  }

  private void keep() {
    await(new RootKeeper(vertx, log(), reader(), NOON).keep());
  }

  private OperationLog log() {
    return new OperationLog() {
      @Override
      public Future<String> append(Operation operation) {
        if (broken) {
          return Future.failedFuture("Kafka is away");
        }
        written.add(operation);
        return Future.succeededFuture("");
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }

  private OperationReader reader() {
    return new OperationReader() {
      @Override
      public Future<Page> page(Search search) {
        return Future.failedFuture("not asked here");
      }

      @Override
      public Future<Verified> verify() {
        return Future.succeededFuture(
            new Verified(7, "ab", last.stream().toList(), Optional.empty(), sinceRoot));
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }
}
