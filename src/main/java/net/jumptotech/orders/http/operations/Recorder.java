package net.jumptotech.orders.http.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Client;
import net.jumptotech.orders.http.api.Endpoint;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.stream.operations.Operation;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import net.jumptotech.orders.stream.operations.OperationLog;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a record of what is done and of what is refused. What cannot be recorded is not done (503),
 * except that people can log in and out, since they need the page when Kafka is away. Used on one
 * event loop.
 */
public final class Recorder {

  private static final Logger log = LoggerFactory.getLogger(Recorder.class);

  /** The parameter in which people give a reason. */
  private static final String WHY = "why";

  private final OperationLog operations;
  private final FoldedRecords folded;

  public Recorder(Vertx vertx, OperationLog operations) {
    this.operations = operations;
    this.folded = new FoldedRecords(vertx, operations);
  }

  /**
   * Records that something is about to be changed, changes it, and records how that ended.
   *
   * @param before what is there now
   */
  public <T> Future<T> change(
      Call call, String action, Map<String, Object> before, Supplier<Future<T>> change) {
    Operation asked = operation(call, action, Outcome.ASKED).changing(before);
    return ask(asked)
        .compose(
            hash ->
                change
                    .get()
                    .onComplete(
                        done ->
                            end(
                                asked.ended(
                                    done.succeeded() ? Outcome.DONE : Outcome.FAILED,
                                    done.succeeded()
                                        ? Map.of()
                                        : Map.of("error", "" + done.cause().getMessage()),
                                    hash))));
  }

  /** The endpoint, of which is recorded that it was asked, and how much it sent in the end. */
  public Endpoint transfer(String action, Endpoint endpoint) {
    return call -> {
      Operation asked = operation(call, action, Outcome.ASKED);
      return ask(asked)
          .compose(
              hash ->
                  endpoint
                      .answer(call)
                      .<Sendable>map(answer -> new Transfer(answer, asked, hash))
                      .onFailure(cause -> end(asked.ended(Outcome.FAILED, failure(cause), hash))));
    };
  }

  private static Map<String, Object> failure(Throwable cause) {
    return cause instanceof Problem problem
        ? Map.of("status", problem.status(), "error", problem.getMessage())
        : Map.of("error", cause.toString());
  }

  /** An answer whose end is recorded. */
  private final class Transfer implements Sendable {
    private final Sendable answer;
    private final Operation asked;
    private final String hash;

    Transfer(Sendable answer, Operation asked, String hash) {
      this.answer = answer;
      this.asked = asked;
      this.hash = hash;
    }

    @Override
    public void send(RoutingContext context) {
      context.addEndHandler(
          sent -> {
            int status = context.response().getStatusCode();
            boolean whole = sent.succeeded() && context.response().ended();
            Map<String, Object> result = new HashMap<>(answer.result());
            result.put("status", status);
            result.put("bytes", context.response().bytesWritten());
            result.put("whole", whole);
            end(asked.ended(whole && status < 400 ? Outcome.DONE : Outcome.FAILED, result, hash));
          });
      answer.send(context);
    }
  }

  /** The endpoint, whose answer is sent once it is recorded. Repeats are counted together. */
  public Endpoint reading(String action, Endpoint endpoint) {
    return call ->
        endpoint
            .answer(call)
            .compose(
                answer ->
                    folded
                        .add(operation(call, action, Outcome.DONE))
                        .<Sendable>map(answer)
                        .recover(Recorder::notRecorded));
  }

  /** Records that somebody logged in or out, if that is possible. */
  public Future<Void> session(Client client, String action) {
    Operation operation = operation(client, action, Outcome.DONE, Map.of());
    return operations
        .append(operation)
        .onFailure(cause -> missed(operation, cause))
        .otherwiseEmpty()
        .mapEmpty();
  }

  /** Records that somebody was refused. Repeats are counted together. */
  public void refused(Client client, String action, Problem problem) {
    Operation operation =
        operation(
            client,
            action,
            Outcome.REFUSED,
            Map.of("status", problem.status(), "reason", problem.getMessage()));
    folded.addIfThereIsRoom(operation).onFailure(cause -> log.debug("not recorded", cause));
  }

  private static Operation operation(Call call, String action, Outcome outcome) {
    Map<String, Object> what = new HashMap<>(call.parameters().values());
    what.remove(WHY);
    return operation(call.client(), action, outcome, what).because(call.parameters().text(WHY));
  }

  private static Operation operation(
      Client client, String action, Outcome outcome, Map<String, Object> what) {
    return Operation.of(client.principal().name(), client.peer(), action, outcome, what);
  }

  private Future<String> ask(Operation operation) {
    return operations.append(operation).recover(Recorder::notRecorded);
  }

  private static <T> Future<T> notRecorded(Throwable cause) {
    return Future.failedFuture(
        Problem.unavailable(
            "This must be recorded, and Kafka does not take the record. Nothing was done; try"
                + " again.",
            cause));
  }

  private void end(Operation ended) {
    operations.append(ended).onFailure(cause -> missed(ended, cause));
  }

  private static void missed(Operation operation, Throwable cause) {
    log.warn(
        "not recorded in operations: {} by \"{}\" from {}: {}: {}",
        operation.action(),
        operation.who(),
        operation.from(),
        operation.outcome(),
        cause.toString());
  }

  /** Records what is still counted. */
  public Future<Void> close() {
    return folded.close().eventually(operations::close);
  }
}
