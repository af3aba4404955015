package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.topics.TransactionRepair;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Lists transactions that block partitions, and ends one. Exit codes: 0 done, 1 it cannot be done,
 * or Kafka cannot be used, 2 wrong configuration.
 */
@Command(
    name = "transactions",
    description = {
      "Lists the open transactions that block partitions of our topics: no reader gets past them.",
      "With --end it ends one: a committed transaction stays committed, an undecided one is"
          + " aborted."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TransactionsCommand implements Callable<Integer> {

  private static final String CLIENT = "orders-transactions";

  @Option(
      names = "--end",
      paramLabel = "TOPIC-PARTITION",
      description = "end the transaction that blocks this partition, such as orders-1")
  private String place;

  @Option(
      names = "--as",
      paramLabel = "commit|abort",
      description =
          "how to end it; needed only when neither Kafka nor our offsets show how it was decided")
  private Ending ending;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  private final PrintStream console;

  enum Ending {
    commit,
    abort
  }

  TransactionsCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, null, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) {
    List<String> lines = transactions(vertx, descriptor).await();
    lines.forEach(console::println);
    if (lines.isEmpty()) {
      console.println("no transaction blocks a partition of our topics");
    }
    return 0;
  }

  private Future<List<String>> transactions(Vertx vertx, Descriptor descriptor) {
    KafkaConnection kafka = descriptor.otherKafka(CLIENT);
    return TransactionRepair.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
        .compose(
            repair ->
                (place == null ? repair.list() : end(vertx, kafka, repair))
                    .eventually(repair::close))
        .recover(
            failed ->
                Future.failedFuture(
                    failed instanceof StartFailure
                        ? failed
                        : failed instanceof IllegalStateException
                            ? new StartFailure(failed.getMessage())
                            : KafkaUnusable.startFailure(kafka.bootstrapServers(), failed)));
  }

  private Future<List<String>> end(Vertx vertx, KafkaConnection kafka, TransactionRepair repair) {
    return new RecordedCommand(
            vertx,
            kafka,
            "transactions --end",
            Map.of("place", place, "as", String.valueOf(ending)),
            said)
        .run(
            () -> repair.end(place, Optional.ofNullable(ending).map(it -> it == Ending.commit)),
            lines -> Map.of("ended", String.join("; ", lines)));
  }
}
