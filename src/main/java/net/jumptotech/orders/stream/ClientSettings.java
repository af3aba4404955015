package net.jumptotech.orders.stream;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jumptotech.orders.runtime.Settings;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** Reads settings of Kafka's clients by their names and checks them as Kafka itself would. */
final class ClientSettings {

  private static final List<ConfigDef> CLIENTS =
      List.of(
          AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef());

  private static final String OURS = "cannot be set: ";
  private static final String EXACTLY_ONCE =
      OURS + "the guarantee of one outcome per order depends on it";
  private static final String MEMBERSHIP = OURS + "how readers share the partitions depends on it";
  private static final String IN_TIME =
      OURS + "a writer must know whether its records were stored before its transaction ends";
  private static final String BYTES = OURS + "Orders reads and writes records as bytes";
  private static final String UNUSED = "it has no effect here";

  /** Names, or prefixes that end with a dot, and why they are refused. */
  private static final Map<String, String> REFUSED =
      Map.ofEntries(
          Map.entry("acks", EXACTLY_ONCE),
          Map.entry("enable.idempotence", EXACTLY_ONCE),
          Map.entry("retries", EXACTLY_ONCE),
          Map.entry("max.in.flight.requests.per.connection", EXACTLY_ONCE),
          Map.entry("transactional.id", EXACTLY_ONCE),
          Map.entry("transaction.", EXACTLY_ONCE),
          Map.entry("isolation.level", EXACTLY_ONCE),
          Map.entry("enable.auto.commit", EXACTLY_ONCE),
          Map.entry("auto.commit.interval.ms", EXACTLY_ONCE),
          Map.entry("auto.offset.reset", EXACTLY_ONCE),
          Map.entry("partitioner.class", EXACTLY_ONCE),
          Map.entry("partitioner.ignore.keys", EXACTLY_ONCE),
          Map.entry("allow.auto.create.topics", OURS + "orders topics --create creates the topics"),
          Map.entry("group.", MEMBERSHIP),
          Map.entry("partition.assignment.strategy", MEMBERSHIP),
          Map.entry("session.timeout.ms", MEMBERSHIP),
          Map.entry("heartbeat.interval.ms", MEMBERSHIP),
          Map.entry("delivery.timeout.ms", IN_TIME),
          Map.entry("max.block.ms", IN_TIME),
          Map.entry("max.poll.records", OURS + "it follows from in-flight"),
          Map.entry("max.request.size", OURS + "a dead letter is larger than its record"),
          Map.entry("bootstrap.servers", OURS + "kafka.bootstrap-servers names the brokers"),
          Map.entry("bootstrap.controllers", OURS + "kafka.bootstrap-servers names the brokers"),
          Map.entry("client.id", OURS + "it is built from process.name and the verticle"),
          Map.entry("key.", BYTES),
          Map.entry("value.", BYTES),
          Map.entry("interceptor.classes", OURS + "readers and writers need different values"),
          Map.entry("config.", OURS + "secrets come from the environment or from files"),
          Map.entry(
              "ssl.endpoint.identification.algorithm", OURS + "host names are always verified"),
          Map.entry("internal.", UNUSED),
          Map.entry("share.", UNUSED));

  private ClientSettings() {}

  /** The given settings; notes every mistake. */
  static Map<String, Object> read(Settings options) {
    Map<String, ConfigKey> known = new TreeMap<>();
    CLIENTS.forEach(client -> known.putAll(client.configKeys()));
    Map<String, Object> given = new HashMap<>();
    known.forEach((name, key) -> read(options, key).ifPresent(value -> given.put(name, value)));
    checkTimes(options, given);
    return given;
  }

  private static Optional<Object> read(Settings options, ConfigKey key) {
    Optional<String> refusal = refusal(key.name);
    if (refusal.isPresent()) {
      options.value(
          key.name,
          any -> {
            throw new IllegalArgumentException(refusal.get());
          },
          null);
      return Optional.empty();
    }
    return switch (key.type) {
      case PASSWORD -> options.secret(key.name).map(secret -> new Password(secret.reveal()));
      case LIST ->
          Optional.ofNullable(
              options.list(key.name, texts -> checked(key.name, String.join(",", texts)), null));
      default ->
          Optional.ofNullable(options.value(key.name, text -> checked(key.name, text), null));
    };
  }

  private static Optional<String> refusal(String name) {
    return REFUSED.entrySet().stream()
        .filter(
            each ->
                each.getKey().endsWith(".")
                    ? name.startsWith(each.getKey())
                    : name.equals(each.getKey()))
        .findFirst()
        .map(Map.Entry::getValue);
  }

  /** Returns the text unchanged if every client with that setting accepts it. */
  private static String checked(String name, String text) {
    for (ConfigDef client : CLIENTS) {
      ConfigKey key = client.configKeys().get(name);
      if (key != null) {
        try {
          Object value = ConfigDef.parseType(name, text, key.type);
          if (key.validator != null) {
            key.validator.ensureValid(name, value);
          }
        } catch (ConfigException wrong) {
          throw new IllegalArgumentException(wrong.getMessage(), wrong);
        }
      }
    }
    if (name.endsWith("store.location") && !Files.isReadable(Path.of(text))) {
      throw new IllegalArgumentException("no such readable file: \"" + text + "\"");
    }
    return text;
  }

  /** Kafka refuses a producer whose delivery timeout is shorter than its request may take. */
  private static void checkTimes(Settings options, Map<String, Object> given) {
    long request = millis(given, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 0);
    long linger = millis(given, ProducerConfig.LINGER_MS_CONFIG, 0);
    long most = WriterTimeouts.DELIVERY_MS - WriterTimeouts.REQUEST_MS;
    if (linger > most) {
      options.mistake(ProducerConfig.LINGER_MS_CONFIG, "must be at most " + most + ", " + IN_TIME);
    }
    if (request > WriterTimeouts.DELIVERY_MS - Math.min(linger, most)) {
      options.mistake(
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG,
          "with linger.ms must be at most " + WriterTimeouts.DELIVERY_MS + ", " + IN_TIME);
    }
  }

  private static long millis(Map<String, Object> given, String name, long fallback) {
    Object text = given.get(name);
    return text == null ? fallback : Long.parseLong(text.toString().trim());
  }
}
