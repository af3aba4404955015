package net.jumptotech.orders.script;

import io.vertx.core.Context;
import io.vertx.core.Deployable;
import io.vertx.core.Future;
import java.util.function.Consumer;

/** A verticle whose handlers' errors are reported to a callback and go no further. */
final class Isolated implements Deployable {

  private final Deployable verticle;
  private final Consumer<Throwable> failed;

  /**
   * @param failed receives every error of a handler, on the verticle's own context
   */
  Isolated(Deployable verticle, Consumer<Throwable> failed) {
    this.verticle = verticle;
    this.failed = failed;
  }

  @Override
  public Future<?> deploy(Context context) throws Exception {
    context.exceptionHandler(failed::accept);
    try {
      return verticle.deploy(context);
    } catch (LinkageError | StackOverflowError | AssertionError broken) {
      return Future.failedFuture(broken);
    }
  }

  @Override
  public Future<?> undeploy(Context context) throws Exception {
    return verticle.undeploy(context);
  }
}
