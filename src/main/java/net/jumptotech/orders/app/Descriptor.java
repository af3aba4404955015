package net.jumptotech.orders.app;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jumptotech.orders.app.cluster.ClusterOptions;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.fraud.FraudOptions;
import net.jumptotech.orders.http.HttpOptions;
import net.jumptotech.orders.monitor.MonitorOptions;
import net.jumptotech.orders.producer.ProducerOptions;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.runtime.Version;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.store.sqlite.SqliteOptions.Synchronous;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaOptions;
import net.jumptotech.orders.stream.topics.TopicOptions;

/**
 * Everything that can be configured, checked: what a descriptor says, what overrides it, and the
 * defaults, which {@code conf/all.yaml} lists.
 *
 * @param roles never empty; has {@link Role#BROKER} if no other broker is configured
 * @param bootstrapServers of the other broker, empty for the embedded one
 * @param judging what the fraud role goes by
 * @param partitions of topics that are created
 * @param replication of topics that are created, empty for the cluster's default
 * @param brokerPassword that clients show to the embedded broker, here or in another process of
 *     this machine; empty for none
 * @param couchbase where documents are kept, empty for the embedded store
 * @param cluster whose event bus this process shares, empty for none
 * @param extensions what runs here beside the roles
 */
public record Descriptor(
    Set<Role> roles,
    Path data,
    Optional<String> processName,
    Optional<String> bootstrapServers,
    KafkaOptions kafka,
    int partitions,
    OptionalInt replication,
    int brokerPort,
    Optional<Secret> brokerPassword,
    ProducerOptions producer,
    PumpSettings fraud,
    FraudOptions judging,
    PumpSettings payment,
    Gateway gateway,
    PumpSettings analytics,
    Optional<CouchbaseOptions> couchbase,
    Synchronous synchronous,
    HttpOptions http,
    Optional<ClusterOptions> cluster,
    MonitorOptions supervision,
    Extensions extensions) {

  private static final int MOST_PORT = 65_535;
  private static final int MOST_REPLICAS = 100;

  /**
   * The simulated payment gateway, and how often it is asked.
   *
   * @param declineShare which part of the orders it declines, 0 to 1
   */
  record Gateway(Duration latency, double declineShare, Retry retry) {}

  /**
   * @throws IllegalArgumentException listing every mistake, one a line
   */
  public static Descriptor read(Settings settings) {
    Settings kafka = settings.section("kafka");
    Optional<String> servers = optional(kafka, "bootstrap-servers");
    Settings fraud = settings.section("fraud");
    Settings payment = settings.section("payment");
    Settings http = settings.section("http");
    Settings broker = settings.section("broker");
    Optional<Secret> password = password(broker, servers);
    Set<Role> roles = roles(settings, servers);
    Descriptor descriptor =
        new Descriptor(
            roles,
            settings.value("data", Path::of, Path.of("./data")),
            optional(settings.section("process"), "name"),
            servers,
            kafkaOptions(kafka, servers, password),
            kafka.integer("partitions", 3, 1, 10_000),
            replication(kafka, servers),
            broker.integer("port", BrokerOptions.DEFAULT_PORT, 0, MOST_PORT),
            password,
            ProducerOptions.from(settings.section("producer")),
            PumpSettings.settling(fraud),
            FraudOptions.from(fraud),
            PumpSettings.settling(payment),
            gateway(payment.section("gateway")),
            PumpSettings.repeating(settings.section("analytics")),
            CouchbaseOptions.from(settings.section("couchbase")),
            synchronous(settings.section("store")),
            http(http, roles),
            ClusterOptions.from(settings.section("cluster", "seeds"), isEverything(roles)),
            MonitorOptions.read(settings),
            Extensions.read(settings));
    settings.ignore("service"); // terraform's
    settings.check();
    return descriptor;
  }

  /** What the topics must be like for what runs here. */
  public TopicOptions topics() {
    Duration longest =
        fraud.horizon().compareTo(payment.horizon()) > 0 ? fraud.horizon() : payment.horizon();
    int instances = 1;
    for (Role role : roles) {
      instances = Math.max(instances, instances(role));
    }
    return new TopicOptions(
        partitions, replication, longest, roles.contains(Role.BROKER), instances);
  }

  /**
   * How a command reaches the brokers that are configured; an embedded one is not, and says its
   * address when it starts.
   *
   * @param process what the command is called where the configuration gives no name
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

  /** How often this process runs the role's verticle. */
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

  /** Another broker is not a role of any of our processes. */
  private static boolean isEverything(Set<Role> roles) {
    return roles.containsAll(EnumSet.complementOf(EnumSet.of(Role.BROKER)));
  }

  /** Nobody logs in yet, so whoever reaches it may send orders, read and export them all. */
  private static HttpOptions http(Settings http, Set<Role> roles) {
    String host = http.text("host", HttpOptions.DEFAULT_HOST);
    if (!http.flag("insecure", false) && roles.contains(Role.HTTP) && !isLoopback(host)) {
      http.mistake(
          "host",
          ("other machines can reach %s, and neither the page nor the API asks for a password: put"
               + " an authenticating proxy, a load balancer with a log-in (OIDC) or a network rule"
               + " in front and then set http.insecure (ORDERS_HTTP_INSECURE) to true, or listen on"
               + " 127.0.0.1")
              .formatted(host));
    }
    return new HttpOptions(
        host,
        http.integer("port", HttpOptions.DEFAULT_PORT, 0, MOST_PORT),
        http.list("names", Set::copyOf, Set.of()),
        http.integer("connections", HttpOptions.DEFAULT_CONNECTIONS, 10, 100_000),
        http.share("share-per-address", HttpOptions.DEFAULT_SHARE_PER_ADDRESS));
  }

  /** By its text: no name is resolved, and one that is unknown is taken for another machine's. */
  private static boolean isLoopback(String host) {
    return host.startsWith("127.") || host.equals("localhost") || host.matches("\\[?::1]?");
  }

  private static Optional<Secret> password(Settings broker, Optional<String> servers) {
    Optional<Secret> password = broker.secret("password");
    try {
      password.ifPresent(BrokerOptions::checkPassword);
    } catch (IllegalArgumentException weak) {
      broker.mistake("password", weak.getMessage());
      return Optional.empty();
    }
    if (password.isPresent() && !servers.map(Descriptor::isHere).orElse(true)) {
      broker.mistake(
          "password",
          "is the password of the embedded broker on this machine; it would cross the network"
              + " unencrypted to "
              + servers.get()
              + ": unset ORDERS_BROKER_PASSWORD, and use kafka.api-key or kafka.options instead");
    }
    return password;
  }

  private static boolean isHere(String servers) {
    return Arrays.stream(servers.split(","))
        .map(server -> server.trim().replaceFirst(":[0-9]+$", ""))
        .allMatch(Descriptor::isLoopback);
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

  private static OptionalInt replication(Settings kafka, Optional<String> servers) {
    int replication = kafka.integer("replication", 0, 1, MOST_REPLICAS);
    if (servers.isEmpty() && replication > 1) {
      kafka.mistake("replication", "must be 0 or 1 with the embedded broker, was " + replication);
    }
    return replication == 0 ? OptionalInt.empty() : OptionalInt.of(replication);
  }

  private static Gateway gateway(Settings gateway) {
    return new Gateway(
        gateway.duration("latency", Duration.ofMillis(100), Duration.ZERO, Duration.ofMinutes(1)),
        gateway.share("decline-share", 0),
        new Retry(
            gateway.integer("attempts", 5, 1, 1_000),
            gateway.duration(
                "retry-first", Duration.ofMillis(200), Duration.ofMillis(1), Duration.ofMinutes(1)),
            Duration.ofMinutes(1)));
  }

  private static Synchronous synchronous(Settings store) {
    return store.value(
        "synchronous",
        text -> {
          for (Synchronous value : Synchronous.values()) {
            if (value.name().equals(text.toUpperCase(Locale.ROOT))) {
              return value;
            }
          }
          throw new IllegalArgumentException("expected normal or full, was \"" + text + "\"");
        },
        Synchronous.NORMAL);
  }

  private static Optional<String> optional(Settings section, String key) {
    return Optional.of(section.text(key, "")).filter(text -> !text.isBlank());
  }
}
