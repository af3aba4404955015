package net.jumptotech.orders.app;

import static java.nio.file.StandardCopyOption.REPLACE_EXISTING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.TlsClient;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person at a terminal gets to see. */
final class CommandLineIT {

  private static final Duration SOON = Await.LONG;

  @TempDir private Path data;

  @Test
  void allMistakesAreReportedTogetherBeforeAnythingStarts() throws IOException {
    Path descriptor = data.resolve("wrong.yaml");
    Files.writeString(
        descriptor,
        """
        roles: [fraud, paiment]
        payment:
          in-fligth: 10
          commit-interval: soon
        """);
    try (OrdersProcess process =
        OrdersProcess.start(
            data.resolve("data"),
            Map.of("HTTP_PORT", "eighty"),
            "--conf",
            descriptor.toString(),
            "--rate",
            "-1")) {
      assertThat(process.exitCode(SOON)).isEqualTo(2);
      String output = String.join("\n", process.output());
      assertThat(output)
          .contains("roles: expected all, or some of", "\"paiment\"")
          .contains("payment.in-fligth: unknown, did you mean payment.in-flight?")
          .contains(
              "payment.commit-interval: expected a duration such as 100ms, 2s, 7d, was \"soon\"")
          .contains("HTTP_PORT: expected a whole number from 0 to 65535, was \"eighty\"")
          .contains("--rate: expected a whole number from 1 to", "was \"-1\"")
          .doesNotContain("Exception");
      assertThat(data.resolve("data")).doesNotExist();
    }
  }

  @Test
  void certificatesThatCannotBeUsedAreSaidTogetherAndNothingStarts() throws IOException {
    TestCertificate expired = TestCertificate.valid(data, -10, 5, "EC");
    TestCertificate other = TestCertificate.forLoopback(data);
    Map<String, String> environment =
        Map.of(
            "ORDERS_HTTP_TLS_CERTIFICATE", expired.pemFile().toString(),
            "ORDERS_HTTP_TLS_KEY", expired.keyFile().toString(),
            "ORDERS_HEALTH_PORT", "0",
            "ORDERS_HEALTH_TLS_CERTIFICATE", other.pemFile().toString(),
            "ORDERS_HEALTH_TLS_KEY", expired.keyFile().toString());
    for (String[] arguments : new String[][] {{"--check"}, {}}) {
      try (OrdersProcess process =
          OrdersProcess.start(data.resolve("data"), environment, arguments)) {
        assertThat(process.exitCode(SOON)).isEqualTo(2);
        assertThat(process.output()).hasSize(3);
        assertThat(process.output().get(1))
            .startsWith("  http.tls.certificate: " + expired.pemFile() + " has expired (serial ");
        assertThat(process.output().get(2))
            .isEqualTo(
                "  health.tls.key: %s does not belong to the certificate in %s"
                    .formatted(expired.keyFile(), other.pemFile()));
        assertThat(data.resolve("data")).doesNotExist();
      }
    }
    try (OrdersProcess elsewhere =
        OrdersProcess.start(data.resolve("data"), environment, "topics", "--check")) {
      assertThat(elsewhere.exitCode(SOON)).isEqualTo(2);
      assertThat(String.join("\n", elsewhere.output()))
          .as("commands work with an expired certificate")
          .contains("KAFKA_BOOTSTRAP_SERVERS")
          .doesNotContain("expired");
    }
  }

  @Test
  void aPageOverHttpsSaysSoAndSaysOnceWhyAnotherCertificateIsNotUsed() throws IOException {
    TestCertificate made = TestCertificate.forLoopback(data);
    Map<String, String> environment =
        Map.of(
            "ORDERS_HTTP_TLS_CERTIFICATE", made.pemFile().toString(),
            "ORDERS_HTTP_TLS_KEY", made.keyFile().toString());
    try (OrdersProcess process =
        OrdersProcess.start(data.resolve("data"), environment, "--source", "none")) {
      assertThat(process.page()).hasScheme("https");
      try (TlsClient client = new TlsClient(process.page().getPort(), "TLSv1.2")) {
        assertThat(client.get("/healthz")).contains("\"ok\"");
        assertThatThrownBy(
                () -> {
                  client.handshakeAgain();
                  client.get("/healthz");
                })
            .as("a second handshake on one connection")
            .isInstanceOf(IOException.class);
      }
      Files.writeString(made.keyFile(), "half");
      process.awaitLine("contains no private key");
      TestCertificate next = TestCertificate.forLoopback(data);
      Files.copy(next.pemFile(), made.pemFile(), REPLACE_EXISTING);
      Files.copy(next.keyFile(), made.keyFile(), REPLACE_EXISTING);
      process.awaitLine("http.tls: new certificate: serial ");
      assertThat(process.log())
          .filteredOn(line -> line.contains(" WARN "))
          .filteredOn(line -> line.contains("contains no private key"))
          .singleElement()
          .asString()
          .contains("the former certificate stays in use: serial ");
    }
  }

  @Test
  void aPortInUseIsSaidInOneLine() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());
      failsWith(
          OrdersProcess.start(data.resolve("a"), Map.of("BROKER_PORT", port)),
          "port " + port + " on 127.0.0.1 is in use",
          "BROKER_PORT");
      failsWith(
          OrdersProcess.start(data.resolve("b"), Map.of("HTTP_PORT", port)),
          "port " + port + " on 127.0.0.1 is in use",
          "HTTP_PORT");
    }
  }

  @Test
  void aBrokerThatCannotBeReachedIsSaidInOneLine() {
    failsWith(
        OrdersProcess.start(
            data, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), "--roles", "payment"),
        "Kafka at 127.0.0.1:1 cannot be used",
        "KAFKA_BOOTSTRAP_SERVERS");
  }

  @ParameterizedTest
  @ValueSource(strings = {"breaches", "transactions", "operations", "topics --check"})
  void aCommandThatNeedsBrokersSaysWhichSettingNamesThem(String command) {
    try (OrdersProcess process = OrdersProcess.start(data, command.split(" "))) {
      assertThat(process.exitCode(SOON)).isEqualTo(2);
      assertThat(process.output())
          .containsExactly(
              "orders: the configuration is invalid:",
              "  kafka.bootstrap-servers: set KAFKA_BOOTSTRAP_SERVERS to the brokers that this"
                  + " command should use; an embedded broker prints its address when it starts");
    }
  }

  @Test
  void indexesAreAppliedOnlyWhereACouchbaseIsConfigured() {
    try (OrdersProcess process = OrdersProcess.start(data, "store", "--indexes", "--apply")) {
      assertThat(process.exitCode(SOON)).isEqualTo(2);
      assertThat(process.output())
          .containsExactly(
              "orders: the configuration is invalid:",
              "  couchbase.host: --apply needs a Couchbase; set COUCHBASE_HOST");
    }
  }

  @Test
  void documentsThatWouldNotBeMadeAgainAreNotDeleted() {
    try (OrdersProcess process =
        OrdersProcess.start(data, Map.of("KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1"), "--fresh")) {
      assertThat(process.exitCode(SOON)).isEqualTo(2);
      assertThat(String.join("\n", process.output())).contains("--fresh: would delete");
    }
  }

  @Test
  void aDataDirectoryThatAnotherProcessUsesIsSaidInOneLine() {
    try (OrdersProcess first = OrdersProcess.start(data, "--source", "none")) {
      first.page();
      failsWith(
          OrdersProcess.start(data, "--source", "none"),
          "data directory " + data.toAbsolutePath() + " is in use by another process",
          first.broker());
      failsWith(OrdersProcess.start(data, "--fresh"), "is in use by another process", "--fresh");
    }
  }

  @Test
  void aFileThatIsNotThereIsSaidInOneLine() {
    failsWith(OrdersProcess.start(data, "--source", "file:nowhere.csv"), "nowhere.csv", "");
  }

  @Test
  void aFileThatIsNoneOfOursIsSaidInOneLineBeforeAnythingStarts() throws IOException {
    Path file = Files.writeString(data.resolve("all.zip"), "PK\3\4orders.csv and more");
    try (OrdersProcess process =
        OrdersProcess.start(data.resolve("data"), "--source", "file:" + file, "--exit-when-done")) {
      assertThat(process.exitCode(SOON)).isEqualTo(1);
      assertThat(process.output()).containsExactly("orders: all.zip is a zip archive: unpack it");
    }
  }

  @Test
  void whatWasRefusedIsTheUsersToKnow() throws IOException {
    Path file =
        Files.writeString(
            data.resolve("some.csv"),
            """
            order_id,amount,country,status
            1,450.00,DE,
            2,$9,DE,
            3,7.00,US,CANCELLED
            1,9.00,US,
            4,$7,US,
            5,9.00,US,
            5,450.00,DE,
            """);
    try (OrdersProcess process =
        OrdersProcess.start(
            data.resolve("data"), "--source", "file:" + file, "--exit-when-done", "--strict")) {
      assertThat(process.exitCode(SOON)).isEqualTo(3);
      assertThat(process.output())
          .contains("file:some.csv: 7 read, 5 accepted, 2 refused")
          .anyMatch(
              it ->
                  it.startsWith("    some.csv:3: amount: ")
                      && it.endsWith("was \"$9\", did you mean 9? (and 1 more of this kind)"))
          .contains(
              "    some.csv:5: order 1",
              "    some.csv:8: order 5",
              "done: file:some.csv, order ids: 3",
              "  2 paid, 0 declined, 1 not charged, 1 flagged",
              "  other alerts: 1, for later versions of orders or for orders settled before this"
                  + " run",
              "  dead letters: 2 from the source, 0 from the roles that read",
              "  orders in the store, from all runs: 3")
          .last()
          .asString()
          .contains("orders --source none --data");
    }
  }

  @Test
  void strictIsForARunThatEnds() {
    try (OrdersProcess process = OrdersProcess.start(data, "--strict", "--source", "none")) {
      assertThat(process.exitCode(SOON)).isEqualTo(2);
      assertThat(String.join("\n", process.output()))
          .contains("--strict: works only together with");
    }
  }

  @Test
  void checkPrintsWhereEachValueComesFrom() {
    try (OrdersProcess process =
        OrdersProcess.start(
            data, Map.of("ORDERS_PAYMENT_IN_FLIGHT", "77"), "--check", "--rate", "5")) {
      assertThat(process.exitCode(SOON)).isZero();
      assertThat(process.output())
          .contains(
              "payment.in-flight: 77  # ORDERS_PAYMENT_IN_FLIGHT",
              "producer.rate: 5  # --rate",
              "payment.commit-interval: 50ms  # default",
              "producer.source: synthetic  # default",
              "couchbase.certificate:   # default");
    }
  }

  @Test
  void theFormerNameOfASettingStillWorksAndSaysSoOnce() {
    try (OrdersProcess process =
        OrdersProcess.start(data, Map.of("ORDERS_FRAUD_WINDOW", "70ms"), "--check")) {
      assertThat(process.exitCode(SOON)).isZero();
      assertThat(process.output())
          .contains("fraud.commit-interval: 70ms  # ORDERS_FRAUD_WINDOW")
          .filteredOn(line -> line.contains("is an old name"))
          .singleElement(InstanceOfAssertFactories.STRING)
          .contains("ORDERS_FRAUD_WINDOW is an old name, which still works: use fraud.commit");
    }
  }

  @Test
  void idsOfMadeUpOrdersGoOnAfterARestart() {
    try (OrdersProcess process = OrdersProcess.start(data, "--rate", "500")) {
      awaitMoreOrders(process);
      process.kill();
    }
    try (OrdersProcess process = OrdersProcess.start(data, "--rate", "500")) {
      awaitMoreOrders(process);
      assertThat(TopicContents.byKey(process.broker(), "orders").values())
          .as("an id that was handed out twice")
          .allMatch(sent -> sent.size() == 1);
    }
  }

  private static void awaitMoreOrders(OrdersProcess process) {
    process.page();
    long before = process.get("/api/summary").getLong("orders");
    Await.until(
        SOON, "more orders", () -> process.get("/api/summary").getLong("orders") > before + 500);
  }

  private static void failsWith(OrdersProcess process, String... texts) {
    try (process) {
      assertThat(process.exitCode(SOON)).as("%s", process.output()).isEqualTo(1);
      assertThat(process.output())
          .filteredOn(line -> line.startsWith("orders: "))
          .singleElement()
          .asString()
          .contains(texts);
      assertThat(process.output()).noneMatch(line -> line.startsWith("\tat "));
    }
  }
}
