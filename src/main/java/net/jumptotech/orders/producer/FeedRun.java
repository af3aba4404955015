package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.function.LongSupplier;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;

/** Sends what one feed gives, at its rate, and reports on it. */
final class FeedRun implements SourceRun {

  private static final int CHUNK = 500;

  private final Context context;
  private final String name;
  private final boolean reported;
  private final Feed feed;
  private final Outbox outbox;
  private final Pacer pacer;
  private final LongSupplier nanoTime;
  private final SourceWatch watch;
  private final long acceptedBefore;
  private final long rejectedBefore;
  private final SentOrders sent = new SentOrders();
  private final Refusals refusals = new Refusals();
  private final Promise<SourceReport> done = Promise.promise();

  private long read;
  private long shown;
  private boolean reading;
  private boolean ended;
  private boolean stopped;
  private Throwable failure;

  /**
   * @param reported whether to tell the watch of it
   * @param outbox empty
   */
  FeedRun(
      Context context,
      String name,
      boolean reported,
      Feed feed,
      Outbox outbox,
      Pacer pacer,
      LongSupplier nanoTime,
      SourceWatch watch) {
    this.context = context;
    this.name = name;
    this.reported = reported;
    this.feed = feed;
    this.outbox = outbox;
    this.pacer = pacer;
    this.nanoTime = nanoTime;
    this.watch = watch;
    this.acceptedBefore = outbox.accepted();
    this.rejectedBefore = outbox.rejected();
  }

  @Override
  public void sendDue() {
    if (reading || stopped) {
      return;
    }
    if (ended) {
      endOnceEmpty();
      return;
    }
    int due = Math.min(outbox.room(), pacer.due(nanoTime.getAsLong()));
    int wanted = Math.min(CHUNK, due);
    if (wanted > 0) {
      reading = true;
      feed.read(wanted).onComplete(inputs -> send(inputs, due > wanted), this::failed);
    }
  }

  private void send(List<Input> inputs, boolean more) {
    reading = false;
    if (stopped) {
      return;
    }
    ended = inputs.isEmpty();
    if (read == 0) {
      feed.notice().ifPresent(watch::say);
    }
    read += inputs.size();
    pacer.took(inputs.size());
    inputs.forEach(outbox::send);
    if (reported) {
      inputs.forEach(this::note);
    }
    if (more || ended) {
      context.runOnContext(any -> sendDue()); // lets other tasks run in between
    }
  }

  /** Counts it for the report, which remembers a limited part. */
  private void note(Input input) {
    if (input instanceof Input.Valid valid) {
      sent.add(valid.order(), valid.place());
    } else if (input instanceof Input.Invalid invalid) {
      refusals.add(invalid);
    }
  }

  private void failed(Throwable cause) {
    reading = false;
    if (stopped) {
      return;
    }
    ended = true;
    failure = cause;
    endOnceEmpty();
  }

  private void endOnceEmpty() {
    if (!outbox.isEmpty()) {
      return;
    }
    stopped = true;
    SourceReport report = soFar();
    if (reported && (failure == null || read > 0)) {
      // first: a listener of the report may end the process
      report.lines(Topics.STANDARD.deadLetters()).forEach(watch::say);
    }
    if (failure == null) {
      done.complete(report);
    } else {
      done.fail(failure);
    }
  }

  @Override
  public Future<SourceReport> done() {
    return done.future();
  }

  @Override
  public SourceReport soFar() {
    return new SourceReport(
        name,
        read,
        outbox.accepted() - acceptedBefore,
        outbox.rejected() - rejectedBefore,
        sent,
        refusals,
        feed.passedOver());
  }

  @Override
  public String inWords() {
    return name;
  }

  @Override
  public void showProgress() {
    if (reported && read > shown) {
      shown = read;
      watch.progress(soFar(), feed.bytes());
    }
  }

  @Override
  public Health health() {
    return failure == null ? Health.UP : Health.down(Failure.describe(failure));
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    return feed.close();
  }
}
