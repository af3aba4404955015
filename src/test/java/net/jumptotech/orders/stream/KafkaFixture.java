package net.jumptotech.orders.stream;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.PartitionLag;
import net.jumptotech.orders.stream.topics.TopicOptions;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.FeatureUpdate;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.UpdateFeaturesOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * One test's own topics and groups on a real broker, and plain clients to fill and to read them.
 * Methods wait, so call them from the test's thread.
 */
public final class KafkaFixture implements AutoCloseable {

  private final Vertx vertx;
  private final String bootstrapServers;
  private final KafkaOptions options;
  private final Topics topics;
  private final Groups groups;
  private final KafkaAdmin admin;
  private KafkaProducer<byte[], byte[]> producer;

  public KafkaFixture(Vertx vertx, String bootstrapServers, KafkaOptions options, String prefix) {
    this.vertx = vertx;
    this.bootstrapServers = bootstrapServers;
    this.options = options;
    this.topics = Topics.STANDARD.prefixed(prefix);
    this.groups = Groups.STANDARD.prefixed(prefix);
    this.admin = await(KafkaAdmin.open(vertx, connection("test"), topics, groups));
  }

  public Vertx vertx() {
    return vertx;
  }

  public Topics topics() {
    return topics;
  }

  public Groups groups() {
    return groups;
  }

  public KafkaAdmin admin() {
    return admin;
  }

  /** How a process of this name would reach the broker. */
  public KafkaConnection connection(String process) {
    return new KafkaConnection(bootstrapServers, process, "0.0.0-test", options);
  }

  public void createTopics(int partitions) {
    await(admin.ensureTopics(TopicOptions.of(partitions)));
  }

  /** A topic that needs a setting of its own. */
  public void createTopic(String name, int partitions, String setting, String value) {
    try (Admin plain = Admin.create(connection("test").administrator("create"))) {
      plain
          .createTopics(
              List.of(
                  new NewTopic(name, Optional.of(partitions), Optional.empty())
                      .configs(Map.of(setting, value))))
          .all()
          .get();
      plain.listOffsets(Map.of(new TopicPartition(name, 0), OffsetSpec.latest())).all().get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError("not created: " + name, failed);
    }
  }

  /** Makes one of our topics like one that somebody else created. */
  public void alterTopic(String name, Map<String, String> settings) {
    try (Admin plain = Admin.create(connection("test").administrator("alter"))) {
      plain
          .incrementalAlterConfigs(
              Map.of(
                  new ConfigResource(ConfigResource.Type.TOPIC, name),
                  settings.entrySet().stream()
                      .map(it -> new ConfigEntry(it.getKey(), it.getValue()))
                      .map(it -> new AlterConfigOp(it, AlterConfigOp.OpType.SET))
                      .toList()))
          .all()
          .get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError("not altered: " + name, failed);
    }
  }

  /** As kafka-topics --alter does. */
  public void addPartitions(String topic, int total) {
    plainly(plain -> plain.createPartitions(Map.of(topic, NewPartitions.increaseTo(total))).all());
    Await.until("leaders of " + topic, () -> hasLeaders(topic, total));
  }

  private boolean hasLeaders(String topic, int total) {
    try (Admin plain = Admin.create(connection("test").administrator("leaders"))) {
      Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
      for (int i = 0; i < total; i++) {
        asked.put(new TopicPartition(topic, i), OffsetSpec.latest());
      }
      plain.listOffsets(asked).all().get();
      return true;
    } catch (InterruptedException | ExecutionException notYet) {
      return false;
    }
  }

  public void commit(String group, TopicPartition partition, OffsetAndMetadata offset) {
    plainly(plain -> plain.alterConsumerGroupOffsets(group, Map.of(partition, offset)).all());
  }

  public void deleteTopic(String topic) {
    plainly(plain -> plain.deleteTopics(List.of(topic)).all());
  }

  /** Lowers the level of a feature of the brokers. */
  public void downgrade(String feature, short level) {
    FeatureUpdate update = new FeatureUpdate(level, FeatureUpdate.UpgradeType.SAFE_DOWNGRADE);
    plainly(
        plain -> plain.updateFeatures(Map.of(feature, update), new UpdateFeaturesOptions()).all());
  }

  private void plainly(Function<Admin, KafkaFuture<?>> what) {
    try (Admin plain = Admin.create(connection("test").administrator("plain"))) {
      what.apply(plain).get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError("Kafka refused", failed);
    }
  }

  /** A transaction with one record in it that somebody must end. */
  public KafkaProducer<byte[], byte[]> openTransaction(
      String id, ProducerRecord<byte[], byte[]> record) {
    Map<String, Object> config = connection("test").writer(id);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, id);
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    producer.initTransactions();
    producer.beginTransaction();
    producer.send(record);
    producer.flush();
    return producer;
  }

  /** Gives the group a committed offset: the first one of each partition of orders. */
  public void rewind(String group) {
    try (Admin plain = Admin.create(connection("test").administrator("rewind"))) {
      Map<TopicPartition, OffsetAndMetadata> first = new HashMap<>();
      ends(topics.orders()).keySet().forEach(it -> first.put(it, new OffsetAndMetadata(0)));
      plain.alterConsumerGroupOffsets(group, first).all().get();
    } catch (InterruptedException | ExecutionException failed) {
      throw new AssertionError("not rewound: " + group, failed);
    }
  }

  /** Completes once Kafka has them; orders of one key keep their order. */
  public void writeOrders(Collection<Order> orders) {
    write(
        orders.stream()
            .map(it -> new ProducerRecord<>(topics.orders(), it.id().key(), EventJson.bytes(it)))
            .toList());
  }

  /** A record as no writer of ours would make it; null for no key or no value. */
  public void write(String topic, String key, String value) {
    write(List.of(record(topic, key, value)));
  }

  public static ProducerRecord<byte[], byte[]> record(String topic, String key, String value) {
    return new ProducerRecord<>(
        topic,
        key == null ? null : key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8));
  }

  public void write(Collection<ProducerRecord<byte[], byte[]>> records) {
    if (producer == null) {
      producer =
          new KafkaProducer<>(
              connection("test").writer("fixture"),
              new ByteArraySerializer(),
              new ByteArraySerializer());
    }
    List<Future<RecordMetadata>> sent = new ArrayList<>();
    records.forEach(record -> sent.add(producer.send(record)));
    for (Future<RecordMetadata> each : sent) {
      try {
        each.get();
      } catch (InterruptedException | ExecutionException failed) {
        throw new AssertionError("not written", failed);
      }
    }
  }

  public void writeAborted(String topic, String key, String value) {
    try (KafkaProducer<byte[], byte[]> transactional =
        new KafkaProducer<>(
            connection("test").transactionalWriter(topic),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      transactional.initTransactions();
      transactional.beginTransaction();
      transactional.send(record(topic, key, value));
      transactional.flush();
      transactional.abortTransaction();
    }
  }

  /** All that is on the topic now and is committed, in offset order within each partition. */
  public List<StoredRecord> read(String topic) {
    return read(topic, IsolationLevel.READ_COMMITTED);
  }

  List<StoredRecord> read(String topic, IsolationLevel isolation) {
    Map<String, Object> config = connection("test").reader("fixture");
    config.put("isolation.level", isolation.toString());
    List<StoredRecord> found = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> reader =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      Map<TopicPartition, Long> ends = ends(topic);
      reader.assign(ends.keySet());
      reader.seekToBeginning(ends.keySet());
      Await.until(
          "the end of " + topic,
          () -> {
            reader.poll(Duration.ofMillis(50)).forEach(each -> found.add(StoredRecord.of(each)));
            return ends.entrySet().stream()
                .allMatch(end -> reader.position(end.getKey()) >= end.getValue());
          });
    }
    return found;
  }

  /** High watermarks: a reader that gets there has missed nothing that is being decided. */
  private Map<TopicPartition, Long> ends(String topic) {
    try (KafkaConsumer<byte[], byte[]> asker =
        new KafkaConsumer<>(
            unCommitted(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> all =
          asker.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      return asker.endOffsets(all);
    }
  }

  private Map<String, Object> unCommitted() {
    Map<String, Object> config = connection("test").reader("fixture-ends");
    config.put("isolation.level", "read_uncommitted");
    return config;
  }

  /** Waits until the groups are behind everything on their topics. */
  public void awaitNoLag(String group) {
    Map<String, List<PartitionLag>> last = new HashMap<>();
    Await.until(
        group + " reached the ends",
        () -> {
          last.put("lag", await(admin.measure()));
          return last.get("lag").stream()
              .filter(each -> each.group().equals(group))
              .allMatch(each -> each.lag() == 0);
        },
        () -> last);
  }

  @Override
  public void close() {
    if (producer != null) {
      producer.close(Duration.ofSeconds(2));
    }
    await(admin.close());
  }
}
