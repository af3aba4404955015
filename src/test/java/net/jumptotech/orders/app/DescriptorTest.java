package net.jumptotech.orders.app;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.junit5.VertxExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jumptotech.orders.LogCapture;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.http.HttpOptions;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@ExtendWith(VertxExtension.class)
final class DescriptorTest {

  private static final Pattern NAMES = Pattern.compile("#\\s*((?:[A-Z]+_)+[A-Z]+)");

  private static Vertx vertx;

  @BeforeAll
  static void open(Vertx vertx) {
    DescriptorTest.vertx = vertx;
  }

  static List<Path> shipped() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf"))) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void aShippedDescriptorSaysTheDefaults(Path file) throws Exception {
    Descriptor defaults = Descriptor.from(new Settings(new JsonObject()));
    Descriptor shipped = Descriptor.from(settings(file, Overrides.NONE));

    String name = file.getFileName().toString().replace(".yaml", "");
    Role role = name.equals("all") ? Role.BROKER : Role.parse(List.of(name)).iterator().next();
    assertThat(shipped.roles()).contains(role);
    assertThat(shipped).usingRecursiveComparison().ignoringFields("roles").isEqualTo(defaults);
  }

  @Test
  void theBaseDescriptorListsEverySettingWithItsEnvironmentName() throws Exception {
    String base = Files.readString(Path.of("conf/all.yaml"));
    for (String path : effective(new Settings(new JsonObject())).keySet()) {
      if (!path.contains("[")) { // of a list, which has no names in the environment
        String usual = "ORDERS_" + path.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_");
        for (String name : aliases().getOrDefault(path, List.of(usual))) {
          assertThat(base).as(path).containsPattern("# (\\w+, )?" + name + "\\b");
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void anyOtherStatesOnlyWhatDiffers(Path file) throws Exception {
    Map<String, Settings.Effective> defaults = effective(new Settings(new JsonObject()));
    if (!file.endsWith("all.yaml")) {
      effective(settings(file, Overrides.NONE))
          .forEach(
              (path, stated) -> {
                if (stated.from().equals(path)) {
                  assertThat(stated.value()).as(path).isNotEqualTo(defaults.get(path).value());
                }
              });
    }
  }

  private static Map<String, Settings.Effective> effective(Settings settings) {
    Descriptor.from(settings);
    return settings.effective();
  }

  @ParameterizedTest
  @MethodSource("shipped")
  void everyEnvironmentNameInAShippedDescriptorIsOne(Path file) throws Exception {
    Matcher names = NAMES.matcher(Files.readString(file));
    while (names.find()) {
      String name = names.group(1);
      Settings settings =
          settings(file, Overrides.of(Map.of(), Map.of(name, "nonsense"), aliases()));
      try {
        Descriptor.from(settings);
      } catch (IllegalArgumentException itIsNonsense) {
        // whether somebody asked for it is the question
      }
      assertThat(settings.effective().values()).extracting(Settings.Effective::from).contains(name);
    }
  }

  @Test
  void anUnknownNameThatBeginsLikeOursIsAMistake() {
    Overrides overrides =
        Overrides.of(
            Map.of("orders.payment.in-fligth", "1"),
            Map.of("ORDERS_PAYMENT_INFLIGHT", "1"),
            aliases());

    assertThatThrownBy(() -> Descriptor.from(new Settings(new JsonObject(), overrides)))
        .hasMessageContaining(
            "orders.payment.in-fligth: unknown, did you mean orders.payment.in-flight?")
        .hasMessageContaining(
            "ORDERS_PAYMENT_INFLIGHT: unknown, did you mean ORDERS_PAYMENT_IN_FLIGHT?");
  }

  @Test
  void whatKubernetesTellsAServiceOfOurNameIsNoMistake() {
    Map<String, String> injected =
        Map.of(
            "ORDERS_SERVICE_HOST", "10.0.0.7",
            "ORDERS_SERVICE_PORT_HTTP", "8000",
            "ORDERS_PORT", "tcp://10.0.0.7:8000",
            "ORDERS_PORT_8000_TCP_ADDR", "10.0.0.7");

    assertThatCode(
            () ->
                Descriptor.from(
                    new Settings(new JsonObject(), Overrides.of(Map.of(), injected, aliases()))))
        .doesNotThrowAnyException();
  }

  @Test
  void aFlagGoesBeforeAPropertyThatBeforeTheEnvironmentThatBeforeTheDescriptor() {
    JsonObject descriptor = new JsonObject().put("http", new JsonObject().put("port", 1));
    Map<String, String> environment = Map.of("HTTP_PORT", "2");
    Map<String, String> properties = Map.of("orders.http.port", "3");

    assertThat(port(descriptor, Overrides.NONE)).isEqualTo(1);
    assertThat(port(descriptor, Overrides.of(Map.of(), environment, aliases()))).isEqualTo(2);
    assertThat(port(descriptor, Overrides.of(properties, environment, aliases()))).isEqualTo(3);
    assertThat(
            port(
                descriptor,
                Overrides.of(properties, environment, aliases()).flag("--port", "http.port", 4)))
        .isEqualTo(4);
  }

  @Test
  void aSettingIsReadByItsFormerNameToo() {
    JsonObject old = new JsonObject().put("window", "10ms");
    JsonObject shipped = new JsonObject().put("commit-interval", "50ms");
    JsonObject tree =
        new JsonObject()
            .put("fraud", old)
            .put("payment", shipped)
            .put("analytics", old.copy().mergeIn(shipped));
    Settings settings =
        new Settings(
            tree, Overrides.of(Map.of(), Map.of("ORDERS_PAYMENT_WINDOW", "20ms"), aliases()));

    Descriptor descriptor = Descriptor.from(settings);

    assertThat(descriptor.fraud().commitInterval()).hasMillis(10);
    assertThat(descriptor.payment().commitInterval()).hasMillis(20);
    assertThat(descriptor.analytics().commitInterval()).hasMillis(50);
    assertThat(settings.effective().get("payment.commit-interval"))
        .isEqualTo(new Settings.Effective("20ms", "ORDERS_PAYMENT_WINDOW"));
    assertThat(settings.oldNames())
        .containsExactly(
            "fraud.window is an old name, which still works: use fraud.commit-interval",
            "ORDERS_PAYMENT_WINDOW is an old name, which still works: use payment.commit-interval",
            "analytics.window is ignored: it is an old name, and analytics.commit-interval is given"
                + " too");
  }

  @Test
  void theFormerNameOfASettingIsIgnoredWhereAnOverrideHasTheNewOne() {
    Settings settings =
        new Settings(
            new JsonObject().put("fraud", new JsonObject().put("window", "10ms")),
            Overrides.of(
                Map.of(),
                Map.of(
                    "ORDERS_FRAUD_COMMIT_INTERVAL", "20ms",
                    "ORDERS_PAYMENT_COMMIT_INTERVAL", "30ms",
                    "ORDERS_PAYMENT_WINDOW", "40ms"),
                aliases()));

    Descriptor descriptor = Descriptor.from(settings);

    assertThat(descriptor.fraud().commitInterval()).hasMillis(20);
    assertThat(descriptor.payment().commitInterval()).hasMillis(30);
    assertThat(settings.oldNames())
        .containsExactly(
            "fraud.window is ignored: it is an old name, and ORDERS_FRAUD_COMMIT_INTERVAL is given"
                + " too",
            "ORDERS_PAYMENT_WINDOW is ignored: it is an old name, and"
                + " ORDERS_PAYMENT_COMMIT_INTERVAL is given too");
  }

  @Test
  void aConfiguredBrokerTakesThePlaceOfTheEmbeddedOne() {
    Overrides other =
        Overrides.of(Map.of(), Map.of("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092"), aliases());

    Descriptor descriptor = Descriptor.from(new Settings(new JsonObject(), other));

    assertThat(descriptor.bootstrapServers()).contains("kafka:9092");
    assertThat(descriptor.roles())
        .isEqualTo(Set.of(Role.PRODUCER, Role.FRAUD, Role.PAYMENT, Role.ANALYTICS, Role.HTTP));
  }

  @Test
  void anApiKeyWithoutBootstrapServersIsAMistake() {
    Overrides key =
        Overrides.of(
            Map.of(), Map.of("CONFLUENT_API_KEY", "key", "CONFLUENT_API_SECRET", "S3"), aliases());

    assertThatThrownBy(() -> Descriptor.from(new Settings(new JsonObject(), key)))
        .hasMessage(
            "kafka.api-key: is set, but no broker is configured: set KAFKA_BOOTSTRAP_SERVERS, or"
                + " unset CONFLUENT_API_KEY and CONFLUENT_API_SECRET");
  }

  @Test
  void theEmbeddedBrokerHasNoReplicas() {
    Overrides three = Overrides.of(Map.of(), Map.of("ORDERS_KAFKA_REPLICATION", "3"), aliases());

    assertThatThrownBy(() -> Descriptor.from(new Settings(new JsonObject(), three)))
        .hasMessage("kafka.replication: must be 0 or 1 with the embedded broker, was 3");
  }

  @Test
  void anAddressThatOthersReachNeedsSomethingInFront() {
    JsonObject everywhere = new JsonObject().put("host", "0.0.0.0");
    JsonObject page = new JsonObject().put("http", everywhere);

    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.host: other machines can reach 0.0.0.0")
        .hasMessageContaining("set http.access (ORDERS_HTTP_ACCESS) to keys")
        .hasMessageContaining("a proxy with a log-in")
        .hasMessageContaining("http.insecure (ORDERS_HTTP_INSECURE)");

    JsonObject elsewhere = page.copy().put("roles", "payment");
    assertThatCode(() -> Descriptor.from(new Settings(elsewhere))).doesNotThrowAnyException();
    for (String host : List.of("127.0.0.2", "localhost", "::1")) {
      everywhere.put("host", host);
      assertThatCode(() -> Descriptor.from(new Settings(page))).doesNotThrowAnyException();
    }
    everywhere.put("host", "0.0.0.0").put("insecure", true);
    assertThatCode(() -> Descriptor.from(new Settings(page))).doesNotThrowAnyException();
  }

  @Test
  void whoMayDoWhatIsSaidCompletely(@TempDir Path directory) throws IOException {
    JsonObject http = new JsonObject().put("host", "0.0.0.0").put("access", "keys");
    JsonObject page = new JsonObject().put("http", http);
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith(
            "http.keys-file: http.access names keys: set ORDERS_HTTP_KEYS_FILE");

    http.put("keys-file", directory.resolve("nowhere").toString());
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith("http.keys-file: cannot read it: ")
        .hasMessageContaining("nowhere");

    Path file = directory.resolve("keys");
    Files.writeString(file, "shop-a orders:sand abc\n");
    http.put("keys-file", file.toString());
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.keys-file: " + file + ": line 1: expected one of")
        .hasMessageContaining("was \"orders:sand\", did you mean orders:send?");

    Files.writeString(file, "shop-a orders:send " + "0a".repeat(32) + "\n");
    assertThatCode(() -> Descriptor.from(new Settings(page))).doesNotThrowAnyException();

    http.put("access", "open");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.keys-file: is read only if http.access")
        .hasMessageContaining("http.host: other machines can reach 0.0.0.0");

    http.put("access", "password");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith(
            "http.access: expected open, or one or more of keys, oidc, alb with commas, was"
                + " \"password\"");

    Overrides shortSecret =
        Overrides.of(Map.of(), Map.of("ORDERS_HTTP_SESSION_SECRET", "short"), Map.of());
    http.put("access", "keys");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page, shortSecret)))
        .hasMessage("http.session-secret: expected at least 32 characters (openssl rand -hex 32)");
  }

  @Test
  void aProviderIsDescribedCompletely() {
    JsonObject oidc = new JsonObject();
    JsonObject http =
        new JsonObject().put("host", "0.0.0.0").put("access", "oidc").put("oidc", oidc);
    JsonObject page = new JsonObject().put("http", http);
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.oidc.issuer: expected the https address of the provider")
        .hasMessageContaining("http.oidc.client-id: set it to let people log in")
        .hasMessageContaining("http.oidc.rights: nobody would have any");

    for (String wrong : List.of("login.example.com", "http://login.example.com", "https://a@b")) {
      oidc.put("issuer", wrong);
      assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
          .hasMessageContaining("http.oidc.issuer: expected")
          .hasMessageContaining("was \"" + wrong + "\"");
    }
    oidc.put("issuer", "https://login.example.com").put("client-id", "orders");
    oidc.put("rights", "viewers=read; CN=ops,OU=shop=read, operate");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith("http.url: set it to the address of the page");

    for (String wrong : List.of("http://orders.example.com", "https://orders.example.com/page")) {
      http.put("url", wrong);
      assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
          .hasMessageContaining("http.url: expected https and a host")
          .hasMessageContaining("was \"" + wrong + "\"");
    }
    http.put("url", "https://orders.example.com");
    assertThatCode(() -> Descriptor.from(new Settings(page))).doesNotThrowAnyException();

    oidc.put("rights", "viewers=raed");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith("http.oidc.rights: expected one of");
    oidc.put("rights", "viewers=read").put("client-secret", "in the file");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("a secret does not belong in a configuration file")
        .hasMessageNotContaining("in the file");
    oidc.remove("client-secret");

    http.put("access", "open").put("host", "127.0.0.1");
    Overrides secret =
        Overrides.of(
            Map.of(), Map.of("ORDERS_HTTP_OIDC_CLIENT_SECRET", "of the environment"), Map.of());
    assertThatThrownBy(() -> Descriptor.from(new Settings(page, secret)))
        .hasMessageContaining(
            "http.oidc.issuer: is read only if http.access (ORDERS_HTTP_ACCESS) names oidc")
        .hasMessageContaining("http.oidc.rights: is read only")
        .hasMessageContaining("http.oidc.client-secret: is read only")
        .hasMessageContaining("http.url: is read only")
        .hasMessageNotContaining("of the environment");

    http.put("access", "open,oidc");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.access: open stands alone, was \"open,oidc\"");
  }

  @Test
  void aLoadBalancerIsDescribedCompletely() {
    JsonObject alb = new JsonObject();
    JsonObject http = new JsonObject().put("host", "0.0.0.0").put("access", "alb").put("alb", alb);
    JsonObject page = new JsonObject().put("http", http);
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining("http.alb.load-balancer: expected the ARN of the load balancer")
        .hasMessageContaining("http.alb.client-id: set it")
        .hasMessageContaining("http.alb.rights: nobody would have any");

    String arn = "arn:aws:elasticloadbalancing:eu-central-1:123456789012:loadbalancer/app/a/50dc";
    alb.put("load-balancer", arn).put("client-id", "orders").put("rights", "ops=operate");
    assertThatCode(() -> Descriptor.from(new Settings(page))).doesNotThrowAnyException();

    alb.put("load-balancer", arn.replace("arn:aws:", "arn:aws-cn:"));
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith("http.alb.keys-url: set it");
    alb.put("keys-url", "http://keys.example.com");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageStartingWith("http.alb.keys-url: expected an https address");

    http.put("access", "open").put("host", "127.0.0.1");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page)))
        .hasMessageContaining(
            "http.alb.load-balancer: is read only if http.access (ORDERS_HTTP_ACCESS) names alb")
        .hasMessageContaining("http.alb.rights: is read only");
  }

  @Test
  void keysThatTravelInClearAreWarnedOf() {
    JsonObject http = new JsonObject().put("host", "0.0.0.0").put("access", "keys");
    JsonObject page = new JsonObject().put("http", http);
    Overrides keys =
        Overrides.of(
            Map.of(),
            Map.of("ORDERS_HTTP_KEYS", "shop-a orders:send " + "0a".repeat(32)),
            Map.of());
    try (LogCapture log = new LogCapture(HttpOptions.class.getName(), Level.WARN)) {
      http.put("insecure", true);
      Descriptor.from(new Settings(page, keys));
      http.put("insecure", false).put("host", "127.0.0.1");
      Descriptor.from(new Settings(page, keys));
      assertThat(log.lines()).isEmpty();

      http.put("host", "0.0.0.0");
      Descriptor.from(new Settings(page, keys));
      assertThat(log.lines())
          .containsExactly(
              "keys travel unencrypted on 0.0.0.0: set http.tls, or http.insecure if a proxy in"
                  + " front speaks TLS");
    }
  }

  @Test
  void whatIsHiddenIsShownInTheConfiguration() {
    Settings settings = new Settings(new JsonObject());
    Descriptor.from(settings);
    assertThat(settings.effective().get("http.personal-fields").value())
        .startsWith("address,birth,");
  }

  @Test
  void keysMayBeASecretInsteadOfAFile(@TempDir Path directory) throws IOException {
    String line = "shop-a orders:send " + "0a".repeat(32);
    JsonObject http = new JsonObject().put("host", "0.0.0.0").put("access", "keys");
    JsonObject page = new JsonObject().put("http", http);
    Overrides keys = Overrides.of(Map.of(), Map.of("ORDERS_HTTP_KEYS", line), Map.of());
    assertThatCode(() -> Descriptor.from(new Settings(page, keys))).doesNotThrowAnyException();

    Overrides wrong = Overrides.of(Map.of(), Map.of("ORDERS_HTTP_KEYS", line + "\nx"), Map.of());
    assertThatThrownBy(() -> Descriptor.from(new Settings(page, wrong)))
        .hasMessageStartingWith("http.keys: line 2: expected NAME RIGHT")
        .hasMessageNotContaining("0a0a");

    Path file = Files.writeString(directory.resolve("keys"), line + "\n");
    Overrides both =
        Overrides.of(
            Map.of(),
            Map.of("ORDERS_HTTP_KEYS", line, "ORDERS_HTTP_KEYS_FILE", file.toString()),
            Map.of());
    assertThatThrownBy(() -> Descriptor.from(new Settings(page, both)))
        .hasMessage("http.keys-file: ORDERS_HTTP_KEYS is set too: keep only one of them");

    http.put("host", "127.0.0.1").put("access", "open");
    assertThatThrownBy(() -> Descriptor.from(new Settings(page, keys)))
        .hasMessage("http.keys: is read only if http.access (ORDERS_HTTP_ACCESS) names keys");
  }

  @Test
  void aPasswordOfTheEmbeddedBrokerIsForThisMachineAlone() {
    Map<String, String> password = Map.of("ORDERS_BROKER_PASSWORD", "0123456789abcdef");

    assertThat(with(password).kafka().settings())
        .containsEntry("security.protocol", "SASL_PLAINTEXT");
    assertThat(with(password, "KAFKA_BOOTSTRAP_SERVERS", "localhost:9092").kafka().settings())
        .containsEntry("sasl.mechanism", "PLAIN");
    assertThatThrownBy(() -> with(password, "KAFKA_BOOTSTRAP_SERVERS", "localhost:1,kafka:9092"))
        .hasMessageContaining(
            "broker.password: is the password of the embedded broker on this machine")
        .hasMessageContaining("localhost:1,kafka:9092");
    assertThatThrownBy(
            () ->
                with(
                    password,
                    "ORDERS_KAFKA_OPTIONS_SECURITY_PROTOCOL",
                    "SASL_SSL",
                    "KAFKA_BOOTSTRAP_SERVERS",
                    "localhost:1"))
        .hasMessageContaining("is set together with broker.password");
    assertThatThrownBy(() -> with(Map.of("ORDERS_BROKER_PASSWORD", "short-S3")))
        .hasMessageContaining("broker.password: expected 16 to 128 characters")
        .hasMessageNotContaining("short-S3");
  }

  @Test
  void aTokenOfTheBridgeCannotBeGuessed() {
    assertThatThrownBy(
            () -> with(Map.of("ORDERS_BRIDGE_PORT", "0", "ORDERS_BRIDGE_TOKEN", "short-S3")))
        .hasMessageContaining("bridge.token: expected at least 16 characters")
        .hasMessageNotContaining("short-S3");
  }

  private static Descriptor with(Map<String, String> given, String... more) {
    Map<String, String> environment = new HashMap<>(given);
    for (int i = 0; i < more.length; i += 2) {
      environment.put(more[i], more[i + 1]);
    }
    return Descriptor.from(
        new Settings(new JsonObject(), Overrides.of(Map.of(), environment, aliases())));
  }

  private static int port(JsonObject descriptor, Overrides overrides) {
    return Descriptor.from(new Settings(descriptor, overrides)).http().port();
  }

  private static Map<String, List<String>> aliases() {
    return Configuration.OWN_NAMES;
  }

  private static Settings settings(Path file, Overrides overrides) throws Exception {
    return await(Configuration.settings(vertx, file.toString(), overrides));
  }
}
