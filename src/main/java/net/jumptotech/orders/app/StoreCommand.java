package net.jumptotech.orders.app;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.Callable;
import net.jumptotech.orders.store.couchbase.CouchbaseOptions;
import net.jumptotech.orders.store.couchbase.Indexes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code orders store}: what Couchbase needs before it can answer. */
@Command(
    name = "store",
    description = "Prints the indexes that Couchbase needs, or creates them.",
    mixinStandardHelpOptions = true)
final class StoreCommand implements Callable<Integer> {

  @Option(names = "--indexes", required = true, description = "print the statements")
  private boolean indexes;

  @Option(names = "--apply", description = "create what lacks in the bucket that is configured")
  private boolean apply;

  @Option(names = "--conf", paramLabel = "FILE", description = "deployment descriptor")
  private String conf;

  private final PrintStream console;

  StoreCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    Vertx vertx = Vertx.vertx();
    try {
      Descriptor descriptor = Main.await(Configuration.descriptor(vertx, conf));
      if (apply) {
        CouchbaseOptions options =
            descriptor
                .couchbase()
                .orElseThrow(
                    () -> new StartFailure("--apply needs a Couchbase: set COUCHBASE_HOST"));
        Main.await(Indexes.create(vertx, options, done -> console.println("done: " + done)));
      } else {
        console.print(
            Indexes.text(
                descriptor
                    .couchbase()
                    .map(CouchbaseOptions::bucket)
                    .orElse(CouchbaseOptions.DEFAULT_BUCKET)));
      }
      return 0;
    } catch (IOException refused) {
      throw new StartFailure(refused.getMessage());
    } finally {
      Main.await(vertx.close());
    }
  }
}
