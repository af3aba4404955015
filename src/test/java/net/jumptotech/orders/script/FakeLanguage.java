package net.jumptotech.orders.script;

import io.vertx.core.Deployable;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.spi.VerticleFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;

/**
 * Files that end with {@code .fake}. One line each: {@code answer TEXT} replies so to whatever is
 * sent to the address that its configuration names, and fails to handle the message {@code throw};
 * {@code start-fails} does not start, {@code start-never-ends} does what it says; anything else
 * does not compile.
 */
public final class FakeLanguage implements VerticleFactory {

  @Override
  public String prefix() {
    return "fake";
  }

  @Override
  public void createVerticle2(
      String file, ClassLoader loader, Promise<Callable<? extends Deployable>> made) {
    String said = text(Path.of(file)).trim();
    if (said.startsWith("answer ")) {
      made.complete(() -> new Answering(said.substring("answer ".length()), file));
    } else if (said.equals("start-fails")) {
      made.complete(
          () ->
              context -> {
                throw at(new IllegalStateException("cannot start"), file, 2);
              });
    } else if (said.equals("start-never-ends")) {
      made.complete(() -> context -> Promise.promise().future());
    } else {
      made.fail(new IllegalArgumentException("line 1: expected answer, was " + said));
    }
  }

  private static final class Answering extends VerticleBase {

    private final String text;
    private final String file;

    Answering(String text, String file) {
      this.text = text;
      this.file = file;
    }

    @Override
    public Future<?> start() {
      return vertx
          .eventBus()
          .<String>consumer(
              config().getString("address"),
              asked -> {
                if (asked.body().equals("throw")) {
                  throw at(new IllegalStateException("cannot handle"), file, 7);
                }
                asked.reply(text);
              })
          .completion();
    }
  }

  private static RuntimeException at(RuntimeException thrown, String file, int line) {
    String name = Path.of(file).getFileName().toString();
    thrown.setStackTrace(
        new StackTraceElement[] {new StackTraceElement("fake", "run", name, line)});
    return thrown;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException gone) {
      return gone.toString();
    }
  }
}
