package net.jumptotech.orders.stream;

import static net.jumptotech.orders.Await.await;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import net.jumptotech.orders.broker.BrokerOptions;
import net.jumptotech.orders.broker.EmbeddedBroker;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a {@link KafkaFixture} of its own on a real broker. All test classes of this JVM
 * share the broker; it starts with the first test that asks and ends with the JVM's last test.
 */
public final class BrokerExtension implements ParameterResolver, AfterEachCallback {

  private static final Namespace SPACE = Namespace.create(BrokerExtension.class);
  private static final AtomicInteger TESTS = new AtomicInteger();

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == KafkaFixture.class;
  }

  @Override
  public KafkaFixture resolveParameter(ParameterContext parameter, ExtensionContext test) {
    SharedBroker broker =
        test.getRoot()
            .getStore(SPACE)
            .getOrComputeIfAbsent("broker", key -> new SharedBroker(), SharedBroker.class);
    String prefix = "t" + TESTS.incrementAndGet() + "-";
    KafkaFixture fixture =
        new KafkaFixture(
            broker.vertx, broker.broker.bootstrapServers(), KafkaOptions.PLAIN, prefix);
    test.getStore(SPACE).put("fixture", fixture);
    return fixture;
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Store store = test.getStore(SPACE);
    KafkaFixture fixture = store.remove("fixture", KafkaFixture.class);
    if (fixture != null) {
      fixture.close();
    }
  }

  private static final class SharedBroker implements AutoCloseable {
    private final Vertx vertx = Vertx.vertx();
    private final Path directory = temporaryDirectory();
    private final EmbeddedBroker broker =
        await(EmbeddedBroker.start(vertx, new BrokerOptions(directory, 0)));

    @Override
    public void close() {
      await(broker.close());
      await(vertx.close());
      delete(directory);
    }
  }

  static Path temporaryDirectory() {
    try {
      return Files.createTempDirectory("orders-broker-");
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  static void delete(Path directory) {
    try (Stream<Path> all = Files.walk(directory)) {
      all.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
