package net.jumptotech.orders.server;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.runtime.SystemProblem;
import net.jumptotech.orders.runtime.SystemProblem.Severity;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TLS of one server. It looks at the files of the certificate every {@value #CHECK_MS} ms, and new
 * connections get the newest pair that is complete and valid; those that are open go on. Without
 * files it does nothing. Used on the context of the server; what it says may be read from any
 * thread.
 */
public final class ServerTls {

  static final long CHECK_MS = 2_000;

  private static final Logger log = LoggerFactory.getLogger(ServerTls.class);
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
  private static final Duration WARN_EVERY = Duration.ofDays(1);

  private final Vertx vertx;
  private final Optional<TlsFiles> files;
  private final Handshakes handshakes;
  private volatile ServerCertificate used;
  private Instant nextWarning = Instant.EPOCH;
  private boolean checks; // the disk may hang

  /** Why the files cannot be used, as of the last check; they may have been half written then. */
  private String suspected = "";

  private volatile String refused = "";

  /**
   * @param each the share of unfinished handshakes that may come from one address
   */
  public ServerTls(Vertx vertx, Optional<TlsFiles> files, double each) {
    this.vertx = vertx;
    this.files = files;
    this.handshakes = new Handshakes(each);
  }

  /**
   * Reads the files; blocks.
   *
   * @throws IllegalArgumentException if a server cannot use them now: names setting, file and
   *     reason
   */
  public static void check(TlsFiles files) {
    ServerCertificate.read(files, null, Instant.now());
  }

  /**
   * Reads the files and adds TLS to the options.
   *
   * @return fails with {@link StartFailure} if the files cannot be used
   */
  public Future<HttpServerOptions> addTo(HttpServerOptions options) {
    if (files.isEmpty()) {
      return Future.succeededFuture(options);
    }
    return read()
        .recover(unusable -> Future.failedFuture(new StartFailure(unusable.getMessage())))
        .map(
            read -> {
              use(read);
              return options
                  .setSsl(true)
                  .setUseAlpn(false) // HTTP/1.1 only, see Connections
                  .setSslEngineOptions(handshakes)
                  .setEnabledSecureTransportProtocols(PROTOCOLS)
                  .setKeyCertOptions(read.options());
            });
  }

  /** Looks for a new certificate from now on. Call it once the server listens. */
  public void follow(HttpServer server) {
    files.ifPresent(any -> vertx.setPeriodic(CHECK_MS, tick -> check(server)));
  }

  private void check(HttpServer server) {
    if (checks) {
      return;
    }
    checks = true;
    read()
        .compose(read -> read == used ? Future.succeededFuture() : replace(server, read))
        .onSuccess(fine -> suspected = refused = "")
        .onFailure(unusable -> refuse(Failure.describe(unusable)))
        .onComplete(
            checked -> {
              checks = false;
              warn();
            });
  }

  /** Completes with the certificate in use if the files have not changed. */
  private Future<ServerCertificate> read() {
    ServerCertificate before = used;
    return vertx.executeBlocking(
        () -> ServerCertificate.read(files.orElseThrow(), before, Instant.now()));
  }

  private Future<Void> replace(HttpServer server, ServerCertificate read) {
    ServerSSLOptions options = new ServerSSLOptions();
    options.setEnabledSecureTransportProtocols(PROTOCOLS);
    options.setKeyCertOptions(read.options());
    return server.updateSSLOptions(options).onSuccess(updated -> use(read)).mapEmpty();
  }

  private void use(ServerCertificate read) {
    log.info("{}: {} certificate: {}", setting(), used == null ? "the" : "new", read.describe());
    used = read;
    nextWarning = Instant.EPOCH;
    warn();
  }

  /** Once, and only if the same is wrong twice: the files may be about to be written. */
  private void refuse(String why) {
    if (why.equals(suspected) && !why.equals(refused)) {
      refused = why;
      log.warn("{}; the former certificate stays in use: {}", why, used.describe());
    }
    suspected = why;
  }

  /** Why the files as they are now cannot be used; empty if they can. */
  String refused() {
    return refused;
  }

  private void warn() {
    Instant now = Instant.now();
    if (now.isAfter(nextWarning)) {
      problem(now)
          .ifPresent(
              problem -> {
                nextWarning = now.plus(WARN_EVERY);
                log.warn("{}", problem.text());
              });
    }
  }

  /** What an operator must act on: a certificate that expires soon, or has expired. */
  public List<SystemProblem> problems() {
    return used == null ? List.of() : problem(Instant.now()).stream().toList();
  }

  private Optional<SystemProblem> problem(Instant now) {
    Instant expires = used.expires();
    Instant soon = expires.minus(ServerCertificate.SOON);
    if (now.isBefore(soon)) {
      return Optional.empty();
    }
    boolean expired = !now.isBefore(expires);
    String text =
        expired
            ? "the certificate of %s has expired: clients refuse to connect (%s)"
            : "the certificate of %s expires soon: then clients refuse to connect (%s)";
    return Optional.of(
        SystemProblem.of(
            ProblemKind.CERTIFICATE_EXPIRES,
            expired ? Severity.HALTED : Severity.RISK,
            text.formatted(setting(), used.describe()),
            expired ? expires : soon));
  }

  private String setting() {
    return files.orElseThrow().setting();
  }
}
