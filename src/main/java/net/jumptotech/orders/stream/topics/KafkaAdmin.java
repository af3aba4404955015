package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Timer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.TlsProbe;
import net.jumptotech.orders.stream.offsets.Breach;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Administration of Kafka: creates and checks the topics, measures the lag of the groups, and keeps
 * the next number of the synthetic source. Never blocks; futures complete on the caller's context
 * and fail within about 8 s if Kafka cannot be reached.
 */
public final class KafkaAdmin implements LagMonitor, SequenceStore {

  private static final int PROBE_AFTER_MS = 1_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(500);
  private static final Retry UNTIL_LEADERS_ANSWER =
      new Retry(100, Duration.ofMillis(100), Duration.ofMillis(100));

  /** Keeps one number as the metadata of a committed offset. */
  private static final String SEQUENCE_GROUP = "producer-sequence";

  private static final String SEQUENCE_PREFIX = "next-order-id=";

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final Topics topics;
  private final Groups groups;
  private final Admin admin;
  private final TopicSetup ours;
  private final TopicWatch watch;
  private final OffsetWatch offsets;
  private volatile List<PartitionLag> lastLags = List.of();
  private volatile Map<String, Map<TopicPartition, OffsetAndMetadata>> lastCommitted = Map.of();

  private KafkaAdmin(
      Vertx vertx, KafkaConnection kafka, Topics topics, Groups groups, Admin admin) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.topics = topics;
    this.groups = groups;
    this.admin = admin;
    this.ours = new TopicSetup(topics, admin, this::future);
    this.offsets = new OffsetWatch(kafka.bootstrapServers(), admin, this::future);
    this.watch =
        new TopicWatch(
            topics, groups, kafka.bootstrapServers(), new OpenTransactions(admin, this::future));
  }

  /**
   * Resolves host names, so it may take a while. Fails if no name can be resolved, and with {@link
   * KafkaUnusable} if the server requires TLS and none is configured.
   */
  public static Future<KafkaAdmin> open(
      Vertx vertx, KafkaConnection kafka, Topics topics, Groups groups) {
    return new TlsProbe(vertx, kafka)
        .checkAccess()
        .compose(may -> vertx.executeBlocking(() -> Admin.create(kafka.administrator("admin"))))
        .map(admin -> new KafkaAdmin(vertx, kafka, topics, groups, admin));
  }

  /**
   * Waits for Kafka's first answer.
   *
   * @return fails with {@link KafkaUnusable}, within seconds if waiting does not help
   */
  public Future<Void> reach() {
    Promise<Void> reached = Promise.promise(); // the first of two results completes it
    Timer silent = vertx.timer(PROBE_AFTER_MS);
    Future<KafkaUnusable.Reason> probed =
        silent.compose(asked -> new TlsProbe(vertx, kafka).probe());
    probed.onSuccess(
        answer -> {
          if (answer.retryable() == KafkaUnusable.Retryable.NONE) {
            reached.tryFail(new KafkaUnusable(kafka, answer.why(), null));
          }
        });
    askClusterId(probed, 2)
        // waits for the probe: the caller may close everything at once
        .eventually(() -> silent.cancel() ? Future.succeededFuture() : probed)
        .onComplete(id -> reached.tryComplete(), reached::tryFail);
    return reached.future();
  }

  /** A small machine may need more time for its first TLS handshake than an answer may take. */
  private Future<String> askClusterId(Future<KafkaUnusable.Reason> probed, int attempts) {
    return future(admin.describeCluster().clusterId())
        .recover(
            cause ->
                Failure.unwrapped(cause) instanceof TimeoutException
                    ? probed.compose(
                        answer ->
                            answer.retryable() == KafkaUnusable.Retryable.SOME && attempts > 1
                                ? askClusterId(probed, attempts - 1)
                                : Future.failedFuture(new KafkaUnusable(kafka, answer, cause)))
                    : Future.failedFuture(cause));
  }

  /**
   * Creates missing topics, and waits until every partition has a leader that answers: before that,
   * the first records of a new topic can be lost (KAFKA-15591).
   *
   * @return fails if a topic with outcomes has fewer partitions than {@code orders}: an outcome
   *     goes to the partition with its order's number
   */
  public Future<Void> ensureTopics(TopicOptions options) {
    return ours.createMissing(options)
        .compose(
            created -> UNTIL_LEADERS_ANSWER.run(vertx, this::findAll, KafkaAdmin::comesByItself))
        .compose(this::checkPartitions)
        .compose(
            found ->
                UNTIL_LEADERS_ANSWER.run(
                    vertx,
                    () -> ends(found, IsolationLevel.READ_UNCOMMITTED),
                    KafkaAdmin::comesByItself))
        .mapEmpty();
  }

  /** Checks the topics and changes nothing. */
  public Future<TopicReport> checkTopics(TopicOptions options) {
    return UNTIL_LEADERS_ANSWER.run(vertx, () -> ours.check(options), KafkaAdmin::comesByItself);
  }

  /** Fails while one of them is missing. */
  private Future<TopicSetup.Found> findAll() {
    return ours.find()
        .compose(
            found ->
                found.missing().isEmpty()
                    ? Future.succeededFuture(found)
                    : Future.failedFuture(
                        new UnknownTopicOrPartitionException(String.join(", ", found.missing()))));
  }

  private Future<TopicSetup.Found> checkPartitions(TopicSetup.Found found) {
    int needed = found.partitions(topics.orders());
    for (String name : List.of(topics.payments(), topics.fraudAlerts(), topics.replays())) {
      if (found.partitions(name) < needed) {
        return Future.failedFuture(
            new IllegalStateException(
                "topic %s has %d partitions and %s has %d: give it at least as many, with kafka-topics --bootstrap-server %s --alter --topic %s --partitions %d"
                    .formatted(
                        name,
                        found.partitions(name),
                        topics.orders(),
                        needed,
                        kafka.bootstrapServers(),
                        name,
                        needed)));
      }
    }
    return Future.succeededFuture(found);
  }

  /** The topics are described each time: somebody may have added partitions. */
  @Override
  public Future<List<PartitionLag>> measure() {
    return ours.find()
        .compose(
            found ->
                committed()
                    .compose(
                        offsets ->
                            ends(found, IsolationLevel.READ_UNCOMMITTED)
                                .map(ends -> lags(found, offsets, ends))))
        .onSuccess(lags -> lastLags = lags);
  }

  @Override
  public Future<List<SystemProblem>> problems() {
    List<PartitionLag> before = lastLags;
    return ours.find()
        .compose(
            found ->
                ends(found, IsolationLevel.READ_COMMITTED)
                    .compose(
                        stable ->
                            ends(found, IsolationLevel.READ_UNCOMMITTED)
                                .compose(ends -> watch.problems(found, stable, ends, before))))
        .compose(
            inTopics ->
                offsets
                    .problems(lastCommitted)
                    .map(ofGroups -> Stream.concat(inTopics.stream(), ofGroups.stream()).toList()));
  }

  @Override
  public Future<List<Breach>> breaches() {
    return committed().compose(offsets::breaches);
  }

  @Override
  public Future<Void> acknowledge(Collection<Breach> breaches) {
    return offsets.acknowledge(breaches);
  }

  private List<PartitionLag> lags(
      TopicSetup.Found found,
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed,
      Map<TopicPartition, Long> ends) {
    List<PartitionLag> lags = new ArrayList<>();
    inputs()
        .forEach(
            (group, inputs) -> {
              for (TopicPartition input : found.partitionsOf(inputs)) {
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

  /** The topics that each group reads. */
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
    return future(admin.listConsumerGroupOffsets(asked).all())
        .onSuccess(found -> lastCommitted = read(found));
  }

  /** Leaves out offsets of topics that the group does not read. */
  private Map<String, Map<TopicPartition, OffsetAndMetadata>> read(
      Map<String, Map<TopicPartition, OffsetAndMetadata>> committed) {
    Map<String, Map<TopicPartition, OffsetAndMetadata>> read = new LinkedHashMap<>();
    inputs()
        .forEach(
            (group, names) -> {
              Map<TopicPartition, OffsetAndMetadata> ofGroup = new HashMap<>(committed.get(group));
              ofGroup.keySet().removeIf(it -> !names.contains(it.topic()));
              read.put(group, ofGroup);
            });
    return read;
  }

  /** READ_UNCOMMITTED: the high watermarks, where a transaction counts from its first record. */
  private Future<Map<TopicPartition, Long>> ends(TopicSetup.Found found, IsolationLevel isolation) {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    found.partitionsOf(ours.names()).forEach(each -> asked.put(each, OffsetSpec.latest()));
    return future(admin.listOffsets(asked, new ListOffsetsOptions(isolation)).all())
        .map(
            answer ->
                answer.entrySet().stream()
                    .collect(
                        Collectors.toMap(Map.Entry::getKey, each -> each.getValue().offset())));
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
          admin.close(CLOSE_TIMEOUT);
          return null;
        });
  }

  /** A topic or leader that was just created; an unreachable Kafka was already waited for. */
  private static boolean comesByItself(Throwable failure) {
    Throwable cause = Failure.unwrapped(failure);
    return cause instanceof RetriableException && !(cause instanceof TimeoutException);
  }

  private <T> Future<T> future(KafkaFuture<T> answer) {
    return Future.<T>fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext())
        .recover(cause -> Future.failedFuture(KafkaUnusable.orElse(cause, kafka)));
  }
}
