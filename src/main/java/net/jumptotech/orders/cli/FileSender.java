package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.app.Descriptor;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Role;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.producer.ProducerOptions;
import net.jumptotech.orders.producer.ProducerVerticle;
import net.jumptotech.orders.producer.RefusedFile;
import net.jumptotech.orders.producer.Source;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.ProcessInfo;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.runtime.Version;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.TopicReport;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;

/** Sends files to a running Orders, one after another, and shows how far it is. */
final class FileSender {

  private static final String CLIENT = "orders-import";

  private final Vertx vertx;
  private final Descriptor descriptor;
  private final KafkaConnection kafka;
  private final KafkaAdmin admin;
  private final PrintStream console;

  private FileSender(
      Vertx vertx,
      Descriptor descriptor,
      KafkaConnection kafka,
      KafkaAdmin admin,
      PrintStream console) {
    this.vertx = vertx;
    this.descriptor = descriptor;
    this.kafka = kafka;
    this.admin = admin;
    this.console = console;
  }

  /** Fails with {@link StartFailure} if no Orders can be reached, or its topics are missing. */
  static Future<FileSender> open(Vertx vertx, Descriptor descriptor, PrintStream console) {
    KafkaConnection kafka = descriptor.kafkaOrThisMachine(CLIENT);
    return open(vertx, kafka, descriptor)
        .map(admin -> new FileSender(vertx, descriptor, kafka, admin, console))
        .recover(failed -> Future.failedFuture(unusable(descriptor, kafka, failed)));
  }

  private static Future<KafkaAdmin> open(
      Vertx vertx, KafkaConnection kafka, Descriptor descriptor) {
    return KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD)
        .compose(
            admin ->
                admin
                    .reach()
                    .compose(reached -> admin.checkTopics(descriptor.topics()))
                    .compose(topics -> checkTopics(kafka, topics))
                    .map(admin)
                    .recover(
                        failed -> admin.close().transform(closed -> Future.failedFuture(failed))));
  }

  private static Future<Void> checkTopics(KafkaConnection kafka, TopicReport topics) {
    return topics.missing().isEmpty()
        ? Future.succeededFuture()
        : Future.failedFuture(
            new StartFailure(
                "Kafka at %s has no topic %s: start Orders there first, or run orders topics --create"
                    .formatted(kafka.bootstrapServers(), String.join(", ", topics.missing()))));
  }

  private static Throwable unusable(
      Descriptor descriptor, KafkaConnection kafka, Throwable failed) {
    if (failed instanceof StartFailure) {
      return failed;
    }
    if (descriptor.bootstrapServers().isEmpty()
        && failed instanceof KafkaUnusable known
        && known.isAbsent()) {
      return new StartFailure(
          "no Orders runs on this machine: nothing listens at %s; start ./orders in another terminal, give the data directory of one that runs with --data DIR, or set KAFKA_BOOTSTRAP_SERVERS"
              .formatted(kafka.bootstrapServers()));
    }
    return KafkaUnusable.startFailure(kafka.bootstrapServers(), failed);
  }

  /**
   * Sends a file to its end. Blocks.
   *
   * @param kept receives what is refused
   */
  SourceReport send(Source.File file, Optional<RefusedFile> kept) {
    Promise<SourceReport> report = Promise.promise();
    ProcessInfo process =
        new ProcessInfo(
            kafka.process(), Version.text(), Instant.now(), List.of(Role.PRODUCER.toString()));
    ImportProgress progress = ImportProgress.of(file, console);
    try {
      String id =
          vertx
              .deployVerticle(
                  new ProducerVerticle(
                      new ProducerOptions(file, descriptor.producer().inFlight()),
                      () -> KafkaOrderWriter.ofSource(vertx, kafka, Topics.STANDARD, "import"),
                      admin,
                      process,
                      progress,
                      kept,
                      report))
              .await();
      SourceReport done = report.future().await();
      vertx.undeploy(id).await();
      return done;
    } catch (RuntimeException failed) {
      throw new StartFailure(Failure.describe(failed));
    }
  }

  /** The command, to be recorded on the topic of the Orders to which it sends. */
  RecordedCommand recorded(String action, Map<String, Object> what, RecordedCommand.Said said) {
    return new RecordedCommand(vertx, kafka, action, what, said);
  }

  Future<Void> close() {
    return admin.close();
  }
}
