package net.jumptotech.orders.http.story;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.monitor.LagHistory;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.junit.jupiter.api.Test;

class ProgressTest {

  private final LagHistory lags = new LagHistory();

  ProgressTest() {
    lags.add(
        Instant.parse("2026-01-05T10:00:00Z"),
        List.of(new PartitionLag("fraud-group", "orders", 0, 5, 12)));
  }

  @Test
  void howManyRecordsAreBeforeOneIsToldOnlyWhileKafkaAnswers() {
    assertThat(before(9, true)).contains(5L);
    assertThat(before(9, false)).isEmpty();
  }

  @Test
  void whatWasHandledStaysHandledWhoeverAnswers() {
    assertThat(before(4, true)).contains(0L);
    assertThat(before(4, false)).contains(0L);
  }

  private Optional<Long> before(long offset, boolean current) {
    return new Progress(lags, current, Groups.STANDARD, Topics.STANDARD)
        .before("fraud-group", new WrittenRecord("orders", 0, offset));
  }
}
