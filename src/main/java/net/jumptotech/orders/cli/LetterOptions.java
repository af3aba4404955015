package net.jumptotech.orders.cli;

import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jumptotech.orders.app.Configuration;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.replay.DeadLetterDesk;
import net.jumptotech.orders.stream.replay.LetterSelection;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which dead letters are meant, and where they are; the same for all commands. */
final class LetterOptions {

  private static final String CLIENT = "orders-dead-letters";

  @Parameters(
      paramLabel = "PLACE",
      arity = "0..*",
      description =
          "rejected records (orders-2@1500), dead letters (0-17), or keys, such as order ids")
  private List<String> places = List.of();

  @Option(
      names = "--group",
      paramLabel = "GROUP",
      description = "only what this consumer group rejected, such as payments-group")
  private String group;

  @Option(
      names = "--cause",
      paramLabel = "TEXT",
      description =
          "only this cause (invalid, misplaced, too_large, given_up, fault), or reasons with this"
              + " text in them")
  private String cause;

  @Option(
      names = "--topic",
      paramLabel = "TOPIC",
      description = "only records of this topic, such as orders")
  private String topic;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "only dead letters written at this time or later, such as 2026-05-01T10:00:00Z")
  private Instant since;

  @Option(names = "--until", paramLabel = "TIME", description = "only dead letters written before")
  private Instant until;

  @Option(
      names = "--conf",
      paramLabel = "FILE",
      description = "configuration file, such as conf/payment.yaml")
  private String conf;

  /** What is done at an open desk. Blocks. */
  interface Work {
    int run(Desk desk);
  }

  /** An open desk. */
  record Desk(Vertx vertx, KafkaConnection kafka, DeadLetterDesk letters) {}

  /**
   * @param all those that are decided too
   */
  LetterSelection selection(boolean all) {
    return new LetterSelection(
        Set.copyOf(places),
        Optional.ofNullable(group),
        Optional.ofNullable(cause),
        Optional.ofNullable(topic),
        Optional.ofNullable(since),
        Optional.ofNullable(until),
        all);
  }

  /** Records and their headers are of others: a terminal must not take them for commands. */
  static void print(PrintStream console, String format, Object... values) {
    console.println(Shown.visible(format.formatted(values)));
  }

  int at(Work work) throws Exception {
    return Configuration.run(
        conf,
        null,
        (vertx, descriptor) -> {
          KafkaConnection kafka = descriptor.otherKafka(CLIENT);
          try (DeadLetterDesk letters =
              new DeadLetterDesk(kafka, Topics.STANDARD, Groups.STANDARD)) {
            return work.run(new Desk(vertx, kafka, letters));
          } catch (StartFailure known) {
            throw known;
          } catch (RuntimeException failed) {
            throw KafkaUnusable.startFailure(kafka.bootstrapServers(), failed);
          }
        });
  }
}
