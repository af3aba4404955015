package net.jumptotech.orders.app.cluster;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this process finds the others that share its event bus.
 *
 * @param name of the cluster; processes with another name stay apart
 * @param seeds where members are looked for; all addresses of a name are tried, as long as the
 *     process runs
 * @param address of this machine on which members reach this process: {@code 10.40.3.7}, or a
 *     pattern that matches one of its addresses, {@code 10.40.*.*}
 * @param port on which members find each other. On a loopback address it is the first free one of
 *     {@link #PORTS_ON_LOOPBACK} ports from here on
 * @param eventBusPort on which messages arrive; 0 takes a free one
 * @param tls of the event bus, empty for none
 */
public record ClusterOptions(
    String name, List<Seed> seeds, String address, int port, int eventBusPort, Optional<Tls> tls) {

  private static final Logger log = LoggerFactory.getLogger(ClusterOptions.class);

  public static final int DEFAULT_PORT = 5_701;

  /** How many processes on one machine find each other without configured ports. */
  static final int PORTS_ON_LOOPBACK = 10;

  private static final String DEFAULT_NAME = "orders";
  private static final String LOOPBACK = "127.0.0.1";
  private static final String NONE = "none";
  private static final int MOST_PORT = 65_535;
  private static final String PEM = "pem";
  private static final Pattern PEM_BLOCK =
      Pattern.compile("-----BEGIN ([A-Z ]+)-----.*?-----END \\1-----", Pattern.DOTALL);

  /**
   * @param port empty for the port of the cluster
   */
  record Seed(String host, Optional<Integer> port) {

    static Seed parse(String text) {
      int colon = text.lastIndexOf(':');
      String host = colon < 0 ? text : text.substring(0, colon);
      try {
        Optional<Integer> port =
            colon < 0
                ? Optional.empty()
                : Optional.of(Integer.valueOf(text.substring(colon + 1)))
                    .filter(number -> number > 0 && number <= MOST_PORT);
        if (!host.isEmpty() && !host.contains(":") && (colon < 0 || port.isPresent())) {
          return new Seed(host, port);
        }
      } catch (NumberFormatException notANumber) {
        // reported below, with the same message as a number out of range
      }
      throw new IllegalArgumentException(
          "expected none, or host or host:port, separated by commas, was \"" + text + "\"");
    }
  }

  /**
   * Each process presents its certificate and accepts only those that the authority signed. Host
   * names are not verified, since tasks have none.
   *
   * @param own certificate and its key
   * @param trusted the authority
   */
  record Tls(PemKeyCertOptions own, PemTrustOptions trusted) {

    static Tls ofFiles(Path key, Path certificate, Path authority) {
      return new Tls(
          new PemKeyCertOptions().addKeyPath(key.toString()).addCertPath(certificate.toString()),
          new PemTrustOptions().addCertPath(authority.toString()));
    }

    /**
     * @param pem a private key and certificates: the own one first, the authority's last; one alone
     *     is both
     * @throws IllegalArgumentException if something is missing; without any part of the key
     */
    static Tls of(Secret pem) {
      List<String> blocks =
          PEM_BLOCK.matcher(pem.reveal()).results().map(MatchResult::group).toList();
      List<String> keys = blocks.stream().filter(it -> it.contains("PRIVATE KEY-----")).toList();
      List<String> certificates =
          blocks.stream().filter(it -> it.contains("BEGIN CERTIFICATE-----")).toList();
      if (keys.size() != 1 || certificates.isEmpty()) {
        throw new IllegalArgumentException(
            "expected a private key and certificates in PEM format, was %d keys and %d certificates"
                .formatted(keys.size(), certificates.size()));
      }
      int last = certificates.size() - 1;
      String chain = String.join("\n", certificates.subList(0, Math.max(1, last)));
      return new Tls(
          new PemKeyCertOptions()
              .addKeyValue(Buffer.buffer(keys.get(0)))
              .addCertValue(Buffer.buffer(chain)),
          new PemTrustOptions().addCertValue(Buffer.buffer(certificates.get(last))));
    }
  }

  /**
   * @param everyRole whether the process has every role; it then shares nothing
   * @return empty if the event bus stays in this process
   */
  public static Optional<ClusterOptions> from(Settings cluster, boolean everyRole) {
    List<Seed> seeds = cluster.list("seeds", ClusterOptions::seeds, List.of());
    ClusterOptions options =
        new ClusterOptions(
            cluster.text("name", DEFAULT_NAME),
            seeds,
            cluster.value("interface", ClusterOptions::address, LOOPBACK),
            cluster.integer("port", DEFAULT_PORT, 1, MOST_PORT),
            cluster.integer("event-bus-port", 0, 0, MOST_PORT),
            tls(cluster.section("tls")));
    if (everyRole && !seeds.isEmpty()) {
      log.warn("cluster.seeds has no effect: a process with every role never joins a cluster");
    }
    return Optional.of(options).filter(any -> !everyRole && !seeds.isEmpty());
  }

  boolean isOnLoopback() {
    return address.startsWith("127.");
  }

  boolean isPattern() {
    return address.contains("*") || address.contains("-");
  }

  private static List<Seed> seeds(List<String> texts) {
    return texts.contains(NONE) ? List.of() : texts.stream().map(Seed::parse).toList();
  }

  private static String address(String text) {
    if (!text.matches("([0-9]+|\\*|[0-9]+-[0-9]+)(\\.([0-9]+|\\*|[0-9]+-[0-9]+)){3}")) {
      throw new IllegalArgumentException(
          "expected an address of this machine, or a pattern such as 10.40.*.*, was \""
              + text
              + "\"");
    }
    return text;
  }

  private static Optional<Tls> tls(Settings tls) {
    Optional<Secret> pem = tls.secret(PEM);
    List<Path> files = new ArrayList<>();
    for (String key : List.of("key", "certificate", "authority")) {
      String file = tls.value(key, ClusterOptions::readable, "");
      if (!file.isEmpty()) {
        files.add(Path.of(file));
      }
    }
    if (pem.isPresent()) {
      if (!files.isEmpty()) {
        tls.mistake(PEM, "replaces key, certificate and authority: set it alone");
      }
      return ofSecret(tls, pem.get());
    }
    if (files.isEmpty()) {
      return Optional.empty();
    }
    if (files.size() < 3) {
      tls.mistake("key", "works only with certificate and authority: set all three or none");
      return Optional.empty();
    }
    return Optional.of(Tls.ofFiles(files.get(0), files.get(1), files.get(2)));
  }

  private static Optional<Tls> ofSecret(Settings tls, Secret pem) {
    try {
      return Optional.of(Tls.of(pem));
    } catch (IllegalArgumentException incomplete) {
      tls.mistake(PEM, incomplete.getMessage());
      return Optional.empty();
    }
  }

  private static String readable(String file) {
    if (!Files.isReadable(Path.of(file))) {
      throw new IllegalArgumentException("expected a readable PEM file, was \"" + file + "\"");
    }
    return file;
  }
}
