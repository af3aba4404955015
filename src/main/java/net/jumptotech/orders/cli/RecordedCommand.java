package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.operations.KafkaOperationLog;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationLog;
import picocli.CommandLine.Option;

/** A command that changes something: recorded before it is done and afterwards. */
final class RecordedCommand {

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final Operation asked;

  /** Who does it, and why. */
  static final class Said {
    @Option(
        names = "--why",
        paramLabel = "TEXT",
        description = "if something is changed: the reason, for the record of operations")
    private String why;

    @Option(
        names = "--by",
        paramLabel = "NAME",
        description =
            "if something is changed: who does it, for the record of operations (default: the user"
                + " of the system)")
    private String by;

    /** Who is to be named as having decided. */
    String who() {
      return by == null ? System.getProperty("user.name") : by;
    }

    /**
     * @throws StartFailure if no reason is given
     */
    void checkReason() {
      if (why == null || why.isBlank()) {
        throw new StartFailure("--why: say why, for the record");
      }
    }
  }

  /**
   * @param action the command, such as {@code breaches --acknowledge}
   */
  RecordedCommand(
      Vertx vertx, KafkaConnection kafka, String action, Map<String, Object> what, Said said) {
    this.vertx = vertx;
    this.kafka = kafka;
    String user = System.getProperty("user.name");
    this.asked =
        Operation.of(
                said.by == null ? user : said.by,
                said.by == null ? host() : user + "@" + host(),
                action,
                Outcome.ASKED,
                what)
            .because(Optional.ofNullable(said.why));
  }

  /**
   * @param result what the record says of what was done
   * @return fails with {@link StartFailure} if it cannot be recorded; then nothing was done
   */
  <T> Future<T> run(Supplier<Future<T>> work, Function<T, Map<String, Object>> result) {
    return begin().compose(begun -> begun.end(work.get(), result));
  }

  /** As above, for work that blocks: its end is recorded by {@link Begun#end}. */
  Future<Begun> begin() {
    return open()
        .compose(
            log ->
                log.append(asked)
                    .map(hash -> new Begun(log, hash))
                    .recover(
                        cause -> log.close().transform(closed -> RecordedCommand.refuse(cause))));
  }

  /** As above, but what cannot be recorded is done all the same, and the console says so. */
  <T> Future<T> runAnyway(
      PrintStream console, Supplier<Future<T>> work, Function<T, Map<String, Object>> result) {
    return begin()
        .map(Optional::of)
        .otherwise(
            cause -> {
              notRecorded(console, "Kafka does not take the record");
              return Optional.empty();
            })
        .compose(begun -> begun.isPresent() ? begun.get().end(work.get(), result) : work.get());
  }

  /** Records what was done, without which there was no topic to record it on. */
  Future<Void> wasDone(PrintStream console, Map<String, Object> result) {
    return open()
        .compose(log -> log.append(asked.done(result)).eventually(log::close))
        .onFailure(cause -> notRecorded(console, cause.getMessage()))
        .transform(told -> Future.succeededFuture());
  }

  static void notRecorded(PrintStream console, String why) {
    console.println("warning: this is not in the record of operations: " + why);
  }

  private Future<OperationLog> open() {
    return vertx.executeBlocking(() -> new KafkaOperationLog(vertx, kafka, Topics.STANDARD));
  }

  /** It is recorded that it is about to be done. */
  final class Begun {
    private final OperationLog log;
    private final String hash;

    private Begun(OperationLog log, String hash) {
      this.log = log;
      this.hash = hash;
    }

    /** Records how the work ended, which is also how this ends. */
    <T> Future<T> end(Future<T> work, Function<T, Map<String, Object>> result) {
      return work.transform(
          done -> {
            Operation ended =
                done.succeeded()
                    ? asked.ended(Outcome.DONE, result.apply(done.result()), hash)
                    : asked.ended(
                        Outcome.FAILED, Map.of("error", "" + done.cause().getMessage()), hash);
            return log.append(ended)
                .transform(told -> log.close())
                .transform(
                    closed ->
                        done.succeeded()
                            ? Future.succeededFuture(done.result())
                            : Future.failedFuture(done.cause()));
          });
    }
  }

  private static <T> Future<T> refuse(Throwable cause) {
    return Future.failedFuture(
        new StartFailure(
            "this must be recorded on the topic operations, and Kafka does not take the record (%s); nothing was done. If the topic is missing, run: orders topics --create"
                .formatted(cause.getMessage())));
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException nameless) {
      return "";
    }
  }
}
