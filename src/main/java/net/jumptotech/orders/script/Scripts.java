package net.jumptotech.orders.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.runtime.ProcessInfo;

/** Deploys the verticles from files. It starts even if none of them does. */
public final class Scripts extends VerticleBase {

  /** How often files are checked for changes. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  /** How long a file may take to start. */
  private static final Duration START_TIMEOUT = Duration.ofSeconds(60);

  private final Languages languages;
  private final List<ScriptOptions> options;
  private final boolean watch;
  private final ProcessInfo process;
  private final Duration lookEvery;
  private final Duration startTimeout;
  private final List<Script> scripts = new ArrayList<>();

  /**
   * @param languages with one for each file; closed when this stops
   * @param watch whether a changed file is deployed again
   */
  public Scripts(
      Languages languages, List<ScriptOptions> options, boolean watch, ProcessInfo process) {
    this(languages, options, watch, process, LOOK_EVERY, START_TIMEOUT);
  }

  /** With shorter times, for tests. */
  Scripts(
      Languages languages,
      List<ScriptOptions> options,
      boolean watch,
      ProcessInfo process,
      Duration lookEvery,
      Duration startTimeout) {
    this.languages = languages;
    this.options = List.copyOf(options);
    this.watch = watch;
    this.process = process;
    this.lookEvery = lookEvery;
    this.startTimeout = startTimeout;
  }

  /** Deploys one after the other: a language that starts on two threads at once could deadlock. */
  @Override
  public Future<?> start() {
    Future<Void> started = Future.succeededFuture();
    for (ScriptOptions each : options) {
      Script script = new Script(vertx, languages, each, startTimeout);
      script.publish(process, scripts.size());
      scripts.add(script);
      started = started.compose(before -> script.look());
    }
    return started.onSuccess(all -> watch());
  }

  private void watch() {
    if (watch) {
      vertx.setPeriodic(lookEvery.toMillis(), tick -> scripts.forEach(Script::look));
    }
  }

  @Override
  public Future<?> stop() {
    scripts.forEach(Script::close);
    return vertx.executeBlocking(
        () -> {
          languages.close();
          return null;
        });
  }
}
