package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.core.cnc.Event;
import com.couchbase.client.core.cnc.events.core.BucketOpenFailedEvent;
import com.couchbase.client.core.cnc.events.core.DnsSrvLookupFailedEvent;
import com.couchbase.client.core.cnc.events.endpoint.EndpointConnectionFailedEvent;
import com.couchbase.client.core.diagnostics.DiagnosticsResult;
import com.couchbase.client.core.diagnostics.EndpointDiagnostics;
import com.couchbase.client.core.endpoint.EndpointContext;
import com.couchbase.client.core.endpoint.EndpointState;
import com.couchbase.client.core.env.SecurityConfig;
import com.couchbase.client.core.service.ServiceType;
import com.couchbase.client.java.AsyncCluster;
import com.couchbase.client.java.AsyncCollection;
import com.couchbase.client.java.ClusterOptions;
import com.couchbase.client.java.env.ClusterEnvironment;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Health;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one connection of a process, and its health.
 *
 * <p>The SDK reports a wrong password, an untrusted certificate and an unreachable cluster alike,
 * as timeouts. Only its events contain the real cause, so this class listens to them.
 */
final class Connection {

  private static final Logger log = LoggerFactory.getLogger(Connection.class);

  private final CouchbaseOptions options;
  private final ClusterEnvironment environment;
  private final AsyncCluster cluster;
  private final AsyncCollection documents;
  private volatile String failure = "";
  private volatile boolean connected;

  /** Reset on each connection: nodes that fail in different ways take turns. */
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  private Connection(CouchbaseOptions options, ClusterEnvironment environment) {
    this.options = options;
    this.environment = environment;
    environment.eventBus().subscribe(this::handle);
    this.cluster =
        AsyncCluster.connect(
            options.host().text(),
            ClusterOptions.clusterOptions(options.username(), options.password().reveal())
                .environment(environment));
    this.documents = cluster.bucket(options.bucket()).defaultCollection();
  }

  /** Blocks for a moment (DNS, certificates); does not wait for the cluster. */
  static Connection open(CouchbaseOptions options) {
    ClusterEnvironment.Builder builder = ClusterEnvironment.builder();
    builder.timeoutConfig(
        timeouts -> timeouts.kvTimeout(options.timeout()).queryTimeout(options.queryTimeout()));
    builder.securityConfig(security -> secure(security, options));
    ClusterEnvironment environment = builder.build();
    try {
      return new Connection(options, environment);
    } catch (RuntimeException failed) {
      environment.shutdown();
      throw failed;
    }
  }

  private static void secure(SecurityConfig.Builder security, CouchbaseOptions options) {
    if (options.host().isSecure()) {
      security.enableTls(true);
      options.certificate().ifPresent(security::trustCertificate);
    } else if (!options.host().isLoopback()) {
      log.warn("the connection to {} is not encrypted; set couchbase.tls", options.host());
    }
  }

  AsyncCluster cluster() {
    return cluster;
  }

  AsyncCollection documents() {
    return documents;
  }

  private void handle(Event event) {
    if (event instanceof EndpointConnectionFailedEvent failed && isOf(ServiceType.KV, event)) {
      failed(Causes.inWords(failed.cause(), options));
    } else if (event instanceof EndpointConnectionFailedEvent failed
        && isOf(ServiceType.QUERY, event)) {
      warn(
          "queries: "
              + Causes.inWords(
                  failed.cause(), options)); // documents may still work without queries
    } else if (event instanceof BucketOpenFailedEvent) {
      failed(
          "the bucket "
              + options.bucket()
              + " cannot be opened: does it exist, and may "
              + options.username()
              + " use it?");
    } else if (event instanceof DnsSrvLookupFailedEvent && options.host().isCapella()) {
      failed("DNS does not know " + options.host() + ": compare it with what Capella shows");
    }
  }

  private static boolean isOf(ServiceType service, Event event) {
    return event.context() instanceof EndpointContext endpoint && endpoint.serviceType() == service;
  }

  private void failed(String reason) {
    failure = reason;
    warn(reason);
    connected = false;
  }

  private void warn(String reason) {
    if (reported.add(reason)) {
      log.warn("Couchbase at {}: {}", options.host(), reason);
    }
  }

  /**
   * The state of the connections for documents; only a query shows whether queries work. No I/O;
   * any thread.
   */
  Health health() {
    Set<EndpointState> states = states();
    if (states.equals(Set.of(EndpointState.CONNECTED))) {
      if (!connected) {
        connected = true;
        failure = "";
        reported.clear();
        log.info("connected to Couchbase at {}", options.host());
      }
      return Health.UP;
    }
    connected = false;
    String what =
        states.contains(EndpointState.CONNECTED)
            ? "connections are missing to"
            : "not connected to";
    return Health.degraded(
        what + " Couchbase at " + options.host() + (failure.isEmpty() ? "" : ": " + failure));
  }

  /**
   * Not the SDK's state of the cluster, which changes whenever it closes an idle query connection,
   * or tries the default management port beside the given one.
   */
  private Set<EndpointState> states() {
    DiagnosticsResult known = cluster.diagnostics().getNow(null); // completed at once, from memory
    return known == null
        ? Set.of()
        : known.endpoints().getOrDefault(ServiceType.KV, List.of()).stream()
            .map(EndpointDiagnostics::state)
            .collect(Collectors.toSet());
  }

  CompletableFuture<Void> close() {
    return cluster.disconnect().thenCompose(done -> environment.shutdownAsync());
  }
}
