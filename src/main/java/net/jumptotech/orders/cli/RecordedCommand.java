package net.jumptotech.orders.cli;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.StartFailure;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.operations.KafkaOperationLog;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationLog;

/** A command that changes something: recorded before it is done and afterwards. */
final class RecordedCommand {

  private RecordedCommand() {}

  /**
   * @param action the command, such as {@code breaches --acknowledge}
   * @return fails with {@link StartFailure} if it cannot be recorded; then nothing was done
   */
  static <T> Future<T> run(
      Vertx vertx,
      KafkaConnection kafka,
      String action,
      Map<String, Object> what,
      Optional<String> why,
      Supplier<Future<T>> work) {
    Operation asked =
        Operation.of(System.getProperty("user.name"), host(), action, Outcome.ASKED, what)
            .because(why);
    return vertx
        .executeBlocking(() -> new KafkaOperationLog(vertx, kafka, Topics.STANDARD))
        .compose(
            log ->
                log.append(asked)
                    .recover(RecordedCommand::refuse)
                    .compose(hash -> work(log, asked, hash, work))
                    .eventually(log::close));
  }

  private static <T> Future<T> work(
      OperationLog log, Operation asked, String hash, Supplier<Future<T>> work) {
    return work.get()
        .transform(
            done -> {
              Map<String, Object> result =
                  done.succeeded() ? Map.of() : Map.of("error", "" + done.cause().getMessage());
              Outcome outcome = done.succeeded() ? Outcome.DONE : Outcome.FAILED;
              Future<T> ended =
                  done.succeeded()
                      ? Future.succeededFuture(done.result())
                      : Future.failedFuture(done.cause());
              return log.append(asked.ended(outcome, result, hash)).transform(told -> ended);
            });
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
