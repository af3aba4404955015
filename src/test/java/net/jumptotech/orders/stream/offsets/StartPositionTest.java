package net.jumptotech.orders.stream.offsets;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.LogProgress;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Where reading of a partition begins, whatever somebody did to its committed offset. */
public final class StartPositionTest {

  private static final Instant NOW = Instant.parse("2026-01-05T10:00:00Z");
  private static final String TOPIC = "pZ0y3cJq";

  private Optional<OffsetAndMetadata> committed = Optional.empty();
  private static final LogProgress.Place PLACE = new LogProgress.Place("orders", 1);

  private long first;
  private long end = 100;
  private boolean hasOutcomes;
  private Optional<Anchor> anchor = Optional.empty();
  private Optional<OffsetAndMetadata> cut = Optional.empty();
  private boolean outOfRange;
  private long acknowledged = -1;
  private Optional<LogProgress> kept = Optional.empty();

  public static StartPosition at(long offset) {
    return new StartPosition(
        new OffsetAndMetadata(offset),
        true,
        TOPIC,
        List.of(),
        -1,
        0,
        Optional.empty(),
        Optional.empty(),
        offset,
        NOW);
  }

  @Test
  void anOffsetWithOurMarkIsBelieved() {
    committed = Optional.of(marked(50));
    assertThat(start().offset()).isEqualTo(committed.get());
    assertThat(start().known()).isTrue();
    assertThat(start().moved()).isEmpty();

    handledUpTo(49);
    assertThat(start().offset().offset()).isEqualTo(50);
    assertThat(start().known()).isTrue();
  }

  @Test
  void aNewGroupBeginsAtTheBeginningAndHasLostNothing() {
    first = 10;
    assertThat(start().offset().offset()).isEqualTo(10);
    assertThat(start().known()).isFalse();
    assertThat(start().moved()).isEmpty();
    assertThat(start().losses()).isEmpty();
  }

  @Test
  void behindAnOffsetThatAnotherProgramSetTheOutcomesTellHowFarWeGot() {
    handledUpTo(41);
    committed = Optional.of(new OffsetAndMetadata(100));
    assertThat(start().offset().offset()).isEqualTo(42);
    assertThat(start().known()).isFalse();
    assertThat(start().moved())
        .contains("the offset of g on orders-1 was set to 100 by another program: reading from 42");
    committed = Optional.of(new OffsetAndMetadata(0));
    assertThat(start().offset().offset()).as("moved back").isEqualTo(42);
    committed = Optional.of(new OffsetAndMetadata(70, marked(50).metadata()));
    assertThat(start().offset().offset()).as("moved with our mark on it").isEqualTo(42);
    committed = Optional.empty();
    assertThat(start().offset().offset()).as("deleted").isEqualTo(42);
    assertThat(start().moved())
        .contains("the committed offset of g on orders-1 is missing: reading from 42");
  }

  @Test
  void withoutOutcomesAnOffsetThatAnotherProgramSetIsNotBelieved() {
    committed = Optional.of(new OffsetAndMetadata(100));
    assertThat(start().offset().offset()).isZero();
    assertThat(start().moved())
        .contains(
            "the offset of g on orders-1 was set to 100 by another program: reading from its"
                + " beginning, offset 0");
  }

  @Test
  void whatAVersionWithoutMarksLeftIsBelievedOnce() {
    hasOutcomes = true;
    committed = Optional.of(new OffsetAndMetadata(60));
    assertThat(start().offset().offset()).isEqualTo(60);
    assertThat(start().moved()).isEmpty();
    assertThat(start().known()).as("so that it gets our mark").isFalse();
  }

  @Test
  void anOffsetOlderThanItsOutcomesDoesNotGoBack() {
    committed = Optional.of(marked(50));
    handledUpTo(79);
    assertThat(start().offset().offset()).isEqualTo(80);
    assertThat(start().moved())
        .contains("the offset 50 of g on orders-1 is older than its outcomes: reading from 80");
  }

  @Test
  void anOffsetBeyondTheEndIsNotBelieved() {
    committed = Optional.of(marked(500));
    assertThat(start().offset().offset()).isZero();
    assertThat(start().moved())
        .contains(
            "the offset 500 of g on orders-1 is beyond its end: reading from its beginning, offset"
                + " 0");
    handledUpTo(41);
    assertThat(start().offset().offset()).isEqualTo(42);
  }

  @Test
  void anOffsetBeyondTheEndWhoseEpochIsKnownIsComparedByTheClient() {
    String mark = marked(500).metadata();
    committed = Optional.of(new OffsetAndMetadata(500, Optional.of(3), mark));
    handledUpTo(499);
    assertThat(start().offset().offset()).isEqualTo(500);
    outOfRange = true;
    assertThat(start().offset().offset()).as("it did not").isEqualTo(100);
    assertThat(start().moved())
        .contains("the offset 500 of g on orders-1 is beyond its end: reading from 100");
  }

  @Test
  void aTopicThatWasMadeAgainIsReadFromItsBeginning() {
    Mark former = new Mark(50, "formerId", 1, -1, -1, List.of(), "p-g-0", List.of());
    committed = Optional.of(new OffsetAndMetadata(50, former.toString()));
    hasOutcomes = true;
    anchor = Optional.of(new Anchor(49, Optional.of(3), "formerId"));
    assertThat(start().offset().offset()).isZero();
    assertThat(start().moved())
        .contains(
            "orders was deleted and re-created after g had read it: reading from its beginning,"
                + " offset 0");
    committed = Optional.empty();
    assertThat(start().offset().offset()).isZero();
  }

  @Test
  void aLogThatWasCutOffIsReadFromThere() {
    committed = Optional.of(marked(80));
    handledUpTo(79);
    cut = Optional.of(new OffsetAndMetadata(60));
    assertThat(start().offset().offset()).isEqualTo(60);
    assertThat(start().moved())
        .contains("orders-1 was truncated at 60 after g had read it: reading from 60");

    storeHas(80);
    assertThat(start().offset().offset()).as("with a store that has more").isEqualTo(60);
    storeHas(40);
    assertThat(start().offset().offset()).as("with a store that has less").isEqualTo(40);
  }

  @Test
  void whatWasDeletedBeforeItWasReadIsKeptUntilItIsAcknowledged() {
    committed = Optional.of(marked(20));
    first = 30;
    Loss loss = new Loss(20, 30, 10, NOW);
    assertThat(start().offset().offset()).isEqualTo(30);
    assertThat(start().losses()).containsExactly(loss);
    assertThat(start().known()).isFalse();
    assertThat(new Breach("g", "orders", 1, List.of(loss)))
        .hasToString("10 records of orders-1, offsets 20 to 29, were deleted before g read them");

    Mark mark = new Mark(40, TOPIC, 1, -1, -1, start().losses(), "p-g-0", List.of());
    committed = Optional.of(new OffsetAndMetadata(40, mark.toString()));
    assertThat(start().losses()).as("after a restart").containsExactly(loss);
    assertThat(start().known()).isTrue();

    acknowledged = 30;
    assertThat(start().losses()).isEmpty();
    assertThat(start().known()).as("so that the mark forgets it").isFalse();
  }

  @Test
  void aMarkIsReadAsItWasWrittenAndNothingElseIsOne() {
    List<Loss> losses = List.of(new Loss(1, 2, 1, NOW), new Loss(5, 900, 895, NOW));
    Mark mark =
        new Mark(
            900, TOPIC, 1_767_607_200_000L, -1, -1, losses, "host 1-payments-group-0", List.of());
    assertThat(Mark.of(new OffsetAndMetadata(900, mark.toString()))).contains(mark);
    Mark withStore =
        new Mark(900, TOPIC, 1, 899, 850, losses, "a", List.of(new Mark.Side("replay", "id", 17)));
    assertThat(Mark.of(new OffsetAndMetadata(900, withStore.toString()))).contains(withStore);
    for (String other : List.of("", "at=900", mark + "\n", "next-order-id=7", "x" + mark)) {
      assertThat(Mark.of(new OffsetAndMetadata(900, other))).as(other).isEmpty();
    }
  }

  @Test
  void howeverManyLossesTheMarkStaysSmall() {
    List<Loss> losses =
        IntStream.range(0, 1_000)
            .mapToObj(i -> new Loss(i * 1_000_000_000_000L, i * 1_000_000_000_000L + 5, 5, NOW))
            .reduce(List.<Loss>of(), Loss::with, (one, other) -> one);
    assertThat(losses).hasSize(8);
    assertThat(losses.stream().mapToLong(Loss::records).sum()).isEqualTo(5_000);
    assertThat(losses.get(7).to()).isEqualTo(999_000_000_000_005L);
    Mark mark =
        new Mark(Long.MAX_VALUE / 10, TOPIC, 1, -1, -1, losses, "x".repeat(10_000), List.of());
    assertThat(mark.toString()).hasSizeLessThan(1_500);
    assertThat(Loss.with(losses, losses.get(0))).as("known already").isEqualTo(losses);
  }

  @Test
  void anAnchorIsReadAsItWasWritten() {
    assertThat(Anchor.of("474 5 pZ0y3cJq".getBytes()))
        .contains(new Anchor(474, Optional.of(5), TOPIC));
    assertThat(Anchor.of("474 - pZ0y3cJq".getBytes()))
        .contains(new Anchor(474, Optional.empty(), TOPIC));
    assertThat(Anchor.of("474".getBytes())).isEmpty();
  }

  @Test
  void whatAStoreLacksIsReadAgainAndItsDeadLettersAreKnown() {
    committed = Optional.of(marked(50, -1, 40, List.of()));
    storeHas(40);
    assertThat(start().offset().offset()).isEqualTo(40);
    assertThat(start().handled()).isEqualTo(50);
    assertThat(start().store().orElseThrow().lacking()).as("as after a crash").isEmpty();

    storeHas(60);
    assertThat(start().offset()).isEqualTo(committed.get());
    assertThat(start().known()).isTrue();

    storeHas(39);
    assertThat(start().offset().offset()).isEqualTo(39);
    assertThat(start().store().orElseThrow().lacking().orElseThrow())
        .isEqualTo(
            "the store has orders-1 only up to 39, but once had it up to 40: it is an older copy,"
                + " or its disk lost the last writes; reading again from there");
  }

  @Test
  void anEmptiedStoreIsFilledFromTheBeginning() {
    first = 10;
    kept = Optional.of(new LogProgress("new", Map.of()));
    assertThat(start().offset().offset()).as("a new group").isEqualTo(10);
    assertThat(start().store().orElseThrow().lacking()).isEmpty();

    committed = Optional.of(marked(50));
    assertThat(start().offset().offset()).isEqualTo(10);
    assertThat(start().moved()).isEmpty();
    assertThat(start().store().orElseThrow().lacking().orElseThrow())
        .startsWith("the store was emptied: it has nothing of what g read from orders-1 up to 50");

    kept = Optional.of(LogProgress.toBeRebuilt("new"));
    assertThat(start().store().orElseThrow().lacking().orElseThrow())
        .isEqualTo(
            "orders store --rebuild asked for orders-1, so everything that Kafka has is read"
                + " again");

    committed = Optional.of(new OffsetAndMetadata(50)); // as 0.1.0 committed it
    assertThat(start().offset().offset()).isEqualTo(10);
    assertThat(start().handled()).as("its dead letters are written").isEqualTo(50);
    assertThat(start().moved()).isEmpty();
  }

  @Test
  void aMovedOffsetTakesNothingFromTheStore() {
    storeHas(40);
    committed = Optional.of(new OffsetAndMetadata(90));
    assertThat(start().offset().offset()).isEqualTo(40);
    assertThat(start().moved()).isPresent();

    committed = Optional.of(new OffsetAndMetadata(5));
    assertThat(start().offset().offset()).as("moved back on purpose").isEqualTo(5);
    assertThat(start().handled()).isEqualTo(40);

    committed = Optional.empty();
    assertThat(start().offset().offset()).isEqualTo(0);
  }

  @Test
  void whereTheLogOfTheOutcomesLostItsEndTheRecordsThatHadThemAreToldUntilItIsAcknowledged() {
    committed = Optional.of(marked(50, 44, List.of()));
    handledUpTo(44);
    assertThat(start().losses()).isEmpty();
    assertThat(start().lastOutcome()).isEqualTo(44);

    handledUpTo(20);
    assertThat(start().offset().offset()).as("nothing is charged again").isEqualTo(50);
    assertThat(start().known()).as("written down at once").isFalse();
    assertThat(start().lastOutcome()).isEqualTo(20);
    List<Loss> lost = start().losses();
    assertThat(lost).containsExactly(Loss.ofOutcomes(21, 45, NOW));
    assertThat(Breach.of("g", new TopicPartition("orders", 1), lost))
        .hasToString(
            "24 records of orders-1, offsets 21 to 44, were processed by g, but their outcomes were"
                + " lost when the end of the log was lost: only the payment provider knows whether"
                + " they were charged");

    committed = Optional.of(marked(60, 20, lost));
    assertThat(start().losses()).isEqualTo(lost);
    acknowledged = 45;
    assertThat(start().losses()).isEmpty();
    committed = Optional.of(marked(60, 20, List.of()));
    acknowledged = -1;
    assertThat(start().losses()).as("not noticed twice").isEmpty();

    committed = Optional.of(marked(50, 44, List.of()));
    anchor = Optional.empty();
    assertThat(start().losses()).as("the last outcome is older than the horizon").isEmpty();
    assertThat(start().lastOutcome()).isEqualTo(44);
    hasOutcomes = false;
    assertThat(start().losses()).as("all are gone").containsExactly(Loss.ofOutcomes(0, 45, NOW));
  }

  @Test
  void aStoreOfAnotherLogIsTold() {
    committed = Optional.of(marked(50));
    storeHas(101);
    assertThat(start().store().orElseThrow().foreign()).as("a marker was lost").isEmpty();
    storeHas(102);
    assertThat(start().offset()).isEqualTo(committed.get());
    assertThat(start().store().orElseThrow().foreign().orElseThrow())
        .contains("newer than Kafka's data");
    kept =
        Optional.of(new LogProgress("s", Map.of(PLACE, new LogProgress.Position("another", 10))));
    assertThat(start().store().orElseThrow().foreign().orElseThrow())
        .contains("deleted and re-created");
  }

  private void storeHas(long offset) {
    kept =
        Optional.of(new LogProgress("s", Map.of(PLACE, new LogProgress.Position(TOPIC, offset))));
  }

  private void handledUpTo(long offset) {
    hasOutcomes = true;
    anchor = Optional.of(new Anchor(offset, Optional.of(3), TOPIC));
  }

  private static OffsetAndMetadata marked(long offset) {
    return marked(offset, -1, List.of());
  }

  private static OffsetAndMetadata marked(long offset, long outcome, List<Loss> losses) {
    return marked(offset, outcome, -1, losses);
  }

  private static OffsetAndMetadata marked(long offset, long outcome, long kept, List<Loss> losses) {
    Mark mark = new Mark(offset, TOPIC, 1, outcome, kept, losses, "p-g-0", List.of());
    return new OffsetAndMetadata(offset, mark.toString());
  }

  private StartPosition start() {
    return StartPosition.of(
        new FoundPartition(
            "g",
            new TopicPartition("orders", 1),
            TOPIC,
            committed,
            first,
            end,
            hasOutcomes,
            anchor,
            cut,
            outOfRange,
            acknowledged,
            kept),
        NOW);
  }
}
