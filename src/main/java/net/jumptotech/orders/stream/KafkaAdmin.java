package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Retry;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * What we ask of Kafka besides reading and writing: that the topics are there, how far the groups
 * are, and the number the synthetic source goes on with. Never blocks; futures complete on the
 * caller's context and fail within about {@value #ANSWER_MS} ms when Kafka cannot be reached.
 */
public final class KafkaAdmin implements LagMonitor, SequenceStore {

  private static final int ANSWER_MS = 8_000;
  private static final Retry UNTIL_LEADERS_ANSWER =
      new Retry(100, Duration.ofMillis(100), Duration.ofMillis(100));

  /** Twice what the broker takes by default: a dead letter is a record with headers. */
  private static final int DEAD_LETTER_BYTES = 4 * 1024 * 1024;

  /** Keeps one number as the metadata of a committed offset. */
  private static final String SEQUENCE_GROUP = "producer-sequence";

  private static final String SEQUENCE_PREFIX = "next-order-id=";

  private final Vertx vertx;
  private final Topics topics;
  private final Groups groups;
  private final Admin admin;
  private volatile Map<String, Integer> partitionCounts = Map.of();

  private KafkaAdmin(Vertx vertx, Topics topics, Groups groups, Admin admin) {
    this.vertx = vertx;
    this.topics = topics;
    this.groups = groups;
    this.admin = admin;
  }

  /** Resolves host names, so it may take a while; fails if none can be. */
  public static Future<KafkaAdmin> open(
      Vertx vertx, KafkaConnection kafka, Topics topics, Groups groups) {
    Map<String, Object> config = kafka.client("admin");
    config.put(CommonClientConfigs.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS / 2);
    config.put(CommonClientConfigs.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    return vertx
        .executeBlocking(() -> Admin.create(config))
        .map(admin -> new KafkaAdmin(vertx, topics, groups, admin));
  }

  /**
   * Creates the topics that lack, and waits until every partition has a leader that answers: before
   * that, the first records of a fresh topic can be lost (KAFKA-15591).
   *
   * @param partitions of the topics that are created; replication is the cluster's default
   * @param horizon how far back settled orders are recognised: outcomes are kept for twice that
   * @return fails if a topic with outcomes has fewer partitions than {@code orders}: an outcome
   *     goes to the partition of its order's number
   */
  public Future<Void> ensureTopics(int partitions, Duration horizon) {
    Set<String> wanted = names();
    return future(admin.listTopics().names())
        .compose(
            existing -> {
              List<NewTopic> missing =
                  wanted.stream()
                      .filter(name -> !existing.contains(name))
                      .map(name -> newTopic(name, partitions, horizon))
                      .toList();
              return missing.isEmpty()
                  ? Future.succeededFuture()
                  : future(admin.createTopics(missing).all())
                      .recover(KafkaAdmin::acceptIfSomebodyElseWasFaster);
            })
        .compose(
            created -> UNTIL_LEADERS_ANSWER.run(vertx, this::describe, KafkaAdmin::comesByItself))
        .compose(this::checkPartitions)
        .compose(counts -> UNTIL_LEADERS_ANSWER.run(vertx, this::ends, KafkaAdmin::comesByItself))
        .mapEmpty();
  }

  private Set<String> names() {
    return new LinkedHashSet<>(
        List.of(topics.orders(), topics.fraudAlerts(), topics.payments(), topics.deadLetters()));
  }

  private NewTopic newTopic(String name, int partitions, Duration horizon) {
    NewTopic topic = new NewTopic(name, Optional.of(partitions), Optional.empty());
    if (name.equals(topics.deadLetters())) {
      return topic.configs(
          Map.of(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DEAD_LETTER_BYTES)));
    }
    // what is settled must be known for longer than an order can be read again
    return name.equals(topics.orders())
        ? topic
        : topic.configs(
            Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(2 * horizon.toMillis())));
  }

  private static Future<Void> acceptIfSomebodyElseWasFaster(Throwable cause) {
    return unwrapped(cause) instanceof TopicExistsException
        ? Future.succeededFuture()
        : Future.failedFuture(cause);
  }

  private Future<Map<String, Integer>> describe() {
    return future(admin.describeTopics(names()).allTopicNames())
        .map(
            found -> {
              partitionCounts =
                  found.values().stream()
                      .collect(
                          Collectors.toUnmodifiableMap(
                              TopicDescription::name, topic -> topic.partitions().size()));
              return partitionCounts;
            });
  }

  private Future<Map<String, Integer>> checkPartitions(Map<String, Integer> counts) {
    int needed = counts.get(topics.orders());
    for (String name : List.of(topics.payments(), topics.fraudAlerts())) {
      if (counts.get(name) < needed) {
        return Future.failedFuture(
            new IllegalStateException(
                "topic %s has %d partitions and %s has %d: give it at least as many"
                    .formatted(name, counts.get(name), topics.orders(), needed)));
      }
    }
    return Future.succeededFuture(counts);
  }

  @Override
  public Future<List<PartitionLag>> measure() {
    Future<Map<String, Integer>> known =
        partitionCounts.isEmpty() ? describe() : Future.succeededFuture(partitionCounts);
    return known.compose(
        counts -> committed().compose(offsets -> ends().map(ends -> lags(offsets, ends))));
  }

  private List<PartitionLag> lags(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Map<TopicPartition, Long> ends) {
    List<PartitionLag> lags = new ArrayList<>();
    inputs()
        .forEach(
            (group, inputs) -> {
              for (TopicPartition input : partitionsOf(inputs)) {
                OffsetAndMetadata offset = committed.get(group).get(input);
                lags.add(
                    new PartitionLag(
                        group,
                        input.topic(),
                        input.partition(),
                        offset == null ? 0 : offset.offset(),
                        ends.get(input)));
              }
            });
    return lags;
  }

  /** Which topics each group reads. */
  private Map<String, List<String>> inputs() {
    Map<String, List<String>> inputs = new LinkedHashMap<>();
    inputs.put(groups.fraud(), List.of(topics.orders()));
    inputs.put(groups.payments(), List.of(topics.orders()));
    inputs.put(
        groups.analytics(), List.of(topics.orders(), topics.fraudAlerts(), topics.payments()));
    return inputs;
  }

  private Future<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed() {
    Map<String, ListConsumerGroupOffsetsSpec> asked =
        inputs().keySet().stream()
            .collect(
                Collectors.toMap(Function.identity(), group -> new ListConsumerGroupOffsetsSpec()));
    return future(admin.listConsumerGroupOffsets(asked).all());
  }

  /** The high watermarks: what a transaction wrote counts from the moment it is written. */
  private Future<Map<TopicPartition, Long>> ends() {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitionsOf(partitionCounts.keySet()).forEach(each -> asked.put(each, OffsetSpec.latest()));
    return future(admin.listOffsets(asked).all())
        .map(
            found ->
                found.entrySet().stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset())));
  }

  private List<TopicPartition> partitionsOf(Iterable<String> names) {
    List<TopicPartition> all = new ArrayList<>();
    for (String name : names) {
      IntStream.range(0, partitionCounts.get(name))
          .forEach(number -> all.add(new TopicPartition(name, number)));
    }
    return all;
  }

  @Override
  public Future<Long> next() {
    return future(admin.listConsumerGroupOffsets(sequenceGroup()).partitionsToOffsetAndMetadata())
        .map(
            offsets -> {
              OffsetAndMetadata kept = offsets.get(sequencePartition());
              return kept == null
                  ? 1
                  : Long.parseLong(kept.metadata().substring(SEQUENCE_PREFIX.length()));
            });
  }

  @Override
  public Future<Void> reserve(long below) {
    OffsetAndMetadata kept = new OffsetAndMetadata(0, SEQUENCE_PREFIX + below);
    return future(
        admin.alterConsumerGroupOffsets(sequenceGroup(), Map.of(sequencePartition(), kept)).all());
  }

  private String sequenceGroup() {
    return topics.orders() + "-" + SEQUENCE_GROUP;
  }

  private TopicPartition sequencePartition() {
    return new TopicPartition(topics.orders(), 0);
  }

  public Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          admin.close(Duration.ofSeconds(2));
          return null;
        });
  }

  /** A topic or a leader that was just made; an unreachable Kafka was waited for already. */
  private static boolean comesByItself(Throwable failure) {
    Throwable cause = unwrapped(failure);
    return cause instanceof RetriableException && !(cause instanceof TimeoutException);
  }

  private static Throwable unwrapped(Throwable cause) {
    return cause instanceof CompletionException && cause.getCause() != null
        ? cause.getCause()
        : cause;
  }

  private <T> Future<T> future(KafkaFuture<T> answer) {
    return Future.fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext());
  }
}
