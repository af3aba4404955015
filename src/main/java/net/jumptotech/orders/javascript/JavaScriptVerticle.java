package net.jumptotech.orders.javascript;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.HostAccess;
import org.graalvm.polyglot.PolyglotException;
import org.graalvm.polyglot.Source;
import org.graalvm.polyglot.Value;
import org.graalvm.polyglot.proxy.ProxyExecutable;

/**
 * A JavaScript file, run with the globals that {@code prelude.js} defines: {@code vertx}, {@code
 * config}, {@code bus}, {@code promised}, {@code sleep}. After that its function {@code start} is
 * called, and its function {@code stop} at the end; either may return a promise. A rejected promise
 * that nobody handles counts as an error of a handler.
 *
 * <p>Its context is created, used and closed on the event loop of this instance. The script may do
 * whatever the process may: give it no file that you would not run as a jar.
 */
final class JavaScriptVerticle extends VerticleBase {

  static final String LANGUAGE = "js";

  private final Engine engine;
  private final Source prelude;
  private final Source source;
  private Context script;

  JavaScriptVerticle(Engine engine, Source prelude, Source source) {
    this.engine = engine;
    this.prelude = prelude;
    this.source = source;
  }

  /** Belongs to the thread that creates it. */
  static Context context(Engine engine, String name) {
    LogLines console = new LogLines(name);
    return Context.newBuilder(LANGUAGE)
        .engine(engine)
        .allowHostAccess(HostAccess.ALL)
        .allowHostClassLookup(any -> true)
        .allowExperimentalOptions(true)
        .option("js.unhandled-rejections", "throw")
        .out(console)
        .err(console)
        .build();
  }

  @Override
  public Future<?> start() {
    script = context(engine, source.getName());
    try {
      script.eval(prelude).execute(vertx, config().encode());
      script.eval(source);
      return call("start");
    } catch (RuntimeException broken) {
      script.close(true);
      throw broken;
    }
  }

  @Override
  public Future<?> stop() {
    // operations in progress at the close would otherwise fail with an error of the engine
    return call("stop").eventually(() -> vertx.timer(1).onSuccess(now -> script.close(true)));
  }

  private Future<?> call(String function) {
    Value member = script.getBindings(LANGUAGE).getMember(function);
    if (member == null || !member.canExecute()) {
      return Future.succeededFuture();
    }
    Value result = member.execute();
    if (!result.canInvokeMember("then")) {
      return Future.succeededFuture();
    }
    Promise<Void> settled = Promise.promise();
    ProxyExecutable fulfilled =
        any -> {
          settled.complete();
          return null;
        };
    ProxyExecutable rejected =
        reason -> {
          settled.fail(failure(reason[0]));
          return null;
        };
    result.invokeMember("then", fulfilled, rejected);
    return settled.future();
  }

  private static Throwable failure(Value reason) {
    if (reason.isException()) {
      try {
        throw reason.throwException();
      } catch (PolyglotException thrown) {
        return thrown;
      }
    }
    return new IllegalStateException(reason.toString());
  }
}
