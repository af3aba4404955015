package net.jumptotech.orders.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import net.jumptotech.orders.app.cluster.ClusterOptions;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.fraud.FraudOptions;
import net.jumptotech.orders.http.HttpOptions;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.logging.LogFormat;
import net.jumptotech.orders.monitor.MonitorOptions;
import net.jumptotech.orders.payment.PaymentOptions;
import net.jumptotech.orders.producer.ProducerOptions;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.Version;
import net.jumptotech.orders.server.ServerTls;
import net.jumptotech.orders.server.TlsFiles;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.store.sqlite.SqliteOptions.Synchronous;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaOptions;
import net.jumptotech.orders.stream.topics.TopicOptions;

/**
 * The whole configuration, checked: the configuration file, what overrides it, and the defaults
 * that {@code conf/all.yaml} lists.
 *
 * @param roles never empty; has {@link Role#BROKER} if no other broker is configured
 * @param logFormat how the log is written
 * @param bootstrapServers of the other broker, empty for the embedded one
 * @param newTopics how topics are created; {@link #topics()} states what they must be like
 * @param brokerPassword that clients send to the embedded broker, here or in another process of
 *     this machine; empty for none
 * @param couchbase where documents are kept, empty for the embedded store
 * @param cluster whose event bus this process shares, empty for none
 * @param extensions what runs here besides the roles
 */
public record Descriptor(
    Set<Role> roles,
    Path data,
    LogFormat logFormat,
    Optional<String> processName,
    Optional<String> bootstrapServers,
    KafkaOptions kafka,
    TopicOptions newTopics,
    int brokerPort,
    Optional<Secret> brokerPassword,
    ProducerOptions producer,
    PumpSettings fraud,
    FraudOptions fraudOptions,
    PumpSettings payment,
    PaymentOptions paymentOptions,
    PumpSettings analytics,
    Optional<CouchbaseOptions> couchbase,
    Synchronous synchronous,
    HttpOptions http,
    Optional<ClusterOptions> cluster,
    MonitorOptions monitor,
    Extensions extensions) {

  /**
   * @throws IllegalArgumentException listing every mistake, one per line
   */
  public static Descriptor from(Settings settings) {
    Settings kafka = settings.section("kafka");
    Optional<String> servers = optional(kafka, "bootstrap-servers");
    Settings fraud = settings.section("fraud");
    Settings payment = settings.section("payment");
    Settings broker = settings.section("broker");
    Optional<Secret> password = BrokerOptions.password(broker, servers);
    Set<Role> roles = roles(settings, servers);
    Extensions extensions = Extensions.from(settings);
    Descriptor descriptor =
        new Descriptor(
            roles,
            settings.value("data", Path::of, Path.of("./data")),
            settings.value("log-format", LogFormat::parse, LogFormat.TEXT),
            optional(settings.section("process"), "name"),
            servers,
            kafkaOptions(kafka, servers, password),
            TopicOptions.from(kafka, servers.isEmpty()),
            BrokerOptions.port(broker),
            password,
            ProducerOptions.from(settings.section("producer"), Workbooks.in(extensions.plugins())),
            PumpSettings.settling(fraud),
            FraudOptions.from(fraud),
            PumpSettings.settling(payment),
            PaymentOptions.from(payment),
            PumpSettings.repeating(settings.section("analytics")),
            CouchbaseOptions.from(settings.section("couchbase")),
            Synchronous.from(settings.section("store")),
            HttpOptions.from(settings.section("http"), roles.contains(Role.HTTP)),
            ClusterOptions.from(settings.section("cluster", "seeds"), isEverything(roles)),
            MonitorOptions.from(settings),
            extensions);
    settings.ignore("service"); // only Terraform reads it
    settings.check();
    return descriptor;
  }

  /**
   * Reads the certificates that this process shows to clients; blocks. Apart from {@link #from},
   * since commands must work with an expired one too.
   *
   * @throws IllegalArgumentException if one cannot be used, saying why
   */
  public void checkCertificates() {
    Optional<TlsFiles> page = http.tls().filter(any -> roles.contains(Role.HTTP));
    Optional<TlsFiles> health = monitor.healthTls().filter(any -> monitor.healthPort().isPresent());
    List<String> mistakes = new ArrayList<>();
    for (TlsFiles files : Stream.concat(page.stream(), health.stream()).toList()) {
      try {
        ServerTls.check(files);
      } catch (IllegalArgumentException unusable) {
        mistakes.add(unusable.getMessage());
      }
    }
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", mistakes));
    }
  }

  /** What the roles of this process require of the topics. */
  public TopicOptions topics() {
    Duration longest =
        fraud.horizon().compareTo(payment.horizon()) > 0 ? fraud.horizon() : payment.horizon();
    int instances = 1;
    for (Role role : roles) {
      instances = Math.max(instances, instances(role));
    }
    return newTopics.forReaders(longest, instances);
  }

  /**
   * The connection of a command to the configured brokers. An embedded broker is not configured; it
   * prints its address when it starts.
   *
   * @param process name of the command if the configuration gives none
   * @throws IllegalArgumentException if no brokers are configured
   */
  public KafkaConnection otherKafka(String process) {
    return new KafkaConnection(
        bootstrapServers.orElseThrow(
            () ->
                new IllegalArgumentException(
                    "kafka.bootstrap-servers: set KAFKA_BOOTSTRAP_SERVERS to the brokers that this"
                        + " command should use; an embedded broker prints its address when it"
                        + " starts")),
        processName.orElse(process),
        Version.text(),
        kafka);
  }

  /**
   * As above; without configured brokers to the embedded one that another process runs on this
   * machine: at {@code broker.port} if that is given, otherwise where the data directory says, or
   * at the usual port.
   */
  public KafkaConnection kafkaOrThisMachine(String process) {
    return new KafkaConnection(
        bootstrapServers.or(this::runningBroker).orElse("127.0.0.1:" + brokerPort),
        processName.orElse(process),
        Version.text(),
        kafka);
  }

  /** To the brokers that are configured, or else to the embedded one that is known to run. */
  public Optional<KafkaConnection> kafkaIfKnown(String process) {
    return bootstrapServers
        .or(this::runningBroker)
        .map(
            servers ->
                new KafkaConnection(servers, processName.orElse(process), Version.text(), kafka));
  }

  private Optional<String> runningBroker() {
    boolean isGiven = brokerPort != 0 && brokerPort != BrokerOptions.DEFAULT_PORT;
    return isGiven ? Optional.empty() : RunningBroker.address(data);
  }

  /** How many instances of the role's verticle this process runs. */
  int instances(Role role) {
    return switch (role) {
      case FRAUD -> fraud.instances();
      case PAYMENT -> payment.instances();
      case ANALYTICS -> analytics.instances();
      case BROKER, HTTP, PRODUCER -> 1;
    };
  }

  private static Set<Role> roles(Settings settings, Optional<String> servers) {
    Set<Role> all = EnumSet.allOf(Role.class);
    Set<Role> roles = EnumSet.copyOf(settings.list("roles", Role::parse, all));
    if (servers.isEmpty()) {
      roles.add(Role.BROKER);
    } else if (roles.equals(all)) {
      roles.remove(Role.BROKER);
    } else if (roles.contains(Role.BROKER)) {
      settings.mistake(
          "roles",
          "broker runs the embedded broker, but kafka.bootstrap-servers names another one; remove"
              + " one of the two");
    }
    return roles;
  }

  /** An external broker is not a role of our processes. */
  private static boolean isEverything(Set<Role> roles) {
    return roles.containsAll(EnumSet.complementOf(EnumSet.of(Role.BROKER)));
  }

  private static KafkaOptions kafkaOptions(
      Settings kafka, Optional<String> servers, Optional<Secret> password) {
    KafkaOptions options = KafkaOptions.from(kafka);
    if (password.isPresent()) {
      if (options.logsIn()) {
        kafka.mistake(
            "api-key",
            "is set together with broker.password: set only one of api-key, kafka.options.sasl.*"
                + " and broker.password");
      }
      return options.withPassword(BrokerOptions.USER, password.get());
    }
    if (servers.isEmpty() && (kafka.isGiven("api-key") || kafka.isGiven("api-secret"))) {
      kafka.mistake(
          "api-key",
          "is set, but no broker is configured: set KAFKA_BOOTSTRAP_SERVERS, or unset"
              + " CONFLUENT_API_KEY and CONFLUENT_API_SECRET");
    }
    return options;
  }

  private static Optional<String> optional(Settings section, String key) {
    return Optional.of(section.text(key, "")).filter(text -> !text.isBlank());
  }
}
