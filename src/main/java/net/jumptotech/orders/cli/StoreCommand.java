package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.DataDirectory;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.store.couchbase.CouchbaseOrderStore;
import net.jumptotech.orders.store.couchbase.Indexes;
import net.jumptotech.orders.store.sqlite.SqliteOptions;
import net.jumptotech.orders.store.sqlite.SqliteOrderStore;
import net.jumptotech.orders.stream.KafkaConnection;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code orders store}: creates Couchbase's indexes, or rebuilds a store. */
@Command(
    name = "store",
    description =
        "Prints or creates the indexes that Couchbase needs, or rebuilds the store from Kafka.",
    mixinStandardHelpOptions = true)
final class StoreCommand implements Callable<Integer> {

  private static final String CLIENT = "orders-store";

  @ArgGroup(multiplicity = "1")
  private What what;

  private static final class What {
    @Option(names = "--indexes", required = true, description = "print the CREATE INDEX statements")
    private boolean indexes;

    @Option(
        names = "--rebuild",
        required = true,
        description =
            "make analytics read everything again that Kafka still has: at once if it is running,"
                + " otherwise when it starts; documents of older orders are kept")
    private boolean rebuild;
  }

  @Option(
      names = "--empty",
      description =
          "with --rebuild: delete all documents first, including those of orders that Kafka no"
              + " longer has")
  private boolean empty;

  @Option(names = "--data", paramLabel = "DIR", description = "data directory (default: ./data)")
  private String data;

  @Option(
      names = "--apply",
      description = "with --indexes: create the missing indexes in the configured bucket")
  private boolean apply;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/analytics.yaml")
  private String conf;

  private final PrintStream console;

  StoreCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    try {
      return Configuration.run(conf, data, this::run);
    } catch (IOException refused) {
      throw new StartFailure(refused.getMessage());
    }
  }

  private int run(Vertx vertx, Descriptor descriptor) throws Exception {
    if (what.rebuild) {
      rebuild(vertx, descriptor);
    } else if (apply) {
      CouchbaseOptions options =
          descriptor
              .couchbase()
              .orElseThrow(
                  () ->
                      new IllegalArgumentException(
                          "couchbase.host: --apply needs a Couchbase; set COUCHBASE_HOST"));
      Indexes.create(vertx, options, done -> console.println("done: " + done)).await();
    } else {
      console.print(
          Indexes.text(
              descriptor
                  .couchbase()
                  .map(CouchbaseOptions::bucket)
                  .orElse(CouchbaseOptions.DEFAULT_BUCKET)));
    }
    return 0;
  }

  private void rebuild(Vertx vertx, Descriptor descriptor) throws Exception {
    if (descriptor.couchbase().isPresent()) {
      if (empty) {
        throw new StartFailure(
            "--empty works only with the embedded store; to empty a bucket, flush it in Couchbase's"
                + " console");
      }
      CouchbaseOrderStore store =
          CouchbaseOrderStore.open(vertx, descriptor.couchbase().get()).await();
      recorded(vertx, descriptor, store::forget, done -> Map.of()).eventually(store::close).await();
    } else {
      try (DataDirectory directory = DataDirectory.open(descriptor.data())) {
        SqliteOptions options =
            new SqliteOptions(
                directory.store(),
                SqliteOptions.Access.WRITER,
                descriptor.synchronous(),
                directory.natives());
        long documents =
            recorded(
                    vertx,
                    descriptor,
                    () -> vertx.executeBlocking(() -> SqliteOrderStore.forget(options, empty)),
                    count -> Map.of(empty ? "deleted" : "documents", count))
                .await();
        console.printf(
            empty ? "deleted %d documents%n" : "the store has %d documents%n", documents);
      }
    }
    console.println(
        "analytics will read everything again that Kafka still has: at once if it is running,"
            + " otherwise when it starts");
  }

  /** Must be recorded if brokers are configured; the embedded one may not be running. */
  private <T> Future<T> recorded(
      Vertx vertx,
      Descriptor descriptor,
      Supplier<Future<T>> work,
      Function<T, Map<String, Object>> result) {
    Optional<KafkaConnection> kafka = descriptor.kafkaIfKnown(CLIENT);
    if (kafka.isEmpty()) {
      RecordedCommand.notRecorded(
          console, "no broker is known; start Orders first, or set KAFKA_BOOTSTRAP_SERVERS");
      return work.get();
    }
    String store = descriptor.couchbase().isPresent() ? "couchbase" : "sqlite";
    RecordedCommand command =
        new RecordedCommand(
            vertx, kafka.get(), "store --rebuild", Map.of("store", store, "empty", empty), said);
    return descriptor.bootstrapServers().isPresent()
        ? command.run(work, result)
        : command.runAnyway(console, work, result);
  }
}
