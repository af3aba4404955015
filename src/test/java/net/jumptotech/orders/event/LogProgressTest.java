package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import net.jumptotech.orders.event.LogProgress.Place;
import net.jumptotech.orders.event.LogProgress.Position;
import org.junit.jupiter.api.Test;

final class LogProgressTest {

  private static final Place FIRST = new Place("orders", 0);
  private static final Place SECOND = new Place("orders", 1);
  private static final LogProgress BEFORE =
      new LogProgress("s", Map.of(FIRST, new Position("t", 10), SECOND, new Position("t", 20)));

  @Test
  void aStoreIsAtLeastWhereItWasIfNoPartitionIsLessFar() {
    assertThat(BEFORE.isAtLeast(BEFORE)).isTrue();
    assertThat(at("s", "t", 11, 20).isAtLeast(BEFORE)).isTrue();
    assertThat(at("s", "t", 100, 19).isAtLeast(BEFORE)).isFalse();
    assertThat(BEFORE.isAtLeast(new LogProgress("s", Map.of()))).isTrue();
    assertThat(new LogProgress("s", Map.of(FIRST, new Position("t", 10))).isAtLeast(BEFORE))
        .isFalse();
  }

  @Test
  void anotherStoreOrAnotherTopicOfTheNameIsNeverAsFar() {
    assertThat(at("other", "t", 10, 20).isAtLeast(BEFORE)).isFalse();
    assertThat(at("s", "made again", 10, 20).isAtLeast(BEFORE)).isFalse();
  }

  @Test
  void aStoreThatIsToBeRebuiltSaysSoAndHasNothing() {
    LogProgress asked = LogProgress.toBeRebuilt("s");
    assertThat(LogProgress.isToBeRebuilt(asked.store())).isTrue();
    assertThat(asked.upTo()).isEmpty();
    assertThat(asked.of(FIRST)).isEmpty();
    assertThat(LogProgress.isToBeRebuilt("s")).isFalse();
    assertThat(BEFORE.of(SECOND)).contains(new Position("t", 20));
  }

  @Test
  void aPartitionIsNamedAsKafkaNamesIt() {
    assertThat(SECOND).hasToString("orders-1");
  }

  private static LogProgress at(String store, String topicId, long first, long second) {
    return new LogProgress(
        store, Map.of(FIRST, new Position(topicId, first), SECOND, new Position(topicId, second)));
  }
}
