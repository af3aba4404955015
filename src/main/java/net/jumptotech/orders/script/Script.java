package net.jumptotech.orders.script;

import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.monitor.frames.RoleFrames;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.ProcessInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One file: deployed, watched, and deployed again when it changes. Its errors are logged and shown
 * in its health, with file and line, and affect nothing else. Used on the context that created it.
 *
 * <p>If a change does not compile or does not start, the previous version keeps running.
 */
final class Script {

  private static final Logger log = LoggerFactory.getLogger(Script.class);

  /** How long an error in a handler keeps its health from being UP. */
  private static final long ERROR_SHOWS_NANOS = 60_000_000_000L;

  private final Vertx vertx;
  private final Languages languages;
  private final ScriptOptions options;
  private final Duration startTimeout;
  private RoleFrames frames;
  private Callable<? extends Deployable> running;
  private String deployment; // null while it is not deployed
  private String broken = ""; // why the current version of the file does not run
  private long seen = -1; // modification time of the file at its last compilation, ms
  private long deployed;
  private long errors;
  private String lastError = "";
  private long lastErrorNanos;
  private boolean busy;
  private boolean closed;

  /**
   * @param startTimeout how long it may take to start
   */
  Script(Vertx vertx, Languages languages, ScriptOptions options, Duration startTimeout) {
    this.vertx = vertx;
    this.languages = languages;
    this.options = options;
    this.startTimeout = startTimeout;
  }

  /**
   * Starts to publish its frames.
   *
   * @param index distinguishes files with the same name
   */
  void publish(ProcessInfo process, int index) {
    frames =
        RoleFrames.publish(
            vertx, options.name(), process, index, this::counts, this::health, JsonArray::new);
  }

  /**
   * Deploys the file if it has changed since the last call.
   *
   * @return succeeds also if it did not start: its health then says why
   */
  Future<Void> look() {
    if (busy || closed) {
      return Future.succeededFuture();
    }
    busy = true;
    return vertx
        .fileSystem()
        .props(options.file().toString())
        .map(found -> found.lastModifiedTime())
        .otherwise(
            seen) // missing for a moment while an editor saves it, or for good: the running version
        // continues
        .compose(at -> at == seen ? Future.succeededFuture() : replace(at))
        .onComplete(any -> busy = false)
        .mapEmpty();
  }

  /** When a context closes, Vert.x undeploys what was deployed on it. */
  void close() {
    closed = true;
    frames.close();
  }

  Health health() {
    if (!broken.isEmpty()) {
      return Health.degraded(
          deployment == null
              ? broken
              : broken + " (the previous version of the file keeps running)");
    }
    if (deployment == null) {
      return Health.degraded("not deployed yet");
    }
    return !lastError.isEmpty() && System.nanoTime() - lastErrorNanos < ERROR_SHOWS_NANOS
        ? Health.degraded(lastError)
        : Health.UP;
  }

  private Map<String, Long> counts() {
    return Map.of(
        "instances",
        deployment == null ? 0L : options.instances(),
        "deployed",
        deployed,
        "errors",
        errors);
  }

  private Future<Void> replace(long at) {
    seen = at;
    return languages
        .compile(options.file())
        .compose(
            compiled ->
                undeploy()
                    .compose(gone -> deploy(compiled))
                    .recover(failed -> backTo(running, failed)))
        .onSuccess(
            done -> {
              broken = "";
              lastError = ""; // it was about the previous version
              log.info("{}: deployed", options.file());
            })
        .recover(
            failed -> {
              broken = ScriptError.in(options.file(), failed);
              log.error("not deployed: {}", broken);
              return Future.succeededFuture();
            });
  }

  /** Fails, but restarts the previous version. */
  private Future<Void> backTo(Callable<? extends Deployable> former, Throwable failed) {
    return former == null
        ? Future.failedFuture(failed)
        : deploy(former).transform(any -> Future.failedFuture(failed));
  }

  private Future<Void> deploy(Callable<? extends Deployable> compiled) {
    if (closed) {
      return Future.succeededFuture();
    }
    Future<String> deploying =
        vertx.deployVerticle(
            () -> isolated(compiled),
            new DeploymentOptions()
                .setInstances(options.instances())
                .setConfig(options.config())
                .setClassLoader(languages.loader()));
    return deploying
        .timeout(startTimeout.toMillis(), TimeUnit.MILLISECONDS)
        .recover(failed -> givenUp(deploying, failed))
        .map(
            id -> {
              deployment = id;
              deployed++;
              running = compiled;
              return null;
            });
  }

  /** A verticle that starts after the timeout is undeployed. */
  private Future<String> givenUp(Future<String> deploying, Throwable failed) {
    if (deploying.failed()) {
      return Future.failedFuture(failed);
    }
    deploying.onSuccess(vertx::undeploy);
    return Future.failedFuture("has not started within " + startTimeout.toSeconds() + " s");
  }

  private Deployable isolated(Callable<? extends Deployable> compiled) {
    var here = vertx.getOrCreateContext();
    try {
      return new Isolated(
          compiled.call(), failed -> here.runOnContext(told -> handlerFailed(failed)));
    } catch (Exception | LinkageError broken) {
      throw new IllegalStateException(broken);
    }
  }

  private Future<Void> undeploy() {
    if (deployment == null) {
      return Future.succeededFuture();
    }
    String id = deployment;
    deployment = null;
    return vertx
        .undeploy(id)
        .recover(
            failed -> {
              log.warn(
                  "{}: while stopping: {}", options.file(), ScriptError.in(options.file(), failed));
              return Future.succeededFuture();
            });
  }

  private void handlerFailed(Throwable failed) {
    errors++;
    lastErrorNanos = System.nanoTime();
    lastError = ScriptError.in(options.file(), failed);
    log.error("error number {} in a handler: {}", errors, lastError);
  }
}
