package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.KafkaUnusable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Creates our topics, and checks existing ones. */
final class TopicSetup {

  /** The feature of KIP-890; brokers that were upgraded from before 4.0 keep their old level. */
  private static final String TRANSACTION_VERSION = "transaction.version";

  private static final int SAFE_TRANSACTIONS = 2;

  /** Twice the broker's default: a dead letter is a record plus headers. */
  private static final int DEAD_LETTER_BYTES = 4 * 1024 * 1024;

  private static final String FOR_EVER = "-1";
  private static final String BROKERS_TIME = "LogAppendTime";

  /** The broker decompresses a batch and checks the uncompressed size. */
  private static final String REAL_SIZES = "uncompressed";

  /**
   * The broker keeps the sender's compression. Decompressing a whole batch would need too much of a
   * heap that it shares.
   */
  private static final String AS_IT_COMES = "producer";

  /** Rack name of the embedded broker in any of our processes. */
  private static final String EMBEDDED_RACK = "embedded-in-orders";

  private final Topics topics;
  private final Admin admin;
  private final Answers answers;

  /** Completes an answer of Kafka's admin client on the caller's context. */
  interface Answers {
    <T> Future<T> future(KafkaFuture<T> answer);
  }

  TopicSetup(Topics topics, Admin admin, Answers answers) {
    this.topics = topics;
    this.admin = admin;
    this.answers = answers;
  }

  /**
   * Our topics as they are now.
   *
   * @param partitions number of partitions of each
   * @param ids a recreated topic has another one
   * @param missing names of missing topics
   */
  record Found(Map<String, Integer> partitions, Map<String, Uuid> ids, List<String> missing) {

    /** 0 if it is missing. */
    int partitions(String topic) {
      return partitions.getOrDefault(topic, 0);
    }

    List<TopicPartition> partitionsOf(Iterable<String> names) {
      List<TopicPartition> all = new ArrayList<>();
      for (String name : names) {
        IntStream.range(0, partitions(name))
            .forEach(number -> all.add(new TopicPartition(name, number)));
      }
      return all;
    }
  }

  /** Does not fail if topics are missing. */
  Future<Found> find() {
    Map<String, KafkaFuture<TopicDescription>> asked =
        admin.describeTopics(names()).topicNameValues();
    List<Future<Optional<TopicDescription>>> each =
        asked.values().stream()
            .map(
                it ->
                    answers
                        .future(it)
                        .map(Optional::of)
                        .recover(
                            cause ->
                                Failure.unwrapped(cause) instanceof UnknownTopicOrPartitionException
                                    ? Future.succeededFuture(Optional.empty())
                                    : Future.failedFuture(cause)))
            .toList();
    return Future.all(each)
        .map(
            all -> {
              Map<String, Integer> partitions = new HashMap<>();
              Map<String, Uuid> ids = new HashMap<>();
              for (Future<Optional<TopicDescription>> answer : each) {
                answer
                    .result()
                    .ifPresent(
                        topic -> {
                          partitions.put(topic.name(), topic.partitions().size());
                          ids.put(topic.name(), topic.topicId());
                        });
              }
              return new Found(
                  partitions,
                  ids,
                  names().stream().filter(name -> !partitions.containsKey(name)).toList());
            });
  }

  List<String> names() {
    return List.of(
        topics.orders(),
        topics.fraudAlerts(),
        topics.payments(),
        topics.deadLetters(),
        topics.replays(),
        topics.operations());
  }

  /**
   * Leaves existing topics as they are. A new one has at least as many partitions as the orders
   * have.
   */
  Future<Void> createMissing(TopicOptions options) {
    return answers
        .future(admin.listTopics().names())
        .compose(
            existing ->
                existing.containsAll(names())
                    ? Future.succeededFuture()
                    : find().compose(found -> create(found, options)));
  }

  private Future<Void> create(Found found, TopicOptions options) {
    int partitions = Math.max(options.partitions(), found.partitions(topics.orders()));
    List<NewTopic> missing =
        found.missing().stream().map(name -> newTopic(name, partitions, options)).toList();
    return missing.isEmpty()
        ? Future.succeededFuture()
        : answers
            .future(admin.createTopics(missing).all())
            .recover(TopicSetup::acceptIfSomebodyElseWasFaster);
  }

  private NewTopic newTopic(String name, int partitions, TopicOptions options) {
    Optional<Short> replication =
        options.replication().isPresent()
            ? Optional.of((short) options.replication().getAsInt())
            : Optional.empty();
    Map<String, String> config = new HashMap<>();
    config.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, BROKERS_TIME);
    if (name.equals(topics.orders())) {
      config.put(
          TopicConfig.COMPRESSION_TYPE_CONFIG, options.embedded() ? AS_IT_COMES : REAL_SIZES);
    }
    if (name.equals(topics.deadLetters()) || name.equals(topics.replays())) {
      config.put(TopicConfig.MAX_MESSAGE_BYTES_CONFIG, Integer.toString(DEAD_LETTER_BYTES));
    }
    if (isOfOutcomes(name)) {
      // a settled order must be known for longer than an order can be read again
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(2 * options.horizon().toMillis()));
    }
    if (name.equals(topics.replays())) {
      // a replay that is read again must find its order settled
      config.put(TopicConfig.RETENTION_MS_CONFIG, Long.toString(options.horizon().toMillis()));
    }
    boolean isRecord = name.equals(topics.operations());
    if (isRecord) {
      config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
      config.put(TopicConfig.RETENTION_MS_CONFIG, FOR_EVER);
      config.put(TopicConfig.RETENTION_BYTES_CONFIG, FOR_EVER);
    }
    return new NewTopic(name, Optional.of(isRecord ? 1 : partitions), replication).configs(config);
  }

  private boolean isOfOutcomes(String name) {
    return name.equals(topics.payments()) || name.equals(topics.fraudAlerts());
  }

  private static Future<Void> acceptIfSomebodyElseWasFaster(Throwable cause) {
    return Failure.unwrapped(cause) instanceof TopicExistsException
        ? Future.succeededFuture()
        : Future.failedFuture(cause);
  }

  /** Changes nothing. */
  Future<TopicReport> check(TopicOptions options) {
    return answers
        .future(admin.listTopics().names())
        .map(existing -> names().stream().filter(existing::contains).toList())
        .compose(
            there ->
                Future.all(
                        answers.future(admin.describeTopics(there).allTopicNames()),
                        configs(there),
                        answers.future(admin.describeCluster().nodes()),
                        transactionVersion())
                    .map(
                        all ->
                            report(
                                all.<Collection<Node>>resultAt(2).stream()
                                        .anyMatch(node -> EMBEDDED_RACK.equals(node.rack()))
                                    ? options.onEmbedded()
                                    : options,
                                all.resultAt(0),
                                all.resultAt(1),
                                all.<Collection<Node>>resultAt(2).size(),
                                all.resultAt(3))));
  }

  /** Empty if the brokers do not tell. */
  private Future<Optional<Integer>> transactionVersion() {
    return answers
        .future(admin.describeFeatures().featureMetadata())
        .map(
            found ->
                Optional.of(
                    Optional.ofNullable(found.finalizedFeatures().get(TRANSACTION_VERSION))
                        .map(it -> (int) it.maxVersionLevel())
                        .orElse(0)))
        .otherwise(Optional.empty());
  }

  /** Empty without permission. */
  private Future<Map<String, Config>> configs(List<String> names) {
    Set<ConfigResource> asked =
        names.stream()
            .map(name -> new ConfigResource(ConfigResource.Type.TOPIC, name))
            .collect(Collectors.toSet());
    return answers
        .future(admin.describeConfigs(asked).all())
        .map(
            found ->
                found.entrySet().stream()
                    .collect(Collectors.toMap(each -> each.getKey().name(), Map.Entry::getValue)))
        .recover(
            cause ->
                KafkaUnusable.isForLackOfRights(cause)
                    ? Future.succeededFuture(Map.of())
                    : Future.failedFuture(cause));
  }

  /**
   * Checks existing topics on this many brokers.
   *
   * @param transactions level of the feature {@code transaction.version}; empty if unknown
   */
  TopicReport report(
      TopicOptions options,
      Map<String, TopicDescription> found,
      Map<String, Config> configs,
      int brokers,
      Optional<Integer> transactions) {
    List<String> lines = new ArrayList<>();
    List<String> missing = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    transactions
        .filter(level -> level < SAFE_TRANSACTIONS)
        .ifPresent(
            level ->
                warnings.add(
                    "%s is %d on these brokers: a late write of an aborted transaction can become part of the next one, so an outcome can be lost or doubled; raise it with kafka-features --bootstrap-server … upgrade --feature %s=%d"
                        .formatted(
                            TRANSACTION_VERSION, level, TRANSACTION_VERSION, SAFE_TRANSACTIONS)));
    if (configs.isEmpty() && !found.isEmpty()) {
      warnings.add(
          "the settings of the topics cannot be checked: grant DescribeConfigs on them to the"
              + " account of Orders");
    }
    for (String name : names()) {
      TopicDescription topic = found.get(name);
      if (topic == null) {
        lines.add(name + ": does not exist");
        missing.add(name);
      } else {
        Seen seen = new Seen(topic, configs.get(name), brokers);
        lines.add(seen.toString());
        seen.warn(options, name.equals(topics.orders()), isOfOutcomes(name), warnings);
        if (name.equals(topics.operations())) {
          seen.warnOfRecord(warnings);
        }
      }
    }
    return new TopicReport(lines, missing, warnings);
  }

  /** An existing topic. */
  private static final class Seen {
    private final String name;
    private final int partitions;
    private final int replicas;
    private final int brokers;
    private final Function<String, Optional<String>> config;

    Seen(TopicDescription topic, Config config, int brokers) {
      this.name = topic.name();
      this.partitions = topic.partitions().size();
      this.replicas =
          topic.partitions().stream().mapToInt(each -> each.replicas().size()).min().orElse(0);
      this.brokers = brokers;
      this.config =
          key -> Optional.ofNullable(config).map(all -> all.get(key)).map(entry -> entry.value());
    }

    void warn(TopicOptions options, boolean isInput, boolean hasOutcomes, List<String> warnings) {
      if (isInput && partitions < options.instances()) {
        warnings.add(
            "%s has %d partitions, fewer than the %d instances of a reader here: the others stay idle; run fewer instances"
                .formatted(name, partitions, options.instances()));
      }
      config
          .apply(TopicConfig.CLEANUP_POLICY_CONFIG)
          .filter(policy -> !policy.equals(TopicConfig.CLEANUP_POLICY_DELETE))
          .ifPresent(
              policy ->
                  warnings.add(
                      "%s has cleanup.policy=%s: compaction loses orders and outcomes; set it to delete"
                          .formatted(name, policy)));
      config
          .apply(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)
          .filter(type -> !type.equals(BROKERS_TIME))
          .ifPresent(
              type ->
                  warnings.add(
                      "%s has message.timestamp.type=%s: %s; set it to %s"
                          .formatted(name, type, wrongClock(hasOutcomes), BROKERS_TIME)));
      config
          .apply(TopicConfig.COMPRESSION_TYPE_CONFIG)
          .filter(type -> isInput && !options.embedded() && !type.equals(REAL_SIZES))
          .ifPresent(
              type ->
                  warnings.add(
                      "%s has compression.type=%s: its size limit counts compressed bytes, so a few kilobytes may be hundreds of megabytes in every reader; set it to %s"
                          .formatted(name, type, REAL_SIZES)));
      Optional<String> retention = config.apply(TopicConfig.RETENTION_MS_CONFIG);
      if (hasOutcomes && retention.filter(kept -> isShorter(kept, options.horizon())).isPresent()) {
        warnings.add(
            "%s is kept for %s, and the horizon is %s: an order that is sent again after that gets a second outcome; set retention.ms to %d"
                .formatted(
                    name,
                    shown(retention.get()),
                    shown("" + options.horizon().toMillis()),
                    2 * options.horizon().toMillis()));
      }
      if (brokers > 1 && replicas < 2) {
        warnings.add(
            "%s has one replica on a cluster of %d brokers: it is lost if that broker is lost; reassign it to 3"
                .formatted(name, brokers));
      }
      if (brokers > 1
          && config
              .apply(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG)
              .filter("1"::equals)
              .isPresent()) {
        warnings.add(
            "%s has min.insync.replicas=1: a record that only one broker acknowledged is lost with that broker; set it to 2"
                .formatted(name));
      }
    }

    /** The record of operations is one sequence, of which nothing may be missing. */
    void warnOfRecord(List<String> warnings) {
      if (partitions > 1) {
        warnings.add(
            "%s has %d partitions: only the first is used; create it with one"
                .formatted(name, partitions));
      }
      config
          .apply(TopicConfig.RETENTION_MS_CONFIG)
          .filter(kept -> !kept.equals(FOR_EVER))
          .ifPresent(
              kept ->
                  warnings.add(
                      "%s is kept for %s: orders operations --verify reports what was deleted as missing; set retention.ms to -1"
                          .formatted(name, shown(kept))));
    }

    private static String wrongClock(boolean hasOutcomes) {
      return hasOutcomes
          ? "orders are charged twice if the clock of the process that wrote their outcome was"
              + " behind by the horizon"
          : "records whose sender's clock is slow, or that carry an older timestamp, are deleted"
              + " unread";
    }

    private static boolean isShorter(String retention, Duration horizon) {
      return !retention.equals(FOR_EVER) && Long.parseLong(retention) < horizon.toMillis();
    }

    @Override
    public String toString() {
      return "%s: %d partitions, %d replicas, cleanup.policy %s, kept for %s"
          .formatted(
              name,
              partitions,
              replicas,
              config.apply(TopicConfig.CLEANUP_POLICY_CONFIG).orElse("unknown"),
              config.apply(TopicConfig.RETENTION_MS_CONFIG).map(Seen::shown).orElse("unknown"));
    }

    private static String shown(String millis) {
      if (millis.equals(FOR_EVER)) {
        return "ever";
      }
      Duration time = Duration.ofMillis(Long.parseLong(millis));
      return time.toHours() > 0 ? time.toHours() + " h" : time.toSeconds() + " s";
    }
  }
}
