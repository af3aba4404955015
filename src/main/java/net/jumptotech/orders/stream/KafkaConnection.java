package net.jumptotech.orders.stream;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.metrics.ProcessMetrics;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * How this process reaches Kafka, and the client settings that our guarantees depend on.
 *
 * @param bootstrapServers {@code host:port}, separated by commas
 * @param process names this process, the same after a restart: the transactional ids begin with it,
 *     so a restarted process aborts at once what it had left open. Two living processes must never
 *     share it
 * @param version of our code, written into dead letters
 * @param options the configured client settings
 * @param metrics where clients and pumps are measured, if they are
 */
public record KafkaConnection(
    String bootstrapServers,
    String process,
    String version,
    KafkaOptions options,
    Optional<ProcessMetrics> metrics) {

  /** How soon a writer notices that partitions were added; Kafka's default is five minutes. */
  private static final int LINGER_MS = 2;

  private static final int METADATA_AGE_MS = 10_000;

  /** How long an administrative request may take, from request to answer. */
  public static final int ANSWER_MS = 8_000;

  public KafkaConnection {
    Objects.requireNonNull(bootstrapServers, "bootstrapServers");
    Objects.requireNonNull(process, "process");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(options, "options");
    Objects.requireNonNull(metrics, "metrics");
  }

  /** A connection that is not measured. */
  public KafkaConnection(
      String bootstrapServers, String process, String version, KafkaOptions options) {
    this(bootstrapServers, process, version, options, Optional.empty());
  }

  /** A connection without TLS and password, for example to the embedded broker. */
  public KafkaConnection(String bootstrapServers, String process, String version) {
    this(bootstrapServers, process, version, KafkaOptions.PLAIN);
  }

  /**
   * @param purpose distinguishes the clients of this process for people who look at the broker
   */
  private Map<String, Object> client(String purpose) {
    Map<String, Object> config = new HashMap<>();
    config.put(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    config.put(CommonClientConfigs.CLIENT_ID_CONFIG, process + "-" + purpose);
    config.put(CommonClientConfigs.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    return config;
  }

  /** Settings of an admin client. */
  public Map<String, Object> administrator(String purpose) {
    Map<String, Object> config = configured(client(purpose), AdminClientConfig.configNames());
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS / 2);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    return config;
  }

  /** Settings of a group member that reads only committed records and commits only explicitly. */
  public Map<String, Object> groupMember(String purpose, String group, int pollRecords) {
    Map<String, Object> config = reader(purpose);
    config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
    config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
    // we set each start position; if it is gone, the reader must fail, not silently start elsewhere
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, pollRecords);
    config.put(ConsumerConfig.MAX_POLL_INTERVAL_MS_CONFIG, 60_000);
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 200);
    return measured(configured(config, ConsumerConfig.configNames()), purpose);
  }

  /** Settings of a reader outside any group. */
  public Map<String, Object> reader(String purpose) {
    Map<String, Object> config = client(purpose);
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // compressed bytes; BoundedConsumer limits the uncompressed ones
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, (int) BoundedConsumer.heapShare(32, 8, 50));
    return configured(config, ConsumerConfig.configNames());
  }

  /** Settings of a writer that writes each record once, or fails its future. */
  public Map<String, Object> writer(String purpose) {
    return writer(purpose, LINGER_MS);
  }

  /** As {@link #writer}, for records that nobody waits for: fewer and larger requests. */
  public Map<String, Object> sourceWriter(String purpose) {
    return writer(purpose, 10 * LINGER_MS);
  }

  private Map<String, Object> writer(String purpose, int lingerMs) {
    Map<String, Object> config = client(purpose);
    config.put(ProducerConfig.ACKS_CONFIG, "all");
    config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    config.put(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
    // until it notices added partitions, it writes orders where they no longer belong
    config.put(ProducerConfig.METADATA_MAX_AGE_CONFIG, METADATA_AGE_MS);
    config.put(ProducerConfig.BATCH_SIZE_CONFIG, 128 * 1024);
    // a dead letter is its record plus headers, so it must be allowed to be larger than any record
    config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, 8 * 1024 * 1024);
    config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, WriterTimeouts.REQUEST_MS);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 5_000);
    return measured(configured(config, ProducerConfig.configNames()), purpose);
  }

  public Map<String, Object> transactionalWriter(String purpose) {
    Map<String, Object> config = writer(purpose);
    config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, process + "-" + purpose);
    config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, WriterTimeouts.TRANSACTION_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, WriterTimeouts.DELIVERY_MS);
    return config;
  }

  private Map<String, Object> configured(Map<String, Object> config, Set<String> known) {
    options.addTo(config, known);
    return config;
  }

  /** Only of clients that live as long as the process, or are made again at once. */
  private Map<String, Object> measured(Map<String, Object> config, String purpose) {
    metrics.ifPresent(
        it -> {
          Object others = config.get(CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG);
          config.putAll(ClientMetrics.settings(it, purpose, others));
        });
    return config;
  }
}
