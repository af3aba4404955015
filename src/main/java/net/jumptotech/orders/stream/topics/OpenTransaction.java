package net.jumptotech.orders.stream.topics;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.runtime.SystemProblem.Severity;

/**
 * A transaction that blocks a partition: no read_committed reader gets beyond its first record.
 *
 * @param offset of that record
 * @param state whether it will end
 * @param transactionalId of its producer; empty if Kafka does not return it
 * @param producerId likewise, -1 if unknown
 * @param since when it began, or when its last record was written
 * @param limit after which its coordinator ends it; empty if unknown
 */
public record OpenTransaction(
    String topic,
    int partition,
    long offset,
    State state,
    Optional<String> transactionalId,
    long producerId,
    short producerEpoch,
    int coordinatorEpoch,
    Instant since,
    Optional<Duration> limit) {

  /** Whether its coordinator will end it. */
  public enum State {
    /** Its producer may end it; otherwise its coordinator will, after the timeout. */
    OPEN,
    /** Its coordinator is about to write the marker that ends it here. */
    ENDING,
    /** Its coordinator considers it committed. Nobody will write its marker. */
    LOST_COMMIT,
    /** Its coordinator considers it aborted. Nobody will write its marker. */
    LOST_ABORT,
    /** Its coordinator does not know it any more. Nobody will write its marker. */
    LOST,
    /** Kafka does not say. */
    UNKNOWN;

    /** Whether it stays open forever. */
    public boolean isLost() {
      return this == LOST_COMMIT || this == LOST_ABORT || this == LOST;
    }
  }

  /** {@code orders-1}. */
  public String place() {
    return topic + "-" + partition;
  }

  /** Whether one of our readers began it. */
  boolean isOf(Groups groups) {
    return transactionalId
        .filter(
            id ->
                Stream.of(groups.fraud(), groups.payments(), groups.analytics())
                    .anyMatch(group -> id.matches(".+-\\Q" + group + "\\E-\\d+")))
        .isPresent();
  }

  /** One sentence without a full stop. */
  public String text(boolean ours, Instant now) {
    String whose =
        transactionalId
            .map(
                id ->
                    ours
                        ? " of Orders (%s)".formatted(id)
                        : " of another program (transactional id %s)".formatted(id))
            .orElse(producerId < 0 ? "" : " of producer " + producerId);
    String text =
        "%s is blocked at offset %d by an open transaction%s, open for %d s"
            .formatted(
                place(), offset, whose, Math.max(0, Duration.between(since, now).toSeconds()));
    return switch (state) {
      case OPEN ->
          text
              + limit
                  .map(it -> "; Kafka will end it %d s after its start".formatted(it.toSeconds()))
                  .orElse("");
      case ENDING -> text + "; Kafka is ending it";
      case LOST_COMMIT, LOST_ABORT, LOST ->
          text
              + "; Kafka considers it ended but lost the marker, so it stays open until you end it";
      case UNKNOWN -> text;
    };
  }

  SystemProblem problem(boolean ours, String fix, Instant now) {
    SystemProblem problem =
        SystemProblem.of(
                state.isLost() ? ProblemKind.LOST_TRANSACTION : ProblemKind.OPEN_TRANSACTION,
                Severity.HALTED,
                text(ours, now),
                since)
            .at(topic, partition);
    // if it is ours and Kafka is about to end it, nobody needs to act
    return ours && !state.isLost() || state == State.ENDING ? problem : problem.fixedBy(fix);
  }
}
