package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.operations.ChainCheck;
import net.jumptotech.orders.stream.operations.KafkaOperationReader;
import net.jumptotech.orders.stream.operations.OperationReader;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * Prints or verifies the record of operations. Exit codes: 0 done, 1 a record was altered or is
 * missing, a root that was given is not theirs, or Kafka cannot be used, 2 wrong configuration.
 */
@Command(
    name = "operations",
    description = {
      "Prints who did what, newest first, as JSON lines, from the topic operations on the brokers"
          + " that KAFKA_BOOTSTRAP_SERVERS names.",
      "With --verify it checks all records and names the first that was altered or is missing.",
      "With --root it also says whether a root that you have noted elsewhere is among theirs."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class OperationsCommand implements Callable<Integer> {

  private static final String CLIENT = "orders-operations";

  @Option(names = "--verify", description = "check every record, and print the roots")
  private boolean verify;

  @Option(
      names = "--root",
      paramLabel = "HASH",
      description = "with --verify: prove the records against a root that you have noted elsewhere")
  private String root;

  @Option(
      names = "--day",
      paramLabel = "DATE",
      description = "only records of this day in UTC, such as 2026-05-01")
  private String day;

  @Option(names = "--who", paramLabel = "NAME", description = "only what this principal did")
  private String who;

  @Option(
      names = "--limit",
      paramLabel = "N",
      defaultValue = "100",
      description = "print at most N records (default: ${DEFAULT-VALUE})")
  private int limit;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  private final PrintStream console;

  OperationsCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, null, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) {
    if (root != null && !(verify && root.matches("[0-9a-f]{64}"))) {
      throw new IllegalArgumentException(
          "--root: expected 64 digits of 0-9a-f, together with --verify");
    }
    KafkaConnection kafka = descriptor.otherKafka(CLIENT);
    KafkaOperationReader reader = new KafkaOperationReader(vertx, kafka, Topics.STANDARD);
    try {
      if (verify) {
        ChainCheck check = root == null ? new ChainCheck() : new ChainCheck(root);
        return tell(usable(kafka, reader.verify(check)), check.recordsOfSought());
      }
      print(kafka, reader);
      return 0;
    } finally {
      reader.close().await();
    }
  }

  private static <T> T usable(KafkaConnection kafka, Future<T> answer) {
    return answer
        .recover(
            failed ->
                Future.failedFuture(KafkaUnusable.startFailure(kafka.bootstrapServers(), failed)))
        .await();
  }

  private int tell(OperationReader.Verified verified, OptionalLong recordsOfRoot) {
    verified
        .roots()
        .forEach(
            it ->
                console.printf(
                    "root of %s: %s, over %d records%n", it.day(), it.root(), it.records()));
    console.printf("root now: %s, over %d records%n", verified.root(), verified.records());
    verified.first().ifPresent(it -> console.println("WRONG at " + it));
    if (verified.first().isEmpty()) {
      console.println(
          "no record was altered, and none is missing; compare the roots with those in your logs");
    }
    if (root != null) {
      console.println(
          recordsOfRoot.isPresent()
              ? "the root that you gave is that of the first %d records: they are as they were then"
                  .formatted(recordsOfRoot.getAsLong())
              : "WRONG: the root that you gave is not that of any number of records from the first"
                  + " one on: they are not as they were then");
    }
    return verified.first().isEmpty() && (root == null || recordsOfRoot.isPresent()) ? 0 : 1;
  }

  private void print(KafkaConnection kafka, OperationReader reader) {
    Optional<Long> below = Optional.empty();
    int left = limit;
    do {
      OperationReader.Page page =
          usable(
              kafka,
              reader.page(
                  new OperationReader.Search(
                      Optional.ofNullable(who),
                      Optional.empty(),
                      Optional.ofNullable(day),
                      below,
                      left)));
      page.records()
          .forEach(
              it -> console.println(new String(Json.bytes(it.fields()), StandardCharsets.UTF_8)));
      left -= page.records().size();
      below = page.next();
    } while (left > 0 && below.isPresent());
  }
}
