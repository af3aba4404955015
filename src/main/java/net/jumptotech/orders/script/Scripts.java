package net.jumptotech.orders.script;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.runtime.ProcessInfo;

/** The verticles of a descriptor that are files. It starts even if none of them does. */
public final class Scripts extends VerticleBase {

  /** How often a changed file is looked for. */
  private static final long LOOK_EVERY_MS = 1_000;

  private final Languages languages;
  private final List<ScriptOptions> options;
  private final boolean watch;
  private final ProcessInfo process;
  private final List<Script> scripts = new ArrayList<>();

  /**
   * @param languages has one for each file; closed with this
   * @param watch whether a changed file is deployed anew
   */
  public Scripts(
      Languages languages, List<ScriptOptions> options, boolean watch, ProcessInfo process) {
    this.languages = languages;
    this.options = List.copyOf(options);
    this.watch = watch;
    this.process = process;
  }

  @Override
  public Future<?> start() {
    List<Future<Void>> started = new ArrayList<>();
    for (ScriptOptions each : options) {
      Script script = new Script(vertx, languages, each);
      scripts.add(script);
      started.add(script.start(process, scripts.size() - 1));
    }
    if (watch) {
      vertx.setPeriodic(LOOK_EVERY_MS, tick -> scripts.forEach(Script::look));
    }
    return Future.join(started);
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
