package net.jumptotech.orders.tracing;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.context.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.tracing.opentelemetry.VertxContextStorageProvider.VertxContextStorage;
import java.util.function.Supplier;

/** One sampled step of an order. Its trace can be carried on; {@link #end} must follow. */
public final class OrderSpan {

  static final AttributeKey<String> PARTITION =
      AttributeKey.stringKey("messaging.destination.partition.id");
  static final AttributeKey<Long> OFFSET = AttributeKey.longKey("messaging.kafka.offset");

  private static final AttributeKey<String> ERROR = AttributeKey.stringKey("error.type");

  private final Span span;
  private final Context context;

  OrderSpan(Span span, Context context) {
    this.span = span;
    this.context = context;
  }

  <T> OrderSpan with(AttributeKey<T> name, T value) {
    span.setAttribute(name, value);
    return this;
  }

  /** The value of {@link Traceparent#HEADER} for records that come of this step. */
  public byte[] traceparent() {
    return Traceparent.write(context);
  }

  /**
   * Does the work on a duplicate of the context, which carries this span through its asynchronous
   * steps. Vert.x has no public way to make one.
   *
   * @return completes on the context itself, which knows nothing of this span
   */
  public <T> Future<T> inside(io.vertx.core.Context vertxContext, Supplier<Future<T>> work) {
    ContextInternal own = (ContextInternal) vertxContext;
    ContextInternal duplicate = own.duplicate();
    VertxContextStorage.INSTANCE.attach(duplicate, context); // for as long as the duplicate lives
    Promise<T> back = own.promise();
    duplicate.dispatch(
        () -> {
          try {
            work.get().onComplete(back);
          } catch (RuntimeException | Error bug) {
            back.fail(bug);
          }
        });
    return back.future();
  }

  /** For work that is done when it returns, so that its log lines have the trace. */
  public void during(Runnable work) {
    context.wrap(work).run();
  }

  /** Where the record was written that this step has sent. */
  public void written(int partition, long offset) {
    span.setAttribute(PARTITION, Integer.toString(partition));
    span.setAttribute(OFFSET, offset);
  }

  /** Only the kind of failure: its message may cite the order. */
  public void failed(Throwable cause) {
    span.setStatus(StatusCode.ERROR);
    span.setAttribute(ERROR, cause.getClass().getName());
  }

  public void end() {
    span.end();
  }
}
