package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;

/**
 * The frame of {@code ui.overview}, as {@code openapi.yaml} describes it.
 *
 * @param seq grows by one per frame
 * @param completeUpTo everything that was in Kafka at this time is in the store
 * @param totals empty until the store has answered once
 * @param deadLetters empty if their number is unknown
 */
public record Overview(
    long seq,
    Instant at,
    Optional<Instant> completeUpTo,
    String process,
    String version,
    Instant startedAt,
    Health.State status,
    State state,
    Optional<Totals> totals,
    Optional<DeadLetters> deadLetters,
    Intake intake,
    List<Group> groups,
    Broker broker,
    Health store,
    @JsonUnwrapped Problems problems) {

  /**
   * @param lines worst first
   * @param count of all of them, those that are not shown included
   */
  record State(List<StateLine> lines, int count) {

    static State of(List<StateLine> all) {
      return new State(all.stream().limit(SystemProblem.MOST_SHOWN).toList(), all.size());
    }
  }

  /**
   * @param atLeast whether there may be more
   */
  record DeadLetters(long count, boolean atLeast) {

    static DeadLetters of(DeadLetterCount known) {
      return new DeadLetters(known.count(), !known.all());
    }
  }

  /**
   * Producers and HTTP intakes together; orders, and how many a second.
   *
   * @param countedSince when the first of them began to count, of those that have ended too
   */
  record Intake(
      BigDecimal rate,
      long accepted,
      long rejected,
      long failed,
      long inFlight,
      Optional<Instant> countedSince) {}

  /**
   * One consumer group with all its instances; null for what Kafka does not report.
   *
   * @param outcomes what became of the orders, by the name of the count
   * @param countedSince when the first instance began to count, of those that have ended too
   */
  record Group(
      String group,
      Role role,
      int instances,
      Health.State status,
      String detail,
      BigDecimal rate,
      Long lag,
      BigDecimal secondsBehind,
      BigDecimal drainSeconds,
      long inFlight,
      BigDecimal p50Ms,
      BigDecimal p99Ms,
      long received,
      long duplicates,
      long rejected,
      long misplaced,
      long settledIds,
      long settledBytes,
      Map<String, Long> outcomes,
      Optional<Instant> countedSince) {}

  /** How Kafka is, and where. */
  record Broker(@JsonUnwrapped Health health, String address) {}

  /** The worst of them, one for each cause, and how many there are. */
  record Problems(List<SystemProblem.Shown> problems, int problemCount) {

    static Problems of(List<SystemProblem> all) {
      return new Problems(
          all.stream().limit(SystemProblem.MOST_SHOWN).map(SystemProblem::shown).toList(),
          all.size());
    }
  }
}
