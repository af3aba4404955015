package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.offsets.Mark;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads the marks of our groups' committed offsets for records that were deleted unread, and
 * notices offsets that are not ours. Belongs to one event loop.
 */
final class OffsetWatch {

  /** Running readers put their mark on such an offset as soon as they start. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final String servers;
  private final Admin admin;
  private final TopicSetup.Answers answers;
  private Map<Place, Instant> foreign = Map.of();

  private record Place(String group, TopicPartition partition) {}

  OffsetWatch(String servers, Admin admin, TopicSetup.Answers answers) {
    this.servers = servers;
    this.admin = admin;
    this.answers = answers;
  }

  /**
   * @param committed by group and partition, of the topics that the group reads
   */
  Future<List<SystemProblem>> problems(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    List<SystemProblem> problems = new ArrayList<>(foreign(committed, Instant.now()));
    return breaches(committed)
        .map(
            breaches -> {
              breaches.forEach(it -> problems.add(it.problem(servers)));
              return problems;
            });
  }

  private List<SystemProblem> foreign(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed, Instant now) {
    Map<Place, Instant> seen = new HashMap<>();
    List<SystemProblem> problems = new ArrayList<>();
    committed.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) -> {
                  if (offset == null || isOurs(offset)) {
                    return;
                  }
                  Place place = new Place(group, partition);
                  Instant since = foreign.getOrDefault(place, now);
                  seen.put(place, since);
                  if (since.plus(GRACE).isBefore(now)) {
                    problems.add(foreign(place, offset.offset(), since));
                  }
                }));
    foreign = seen;
    return problems;
  }

  private static boolean isOurs(OffsetAndMetadata offset) {
    return Mark.of(offset).filter(mark -> mark.at() == offset.offset()).isPresent();
  }

  private static SystemProblem foreign(Place place, long offset, Instant since) {
    return SystemProblem.of(
            ProblemKind.FOREIGN_OFFSET,
            SystemProblem.Severity.RISK,
            "the offset of %s on %s was set to %d by another program, or by an earlier version of orders:"
                    .formatted(place.group, place.partition, offset)
                + " a reader that takes over the partition starts where Orders' own records say;"
                + " while another program is a member of the group, its partitions wait",
            since)
        .inGroup(place.group)
        .at(place.partition.topic(), place.partition.partition());
  }

  /** Unacknowledged losses. */
  Future<List<Breach>> breaches(Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    List<Breach> marked = new ArrayList<>();
    committed.forEach(
        (group, offsets) ->
            offsets.forEach(
                (partition, offset) -> {
                  List<Loss> losses =
                      offset == null
                          ? List.of()
                          : Mark.of(offset).map(Mark::losses).orElse(List.of());
                  if (!losses.isEmpty()) {
                    marked.add(Breach.of(group, partition, losses));
                  }
                }));
    List<Future<List<Breach>>> left =
        marked.stream().collect(Collectors.groupingBy(Breach::group)).values().stream()
            .map(this::notAcknowledged)
            .toList();
    return Future.all(left)
        .map(
            all ->
                left.stream()
                    .flatMap(each -> each.result().stream())
                    .sorted(Breach.ORDER)
                    .toList());
  }

  private Future<List<Breach>> notAcknowledged(List<Breach> ofOneGroup) {
    String side = Breach.acknowledgedGroup(ofOneGroup.get(0).group());
    return answers
        .future(
            admin
                .listConsumerGroupOffsets(Map.of(side, new ListConsumerGroupOffsetsSpec()))
                .partitionsToOffsetAndMetadata(side))
        .recover(
            cause ->
                KafkaUnusable.isForLackOfRights(cause)
                    ? Future.succeededFuture(Map.of()) // the breach must still be visible
                    : Future.failedFuture(cause))
        .map(
            acknowledged ->
                ofOneGroup.stream()
                    .flatMap(it -> it.above(acknowledged.get(it.place())).stream())
                    .toList());
  }

  /** Acknowledges these up to their last record; readers then forget them. */
  Future<Void> acknowledge(Collection<Breach> breaches) {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> byGroup = new HashMap<>();
    breaches.forEach(
        it ->
            byGroup
                .computeIfAbsent(it.group(), any -> new HashMap<>())
                .put(it.place(), new OffsetAndMetadata(it.to())));
    return Future.all(
            byGroup.entrySet().stream()
                .map(
                    it ->
                        answers.future(
                            admin
                                .alterConsumerGroupOffsets(
                                    Breach.acknowledgedGroup(it.getKey()), it.getValue())
                                .all()))
                .toList())
        .mapEmpty();
  }
}
