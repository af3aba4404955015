package net.jumptotech.orders.app.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.cluster.Address;
import io.vertx.core.json.JsonObject;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.app.cluster.ClusterOptions.Seed;
import net.jumptotech.orders.runtime.Overrides;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who shares an event bus with whom, as it is configured. */
final class ClusterOptionsTest {

  @Test
  void aProcessWithSomeRolesAndSeedsIsClustered() {
    assertThat(cluster(Map.of("ORDERS_ROLES", "payment", "CLUSTER_SEEDS", "fraud, http:5702")))
        .hasValueSatisfying(
            it ->
                assertThat(it.seeds())
                    .containsExactly(
                        new Seed("fraud", Optional.empty()), new Seed("http", Optional.of(5702))));
  }

  @ParameterizedTest
  @CsvSource({"payment,", "payment,none", "all,fraud", "'producer,fraud,payment,analytics,http',a"})
  void withoutSeedsOrWithEveryRoleItIsNot(String roles, String seeds) {
    Map<String, String> environment = new HashMap<>(Map.of("ORDERS_ROLES", roles));
    environment.put("CLUSTER_SEEDS", seeds == null ? "" : seeds);

    assertThat(cluster(environment)).isEmpty();
  }

  @Test
  void aDescriptorMaySayNoneInPlaceOfTheSection() {
    JsonObject descriptor = new JsonObject().put("roles", "payment").put("cluster", "none");

    assertThat(Descriptor.from(new Settings(descriptor)).cluster()).isEmpty();
    assertThat(
            Descriptor.from(new Settings(descriptor, overrides(Map.of("CLUSTER_SEEDS", "payment"))))
                .cluster())
        .isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"fraud:", ":5701", "fraud:0", "fraud:x", "::1"})
  void aSeedThatIsNoneIsAMistake(String seed) {
    assertThatThrownBy(() -> cluster(Map.of("CLUSTER_SEEDS", seed)))
        .hasMessage(
            "CLUSTER_SEEDS: expected none, or host or host:port, separated by commas, was \"%s\"",
            seed);
  }

  @Test
  void aNameIsNoAddressOfOurs() {
    assertThatThrownBy(() -> cluster(Map.of("CLUSTER_INTERFACE", "eth0")))
        .hasMessageStartingWith("CLUSTER_INTERFACE: expected an address of this machine");
  }

  @Test
  void aKeyWithoutCertificateIsAMistake() {
    assertThatThrownBy(() -> cluster(Map.of("ORDERS_CLUSTER_TLS_KEY", "pom.xml")))
        .hasMessage(
            "cluster.tls.key: works only with certificate and authority: set all three or none");
    assertThatThrownBy(() -> cluster(Map.of("ORDERS_CLUSTER_TLS_KEY", "gone.pem")))
        .hasMessage("ORDERS_CLUSTER_TLS_KEY: expected a readable PEM file, was \"gone.pem\"");
  }

  @Test
  void keyAndCertificatesMayBeOneSecret() {
    String pem = "-----BEGIN %1$s-----\nQUJD\n-----END %1$s-----\n";
    String key = pem.formatted("PRIVATE KEY");
    String certificate = pem.formatted("CERTIFICATE");
    Map<String, String> whole =
        Map.of(
            "ORDERS_ROLES",
            "payment",
            "CLUSTER_SEEDS",
            "fraud",
            "ORDERS_CLUSTER_TLS_PEM",
            key + certificate + certificate);
    assertThat(cluster(whole).flatMap(ClusterOptions::tls)).isPresent();
    assertThatThrownBy(() -> cluster(Map.of("ORDERS_CLUSTER_TLS_PEM", key)))
        .hasMessage(
            "cluster.tls.pem: expected a private key and certificates in PEM format, was 1 keys and"
                + " 0 certificates");
    assertThatThrownBy(
            () ->
                cluster(
                    Map.of(
                        "ORDERS_CLUSTER_TLS_PEM",
                        key + certificate,
                        "ORDERS_CLUSTER_TLS_KEY",
                        "pom.xml")))
        .hasMessage("cluster.tls.pem: replaces key, certificate and authority: set it alone");
  }

  @Test
  void everyAddressOfANameIsAskedAndANameWithoutAnyIsPassedOver() throws Exception {
    InetAddress first = InetAddress.getByAddress(new byte[] {10, 40, 0, 1});
    InetAddress second = InetAddress.getByAddress(new byte[] {10, 40, 0, 2});
    SeedDiscovery discovery =
        discovery(
            "10.40.*.*",
            5701,
            "payment,fraud,http:5702",
            Map.of("payment", new InetAddress[] {first, second}));

    assertThat(discovery.addresses())
        .containsExactly(new Address(first, 5701), new Address(second, 5701));
  }

  @Test
  void onLoopbackTheOthersAreLookedForOnTheNextPorts() throws Exception {
    InetAddress loopback = InetAddress.getByName("127.0.0.1");
    try (ServerSocket other = new ServerSocket(0, 1, loopback)) {
      int port = other.getLocalPort();
      SeedDiscovery discovery =
          discovery(
              "127.0.0.1", port - 9, "here,here:9", Map.of("here", new InetAddress[] {loopback}));

      assertThat(discovery.addresses())
          .contains(new Address(loopback, port))
          .endsWith(new Address(loopback, 9));
    }
  }

  private static SeedDiscovery discovery(
      String address, int port, String seeds, Map<String, InetAddress[]> known) {
    ClusterOptions options =
        cluster(
                Map.of(
                    "ORDERS_ROLES",
                    "http",
                    "CLUSTER_SEEDS",
                    seeds,
                    "CLUSTER_PORT",
                    Integer.toString(port),
                    "CLUSTER_INTERFACE",
                    address))
            .orElseThrow();
    return new SeedDiscovery(
        options,
        name -> {
          if (!known.containsKey(name)) {
            throw new UnknownHostException(name);
          }
          return known.get(name);
        });
  }

  private static Optional<ClusterOptions> cluster(Map<String, String> environment) {
    return Descriptor.from(new Settings(new JsonObject(), overrides(environment))).cluster();
  }

  private static Overrides overrides(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("KAFKA_BOOTSTRAP_SERVERS", "kafka:9092");
    return Overrides.of(Map.of(), all, Configuration.OWN_NAMES);
  }
}
