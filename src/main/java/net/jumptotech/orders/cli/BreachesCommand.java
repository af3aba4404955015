package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Lists records that were deleted before a group read them, or lost their outcomes. Exit codes: 0
 * there are none, or they were acknowledged; 1 there are some, or Kafka cannot be used; 2 wrong
 * configuration.
 */
@Command(
    name = "breaches",
    description = {
      "Lists records that Kafka deleted before they were read, or whose outcomes were lost, on the"
          + " brokers that KAFKA_BOOTSTRAP_SERVERS names.",
      "The system stays DEGRADED until they are acknowledged."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class BreachesCommand implements Callable<Integer> {

  private static final String CLIENT = "orders-breaches";

  @Option(
      names = "--acknowledge",
      description = "acknowledge the listed records; they are not listed again")
  private boolean acknowledge;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  private final PrintStream console;

  BreachesCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, null, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) {
    List<Breach> breaches = breaches(vertx, descriptor).await();
    breaches.forEach(console::println);
    if (breaches.isEmpty()) {
      console.println("no records were lost, or all losses are acknowledged");
    } else {
      console.println(
          acknowledge ? "acknowledged" : "to acknowledge them: orders breaches --acknowledge");
    }
    return breaches.isEmpty() || acknowledge ? 0 : 1;
  }

  private Future<List<Breach>> breaches(Vertx vertx, Descriptor descriptor) {
    KafkaConnection kafka = descriptor.otherKafka(CLIENT);
    return KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
        .compose(
            admin ->
                admin
                    .reach()
                    .compose(reached -> admin.breaches())
                    .compose(
                        found ->
                            (acknowledge && !found.isEmpty()
                                    ? acknowledge(vertx, kafka, admin, found)
                                    : Future.<Void>succeededFuture())
                                .map(done -> found))
                    .eventually(admin::close))
        .recover(
            failed ->
                Future.failedFuture(
                    failed instanceof StartFailure
                        ? failed
                        : KafkaUnusable.startFailure(kafka.bootstrapServers(), failed)));
  }

  private Future<Void> acknowledge(
      Vertx vertx, KafkaConnection kafka, KafkaAdmin admin, List<Breach> found) {
    return new RecordedCommand(
            vertx,
            kafka,
            "breaches --acknowledge",
            Map.of("lost", found.stream().map(Breach::toString).collect(Collectors.joining("; "))),
            said)
        .run(() -> admin.acknowledge(found), done -> Map.of());
  }
}
