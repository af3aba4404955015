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
import net.jumptotech.orders.stream.operations.ChainCheck;
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
  private Optional<ChainCheck.Finding> wrong = Optional.empty();
  private boolean broken;
  private final RootKeeper keeper = new RootKeeper(vertx, log(), reader(), "operations", NOON);

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
                  .containsEntry("offset", 7L)
                  .containsEntry("writers", Map.of("p-1", 3L));
            });

    last = Optional.of(new DailyRoot("2026-05-01", "ab", 7, 7, "", Map.of()));
    keep();
    assertThat(written).hasSize(1);
    last = Optional.of(new DailyRoot("2026-04-30", "ab", 7, 7, "", Map.of()));
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
  void whatIsWrongIsReportedUntilItIsNoLonger() {
    keep();
    assertThat(keeper.problems()).isEmpty();
    wrong = Optional.of(new ChainCheck.Finding(3, "was altered"));
    keep();
    keep();
    assertThat(keeper.problems())
        .singleElement()
        .satisfies(
            it -> {
              assertThat(it.kind()).isEqualTo("operations-altered");
              assertThat(it.text()).endsWith("incomplete: offset 3: was altered");
              assertThat(it.fix()).isEqualTo("/operations");
            });
    broken = true;
    keep();
    assertThat(keeper.problems()).as("what is not known stays").hasSize(1);
    broken = false;
    wrong = Optional.empty();
    keep();
    assertThat(keeper.problems()).isEmpty();
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
    await(keeper.keep());
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
        return broken
            ? Future.failedFuture("Kafka is away")
            : Future.succeededFuture(
                new Verified(
                    7, 7, "ab", Optional.empty(), last.stream().toList(), wrong, sinceRoot));
      }

      @Override
      public Future<Void> close() {
        return Future.succeededFuture();
      }
    };
  }
}
