package net.jumptotech.orders.stream.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.Topics;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

final class TopicSetupTest {

  private static final long DAY = Duration.ofDays(1).toMillis();

  private final TopicSetup ours = new TopicSetup(Topics.STANDARD, null, null);
  private final Map<String, TopicDescription> found = new HashMap<>();
  private final Map<String, Config> configs = new HashMap<>();

  private Optional<Integer> transactions = Optional.of(2);

  @Test
  void asWeMakeThemThereIsNothingToSay() {
    addAll(3, 3, 14 * DAY);

    TopicReport report = report(3, 3);

    assertThat(report.isWell()).isTrue();
    assertThat(report.topics())
        .hasSize(6)
        .contains("operations: 1 partitions, 3 replicas, cleanup.policy delete, kept for ever")
        .contains("payments: 3 partitions, 3 replicas, cleanup.policy delete, kept for 336 h");
  }

  @Test
  void oneReplicaIsRightOnOneBrokerAndDangerousOnSeveral() {
    addAll(3, 1, 14 * DAY);

    assertThat(report(1, 1).isWell()).isTrue();
    assertThat(report(3, 1).warnings())
        .contains(
            "orders has one replica on a cluster of 3 brokers: it is lost if that broker is lost;"
                + " reassign it to 3")
        .hasSize(6);
  }

  @Test
  void oneReplicaInSyncIsNotEnoughOnSeveralBrokers() {
    addAll(3, 3, 14 * DAY);
    add("payments", 3, 3, Map.of("min.insync.replicas", "1"));

    assertThat(report(1, 1).isWell()).isTrue();
    assertThat(report(3, 1).warnings())
        .singleElement()
        .asString()
        .contains("payments has min.insync.replicas=1", "set it to 2");
  }

  @Test
  void theSendersClockAndCompressedSizesAreNotToBeTrusted() {
    addAll(3, 3, 14 * DAY);
    Map<String, String> kafkasDefaults =
        Map.of("compression.type", "producer", "message.timestamp.type", "CreateTime");
    add("orders", 3, 3, kafkasDefaults);
    add("payments", 3, 3, kafkasDefaults);

    assertThat(report(3, 1).warnings())
        .containsExactly(
            "orders has message.timestamp.type=CreateTime: records whose sender's clock is slow, or"
                + " that carry an older timestamp, are deleted unread; set it to LogAppendTime",
            "orders has compression.type=producer: its size limit counts compressed bytes, so a few"
                + " kilobytes may be hundreds of megabytes in every reader; set it to uncompressed",
            "payments has message.timestamp.type=CreateTime: orders are charged twice if the clock"
                + " of the process that wrote their outcome was behind by the horizon; set it to"
                + " LogAppendTime");
  }

  @Test
  void theEmbeddedBrokerDoesNotUnpackWhatComesSinceItsHeapIsOurs() {
    addAll(3, 1, 14 * DAY);
    add(
        "orders",
        3,
        1,
        Map.of("compression.type", "producer", "message.timestamp.type", "LogAppendTime"));

    assertThat(report(1, 1, true).warnings()).isEmpty();
    assertThat(report(1, 1, false).warnings()).singleElement().asString().contains("uncompressed");
  }

  @Test
  void moreInstancesThanPartitionsStandIdle() {
    addAll(3, 3, 14 * DAY);

    assertThat(report(3, 4).warnings())
        .singleElement()
        .asString()
        .startsWith("orders has 3 partitions, fewer than the 4 instances");
  }

  @Test
  void compactionLosesOutcomes() {
    addAll(3, 3, 14 * DAY);
    add("payments", 3, 3, Map.of("cleanup.policy", "compact", "retention.ms", "-1"));
    add("dead-letters", 3, 3, Map.of("cleanup.policy", "compact,delete"));

    assertThat(report(3, 1).warnings())
        .containsExactly(
            "payments has cleanup.policy=compact: compaction loses orders and outcomes; set it to"
                + " delete",
            "dead-letters has cleanup.policy=compact,delete: compaction loses orders and outcomes;"
                + " set it to delete");
  }

  @Test
  void outcomesMustBeKeptForTheHorizonAndOrdersNeedNot() {
    addAll(3, 3, 6 * DAY);

    assertThat(report(3, 1).warnings())
        .containsExactly(
            "fraud-alerts is kept for 144 h, and the horizon is 168 h: an order that is sent again"
                + " after that gets a second outcome; set retention.ms to 1209600000",
            "payments is kept for 144 h, and the horizon is 168 h: an order that is sent again"
                + " after that gets a second outcome; set retention.ms to 1209600000");
  }

  @Test
  void theRecordOfOperationsIsOneSequenceThatIsKept() {
    addAll(3, 3, 14 * DAY);
    addRecord(3, 3, Long.toString(7 * DAY));

    assertThat(report(3, 1).warnings())
        .containsExactly(
            "operations has 3 partitions: only the first is used; create it with one",
            "operations is kept for 168 h: orders operations --verify reports what was deleted as"
                + " missing; set retention.ms to -1");
  }

  @Test
  void whatLacksAndWhatWeMayNotSeeIsSaid() {
    addAll(3, 3, 14 * DAY);
    found.remove("payments");
    configs.clear();

    TopicReport report = report(3, 1);

    assertThat(report.missing()).containsExactly("payments");
    assertThat(report.topics()).contains("payments: does not exist");
    assertThat(report.warnings()).singleElement().asString().contains("grant DescribeConfigs");
    assertThat(report.isWell()).isFalse();
  }

  @Test
  void transactionsOfAnOldLevelAreWarnedOf() {
    addAll(3, 3, 14 * DAY);
    transactions = Optional.of(1);
    assertThat(report(3, 1).warnings())
        .singleElement()
        .asString()
        .startsWith("transaction.version is 1 on these brokers:")
        .endsWith("upgrade --feature transaction.version=2");
    transactions = Optional.empty();
    assertThat(report(3, 1).warnings()).as("not told").isEmpty();
  }

  private TopicReport report(int brokers, int instances) {
    return report(brokers, instances, false);
  }

  private TopicReport report(int brokers, int instances, boolean embedded) {
    return ours.report(
        new TopicOptions(3, OptionalInt.empty(), Duration.ofDays(7), embedded, instances),
        found,
        configs,
        brokers,
        transactions);
  }

  private void addAll(int partitions, int replicas, long retention) {
    for (String name : ours.names()) {
      add(
          name,
          partitions,
          replicas,
          Map.of(
              "cleanup.policy", "delete",
              "compression.type", "uncompressed",
              "message.timestamp.type", "LogAppendTime",
              "retention.ms", Long.toString(retention),
              "min.insync.replicas", "2"));
    }
    addRecord(1, replicas, "-1");
  }

  private void addRecord(int partitions, int replicas, String retention) {
    Map<String, String> settings =
        Map.of(
            "cleanup.policy", "delete",
            "message.timestamp.type", "LogAppendTime",
            "retention.ms", retention,
            "min.insync.replicas", "2");
    add("operations", partitions, replicas, settings);
  }

  private void add(String name, int partitions, int replicas, Map<String, String> settings) {
    List<Node> nodes =
        IntStream.range(0, replicas).mapToObj(id -> new Node(id, "broker-" + id, 9092)).toList();
    found.put(
        name,
        new TopicDescription(
            name,
            false,
            IntStream.range(0, partitions)
                .mapToObj(number -> new TopicPartitionInfo(number, nodes.get(0), nodes, nodes))
                .toList()));
    configs.put(
        name,
        new Config(
            settings.entrySet().stream()
                .map(each -> new ConfigEntry(each.getKey(), each.getValue()))
                .toList()));
  }
}
