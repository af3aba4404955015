package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.TopicOptions;
import net.jumptotech.orders.stream.topics.TopicReport;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Checks or creates the topics. Exit codes: 0 everything is as required, 1 something is missing or
 * causes a warning, or Kafka cannot be used, 2 wrong configuration.
 */
@Command(
    name = "topics",
    description = "Checks or creates the topics on the brokers that KAFKA_BOOTSTRAP_SERVERS names.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TopicsCommand implements Callable<Integer> {

  private static final String CLIENT = "orders-topics";

  @ArgGroup(multiplicity = "1")
  private What what;

  @Mixin private RecordedCommand.Said said;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  private final PrintStream console;

  /** Exactly one of these options. */
  static final class What {
    @Option(
        names = "--check",
        description = "print the state of each topic and what is wrong with it")
    private boolean check;

    @Option(names = "--create", description = "create missing topics, then check")
    private boolean create;
  }

  TopicsCommand(PrintStream console) {
    this.console = console;
  }

  @Override
  public Integer call() throws Exception {
    return Configuration.run(conf, null, this::run);
  }

  private int run(Vertx vertx, Descriptor descriptor) {
    TopicReport report = report(vertx, descriptor).await();
    report.topics().forEach(console::println);
    report.warnings().forEach(warning -> console.println("warning: " + warning));
    return report.isWell() ? 0 : 1;
  }

  private Future<TopicReport> report(Vertx vertx, Descriptor descriptor) {
    KafkaConnection kafka = descriptor.otherKafka(CLIENT);
    return KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
        .compose(
            admin ->
                admin
                    .reach()
                    .compose(
                        reached ->
                            what.create
                                ? create(vertx, kafka, admin, descriptor.topics())
                                : Future.succeededFuture())
                    .compose(there -> admin.checkTopics(descriptor.topics()))
                    .eventually(admin::close))
        .recover(
            failed ->
                Future.failedFuture(
                    failed instanceof StartFailure
                        ? failed
                        : KafkaUnusable.startFailure(kafka.bootstrapServers(), failed)));
  }

  /** Recorded if something is created; afterwards only, if that is the topic of the record. */
  private Future<Void> create(
      Vertx vertx, KafkaConnection kafka, KafkaAdmin admin, TopicOptions options) {
    return admin
        .checkTopics(options)
        .compose(
            found -> {
              if (found.missing().isEmpty()) {
                return admin.ensureTopics(options);
              }
              RecordedCommand command =
                  new RecordedCommand(
                      vertx,
                      kafka,
                      "topics --create",
                      Map.of("missing", String.join(", ", found.missing())),
                      said);
              return found.missing().contains(Topics.STANDARD.operations())
                  ? admin
                      .ensureTopics(options)
                      .compose(created -> command.wasDone(console, Map.of()))
                  : command.run(() -> admin.ensureTopics(options), created -> Map.of());
            });
  }
}
