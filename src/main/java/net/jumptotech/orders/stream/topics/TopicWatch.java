package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.runtime.SystemProblem.Severity;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices changes of our topics at run time: missing or recreated topics, too few partitions, and
 * transactions that block a partition. Belongs to one event loop.
 */
final class TopicWatch {

  private static final Logger log = LoggerFactory.getLogger(TopicWatch.class);

  /** A partition with frequent commits is never blocked for this long. */
  private static final long HELD_NANOS = TimeUnit.SECONDS.toNanos(8);

  private static final long NAME_AGAIN_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Twice the default time after which Kafka's clients refresh their metadata. */
  private static final Duration NOTICED = Duration.ofMinutes(10);

  private static final Duration TELL_OF_REMADE = Duration.ofHours(24);

  private final Topics topics;
  private final Groups groups;
  private final String servers;
  private final OpenTransactions transactions;

  private final Map<TopicPartition, Held> held = new HashMap<>();
  private final Map<String, Instant> missing = new HashMap<>();
  private final Map<String, Instant> tooFew = new HashMap<>();
  private final Map<String, SystemProblem> remade = new LinkedHashMap<>();
  private final Map<String, SystemProblem> grown = new HashMap<>();
  private final Map<String, Uuid> ids = new HashMap<>();
  private int ordersPartitions;
  private List<OpenTransaction> named = List.of();
  private long namedNanos;

  /** A partition whose last stable offset stays below its end. */
  private record Held(long offset, Instant since, long sinceNanos) {

    boolean isLong() {
      return System.nanoTime() - sinceNanos > HELD_NANOS;
    }
  }

  TopicWatch(Topics topics, Groups groups, String servers, OpenTransactions transactions) {
    this.topics = topics;
    this.groups = groups;
    this.servers = servers;
    this.transactions = transactions;
  }

  /**
   * @param stable the last stable offsets
   * @param ends the high watermarks, read afterwards
   * @param lags as last measured, possibly before a topic was recreated
   */
  Future<List<SystemProblem>> problems(
      TopicSetup.Found found,
      Map<TopicPartition, Long> stable,
      Map<TopicPartition, Long> ends,
      List<PartitionLag> lags) {
    List<SystemProblem> problems = new ArrayList<>();
    Instant now = Instant.now();
    noteMissing(found, now, problems);
    noteRemade(found, now, lags);
    problems.addAll(remade.values());
    noteTooFew(found, now, problems);
    noteGrown(found, now);
    problems.addAll(grown.values());
    noteHeld(stable, ends, now);
    Set<TopicPartition> asked =
        held.entrySet().stream()
            .filter(it -> it.getValue().isLong())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return names(asked)
        .map(
            known -> {
              asked.forEach(it -> problems.add(heldBy(it, known, now)));
              return problems;
            });
  }

  private void noteMissing(TopicSetup.Found found, Instant now, List<SystemProblem> problems) {
    missing.keySet().retainAll(found.missing());
    for (String topic : found.missing()) {
      Instant since = missing.computeIfAbsent(topic, any -> now);
      problems.add(
          SystemProblem.of(
                  ProblemKind.MISSING_TOPIC,
                  Severity.HALTED,
                  "topic %s does not exist: it was deleted; whatever must be written to it waits"
                      .formatted(topic),
                  since)
              .in(topic)
              .fixedBy("KAFKA_BOOTSTRAP_SERVERS=%s ./orders topics --create".formatted(servers)));
    }
  }

  /** Readers start at the beginning of the new topic; unread records of the old one are lost. */
  private void noteRemade(TopicSetup.Found found, Instant now, List<PartitionLag> lags) {
    found
        .ids()
        .forEach(
            (topic, id) -> {
              Uuid before = ids.put(topic, id);
              if (before != null && !before.equals(id)) {
                SystemProblem problem = remade(topic, now, lags);
                log.warn("{}", problem.text());
                remade.put(topic, problem);
              }
            });
    remade.values().removeIf(it -> it.since().isBefore(now.minus(TELL_OF_REMADE)));
  }

  private static SystemProblem remade(String topic, Instant now, List<PartitionLag> lags) {
    Map<String, Long> unread =
        lags.stream()
            .filter(it -> it.topic().equals(topic) && it.lag() > 0)
            .collect(
                Collectors.groupingBy(
                    PartitionLag::group, Collectors.summingLong(PartitionLag::lag)));
    String lost =
        unread.isEmpty()
            ? "every group had read it"
            : "lost unread: "
                + unread.entrySet().stream()
                    .map(it -> "%d records of %s".formatted(it.getValue(), it.getKey()))
                    .sorted()
                    .collect(Collectors.joining(", "));
    return SystemProblem.of(
            ProblemKind.REMADE_TOPIC,
            unread.isEmpty() ? Severity.RISK : Severity.BREACH,
            "topic %s was deleted and re-created; %s".formatted(topic, lost),
            now)
        .in(topic);
  }

  private void noteTooFew(TopicSetup.Found found, Instant now, List<SystemProblem> problems) {
    int needed = found.partitions(topics.orders());
    Map<String, String> readers =
        Map.of(topics.payments(), groups.payments(), topics.fraudAlerts(), groups.fraud());
    readers.forEach(
        (topic, group) -> {
          int has = found.partitions(topic);
          if (has == 0 || has >= needed) {
            tooFew.remove(topic);
            return;
          }
          problems.add(
              SystemProblem.of(
                      ProblemKind.TOO_FEW_PARTITIONS,
                      Severity.HALTED,
                      "topic %s has %d partitions and %s has %d: orders in %s wait, because an outcome goes to the partition with the same number as its order's"
                          .formatted(topic, has, topics.orders(), needed, numbers(has, needed)),
                      tooFew.computeIfAbsent(topic, any -> now))
                  .inGroup(group)
                  .in(topic)
                  .fixedBy(
                      "kafka-topics --bootstrap-server %s --alter --topic %s --partitions %d"
                          .formatted(servers, topic, needed)));
        });
  }

  /** Readers load what was settled before; senders that have not noticed yet remain a risk. */
  private void noteGrown(TopicSetup.Found found, Instant now) {
    String orders = topics.orders();
    int has = found.partitions(orders);
    int had = ordersPartitions;
    if (has == 0) {
      return;
    }
    ordersPartitions = has;
    if (had > 0 && has > had) {
      boolean isMultiple = has % had == 0;
      String text =
          isMultiple
              ? "%s now has %d partitions and had %d: for some minutes senders may still assume %d, and an order sent under both counts can be charged twice; resend nothing until they have noticed"
                  .formatted(orders, has, had, had)
              : "%s now has %d partitions and had %d, and %d is not a multiple of that, so orders also move between the former ones: restart every payment and fraud process, or an order that is sent again can be charged twice"
                  .formatted(orders, has, had, has);
      SystemProblem problem =
          SystemProblem.of(ProblemKind.ADDED_PARTITIONS, Severity.RISK, text, now).in(orders);
      log.warn("{}", text);
      grown.put(orders, problem);
    }
    grown.values().removeIf(it -> it.since().isBefore(now.minus(NOTICED)));
  }

  private String numbers(int from, int to) {
    String first = topics.orders() + "-" + from;
    return to == from + 1 ? first : first + " to " + topics.orders() + "-" + (to - 1);
  }

  private void noteHeld(
      Map<TopicPartition, Long> stable, Map<TopicPartition, Long> ends, Instant now) {
    held.keySet().retainAll(stable.keySet());
    stable.forEach(
        (partition, offset) -> {
          Held before = held.get(partition);
          if (offset >= ends.getOrDefault(partition, 0L)) {
            held.remove(partition);
          } else if (before == null || before.offset != offset) {
            held.put(partition, new Held(offset, now, System.nanoTime()));
          }
        });
  }

  private Future<List<OpenTransaction>> names(Set<TopicPartition> asked) {
    Set<TopicPartition> unnamed = new HashSet<>(asked);
    named.forEach(it -> unnamed.remove(new TopicPartition(it.topic(), it.partition())));
    if (asked.isEmpty() || unnamed.isEmpty() && System.nanoTime() - namedNanos < NAME_AGAIN_NANOS) {
      return Future.succeededFuture(named);
    }
    return transactions
        .in(asked)
        .recover(
            cause ->
                Failure.unwrapped(cause) instanceof KafkaException
                    ? Future.succeededFuture(List.of())
                    : Future.failedFuture(cause))
        .onSuccess(
            found -> {
              named = found;
              namedNanos = System.nanoTime();
            });
  }

  private SystemProblem heldBy(TopicPartition partition, List<OpenTransaction> known, Instant now) {
    Held since = held.get(partition);
    OpenTransaction transaction =
        known.stream()
            .filter(it -> it.topic().equals(partition.topic()))
            .filter(it -> it.partition() == partition.partition() && it.offset() == since.offset)
            .findFirst()
            .orElseGet(() -> unknown(partition, since));
    return transaction.problem(
        transaction.isOf(groups),
        "KAFKA_BOOTSTRAP_SERVERS=%s ./orders transactions --end %s"
            .formatted(servers, transaction.place()),
        now);
  }

  private static OpenTransaction unknown(TopicPartition partition, Held since) {
    return new OpenTransaction(
        partition.topic(),
        partition.partition(),
        since.offset,
        OpenTransaction.State.UNKNOWN,
        Optional.empty(),
        -1,
        (short) -1,
        -1,
        since.since,
        Optional.empty());
  }
}
