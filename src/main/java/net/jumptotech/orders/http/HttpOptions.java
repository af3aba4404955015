package net.jumptotech.orders.http;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.PersonalFields;
import net.jumptotech.orders.http.access.AccessOptions;
import net.jumptotech.orders.http.api.SendingRates;
import net.jumptotech.orders.http.imports.ImportOptions;
import net.jumptotech.orders.http.orders.OrderBody;
import net.jumptotech.orders.http.webhooks.WebhookOptions;
import net.jumptotech.orders.runtime.Settings;
import net.jumptotech.orders.server.TlsFiles;
import net.jumptotech.orders.store.DocumentJson;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * @param host address to listen on; {@code 0.0.0.0} is every one of this machine
 * @param port to listen on; 0 takes a free one
 * @param tls files of the certificate; empty: without TLS
 * @param names under which requests are answered, besides localhost. Empty: only localhost on a
 *     loopback address, any name on others
 * @param maxInFlight how many orders may wait for Kafka's acknowledgement; further senders must
 *     retry, so it limits memory
 * @param maxSockets how many browsers may be connected to the event bus at once
 * @param connections how many there may be at once, including sockets
 * @param sharePerAddress the share of connections, sockets, exports, waiting requests and
 *     request-body bytes that one address may use; 1 if all clients share one address, as behind a
 *     load balancer
 * @param rates that each sender may have
 * @param webRoot directory of the web page's files on the class path
 * @param traceLink address of a trace, with {@value #TRACE_ID} in place of its id; empty: the page
 *     shows only the id
 * @param access how people and programs say who they are
 * @param personal fields that are hidden from those who lack the right to see them
 * @param webhooks which platforms may send orders on their own
 * @param imports which mappings an import may name
 */
public record HttpOptions(
    String host,
    int port,
    Optional<TlsFiles> tls,
    Set<String> names,
    int maxInFlight,
    int maxSockets,
    int connections,
    double sharePerAddress,
    SendingRates.Limits rates,
    String webRoot,
    Optional<String> traceLink,
    AccessOptions access,
    PersonalFields personal,
    WebhookOptions webhooks,
    ImportOptions imports) {

  private static final Logger log = LoggerFactory.getLogger(HttpOptions.class);

  public static final String TRACE_ID = "{trace_id}";

  /** Only this machine, unless configured otherwise: by default, everybody may do everything. */
  public static final String DEFAULT_HOST = "127.0.0.1";

  public static final int DEFAULT_PORT = 8_000;
  public static final int DEFAULT_MAX_IN_FLIGHT = 10_000;
  public static final int DEFAULT_MAX_SOCKETS = 1_000;
  public static final int DEFAULT_CONNECTIONS = 2_000;
  public static final double DEFAULT_SHARE_PER_ADDRESS = 0.5;

  /** Of each key: a third of what one process takes in, and far more than a shop sends. */
  public static final SendingRates.Limits DEFAULT_RATES = new SendingRates.Limits(2_000, 4_000_000);

  private static final long MOST_PER_SECOND = 1_000_000_000;

  public static final String DEFAULT_WEB_ROOT = "webroot";

  public HttpOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(tls, "tls");
    Objects.requireNonNull(webRoot, "webRoot");
    Objects.requireNonNull(traceLink, "traceLink");
    Objects.requireNonNull(access, "access");
    Objects.requireNonNull(personal, "personal");
    Objects.requireNonNull(webhooks, "webhooks");
    Objects.requireNonNull(imports, "imports");
    names =
        names.stream()
            .map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());
    if (port < 0 || port > 65_535) {
      throw new IllegalArgumentException("http.port must be 0 to 65535, was " + port);
    }
    if (maxInFlight < OrderBody.MAX_ORDERS) {
      throw new IllegalArgumentException(
          "an intake must hold at least "
              + OrderBody.MAX_ORDERS
              + " orders (one full request), was "
              + maxInFlight);
    }
    if (maxSockets < 1) {
      throw new IllegalArgumentException("at least 1 socket must be allowed, was " + maxSockets);
    }
    if (connections < 1) {
      throw new IllegalArgumentException("http.connections must be at least 1, was " + connections);
    }
    if (!(sharePerAddress > 0 && sharePerAddress <= 1)) {
      throw new IllegalArgumentException(
          "http.share-per-address must be more than 0 and at most 1, was " + sharePerAddress);
    }
  }

  public HttpOptions(String host, int port, Set<String> names) {
    this(
        host,
        port,
        Optional.empty(),
        names,
        DEFAULT_MAX_IN_FLIGHT,
        DEFAULT_MAX_SOCKETS,
        DEFAULT_CONNECTIONS,
        DEFAULT_SHARE_PER_ADDRESS,
        SendingRates.Limits.NONE,
        DEFAULT_WEB_ROOT,
        Optional.empty(),
        AccessOptions.OPEN,
        new PersonalFields(PersonalFields.USUAL),
        WebhookOptions.NONE,
        ImportOptions.NONE);
  }

  /**
   * Reads the section {@code http}.
   *
   * @param serves whether this process has the role
   */
  public static HttpOptions from(Settings http, boolean serves) {
    String host = http.text("host", DEFAULT_HOST);
    Set<String> names = http.list("names", Set::copyOf, Set.of());
    AccessOptions access = AccessOptions.from(http, host, serves);
    Optional<TlsFiles> tls = TlsFiles.from(http.section("tls"), "http.tls");
    boolean inClear = tls.isEmpty() && access.ownHost().isEmpty() && access.alb().isEmpty();
    if (serves && inClear && !access.isOpen() && !Settings.isLoopback(host) && !insecure(http)) {
      log.warn(
          "keys travel unencrypted on {}: set http.tls, or http.insecure if a proxy in front speaks"
              + " TLS",
          host);
    }
    return new HttpOptions(
        host,
        http.integer("port", DEFAULT_PORT, 0, 65_535),
        tls,
        names.isEmpty() && !Settings.isLoopback(host) ? names : with(names, access.ownHost()),
        DEFAULT_MAX_IN_FLIGHT,
        DEFAULT_MAX_SOCKETS,
        http.integer("connections", DEFAULT_CONNECTIONS, 10, 100_000),
        http.share("share-per-address", DEFAULT_SHARE_PER_ADDRESS),
        rates(http, access.isOpen() ? SendingRates.Limits.NONE : DEFAULT_RATES),
        DEFAULT_WEB_ROOT,
        traceLink(http),
        access,
        personal(http),
        WebhookOptions.from(http.section("webhooks")),
        ImportOptions.from(http));
  }

  private static boolean insecure(Settings http) {
    return http.flag("insecure", false);
  }

  private static PersonalFields personal(Settings http) {
    PersonalFields fields =
        http.list("personal-fields", PersonalFields::new, new PersonalFields(PersonalFields.USUAL));
    Stream.concat(EventJson.ORDER.stream(), DocumentJson.OURS.stream())
        .filter(name -> fields.has(name) && !name.equals(EventJson.CUSTOMER_ID))
        .sorted()
        .forEach(
            name ->
                http.mistake(
                    "personal-fields",
                    "covers " + name + ", which every order has and which is not personal"));
    return fields;
  }

  private static Set<String> with(Set<String> names, Optional<String> another) {
    return Stream.concat(names.stream(), another.stream()).collect(Collectors.toSet());
  }

  private static SendingRates.Limits rates(Settings http, SendingRates.Limits unlessSet) {
    return new SendingRates.Limits(
        http.number("orders-per-second", unlessSet.orders(), 0, MOST_PER_SECOND),
        http.number("bytes-per-second", unlessSet.bytes(), 0, MOST_PER_SECOND));
  }

  private static Optional<String> traceLink(Settings http) {
    String link = http.text("trace-link", "");
    boolean usable = link.matches("https?://\\S+") && link.contains(TRACE_ID);
    if (!link.isEmpty() && !usable) {
      http.mistake(
          "trace-link",
          "expected an http or https address with %s in it, was \"%s\"".formatted(TRACE_ID, link));
    }
    return Optional.of(link).filter(it -> usable);
  }
}
