package net.jumptotech.orders.javascript;

import io.vertx.core.Deployable;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.VerticleFactory;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.graalvm.polyglot.Context;
import org.graalvm.polyglot.Engine;
import org.graalvm.polyglot.Source;

/**
 * Creates verticles from {@code .js} files, with GraalJS. All share one engine. It is warmed up,
 * and the file compiled, on a worker thread: that takes seconds the first time, and an instance
 * then needs little time of its event loop.
 */
public final class JavaScriptVerticleFactory implements VerticleFactory {

  private Vertx vertx;
  private Engine engine; // guarded by this
  private Source prelude; // guarded by this

  @Override
  public void init(Vertx own) {
    vertx = own;
  }

  @Override
  public String prefix() {
    return JavaScriptVerticle.LANGUAGE;
  }

  @Override
  public void createVerticle2(
      String file, ClassLoader loader, Promise<Callable<? extends Deployable>> made) {
    vertx
        .<Callable<? extends Deployable>>executeBlocking(() -> compile(Path.of(file)))
        .onComplete(made);
  }

  private synchronized Callable<Deployable> compile(Path file) throws IOException {
    String name = file.getFileName().toString();
    Source source =
        Source.newBuilder(JavaScriptVerticle.LANGUAGE, Files.readString(file), name)
            .cached(true)
            .buildLiteral();
    if (engine == null) {
      // only used by a compiler that is not there; it would complain wherever home is read-only
      System.getProperties().putIfAbsent("polyglotimpl.AttachLibraryFailureAction", "ignore");
      engine =
          Engine.newBuilder(JavaScriptVerticle.LANGUAGE)
              .option("engine.WarnInterpreterOnly", "false")
              .allowExperimentalOptions(true)
              .build();
      prelude = prelude();
    }
    try (Context context = JavaScriptVerticle.context(engine, name)) {
      context.eval(prelude);
      context.parse(source);
    }
    Engine shared = engine;
    Source first = prelude;
    return () -> new JavaScriptVerticle(shared, first, source);
  }

  private static Source prelude() throws IOException {
    try (Reader text =
        new InputStreamReader(
            JavaScriptVerticleFactory.class.getResourceAsStream("prelude.js"),
            StandardCharsets.UTF_8)) {
      return Source.newBuilder(JavaScriptVerticle.LANGUAGE, text, "prelude.js")
          .internal(true)
          .build();
    }
  }

  @Override
  public synchronized void close() {
    if (engine != null) {
      engine.close(true);
      engine = null;
    }
  }
}
