package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.producer.directory.Arrival;
import net.jumptotech.orders.producer.directory.DiskFailure;
import net.jumptotech.orders.producer.directory.DropDirectory;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.runtime.Numbers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends the files of a directory, one after another. A file is moved once Kafka has acknowledged
 * all of it; until then a restart reads it again from its beginning. What is in the way and not in
 * the file (a full disk, a missing permission) is tried again, less and less often.
 */
final class DirectoryRun implements SourceRun {

  private static final Logger log = LoggerFactory.getLogger(DirectoryRun.class);
  private static final long LONGEST_PAUSE_MS = Duration.ofMinutes(5).toMillis();

  private final Context context;
  private final Vertx vertx;
  private final Source.Directory source;
  private final DropDirectory directory;
  private final BiFunction<String, Feed, FeedRun> runs;
  private final SourceWatch watch;
  private final long lookMs;
  private final SentOrders sent = new SentOrders();
  private final Promise<SourceReport> done = Promise.promise();

  private Optional<FeedRun> present = Optional.empty();
  private Optional<RefusedFile> lines = Optional.empty();
  private Health health = Health.UP;
  private long pauseMs;
  private long read;
  private long accepted;
  private long rejected;
  private long files;
  private long refused;
  private boolean stopped;

  private DirectoryRun(
      Context context,
      Source.Directory source,
      DropDirectory directory,
      BiFunction<String, Feed, FeedRun> runs,
      SourceWatch watch,
      ProducerTimeouts timeouts) {
    this.context = context;
    this.vertx = context.owner();
    this.source = source;
    this.directory = directory;
    this.runs = runs;
    this.watch = watch;
    this.lookMs = timeouts.look().toMillis();
    this.pauseMs = lookMs;
  }

  /**
   * Begins to look for files.
   *
   * @param runs creates the run of a file from its name and its feed
   * @return fails in one line that names the directory, if it cannot be used
   */
  static Future<SourceRun> open(
      Context context,
      Source.Directory source,
      BiFunction<String, Feed, FeedRun> runs,
      SourceWatch watch,
      ProducerTimeouts timeouts) {
    return context
        .owner()
        .executeBlocking(() -> DropDirectory.open(source.path(), timeouts.unchanged()))
        .map(
            opened -> {
              DirectoryRun run = new DirectoryRun(context, source, opened, runs, watch, timeouts);
              run.next();
              return run;
            });
  }

  private void next() {
    present = Optional.empty();
    discardLines();
    work(directory::next, this::begin, this::next);
  }

  private void begin(Optional<Arrival> next) {
    health = Health.UP;
    pauseMs = lookMs;
    if (next.isPresent()) {
      take(next.get());
    } else if (source.endsWhenEmpty() && directory.isEmpty()) {
      end();
    } else {
      vertx.setTimer(lookMs, any -> next());
    }
  }

  private void take(Arrival file) {
    present = Optional.empty();
    discardLines();
    RefusedFile refusedLines = RefusedFile.in(directory.refused(), file.path());
    lines = Optional.of(refusedLines);
    String name = Source.File.PREFIX + file.name();
    FileFeed.open(context, name, source.format(), lines, () -> Feeds.open(file.path()))
        .compose(feed -> send(name, feed))
        .onComplete(report -> sent(file, refusedLines, report), cause -> failed(file, cause));
  }

  private Future<SourceReport> send(String name, Feed feed) {
    FeedRun run = runs.apply(name, feed);
    present = Optional.of(run);
    return stopped ? run.stop().compose(closed -> run.done()) : run.done().eventually(feed::close);
  }

  private void sent(Arrival file, RefusedFile refusedLines, SourceReport report) {
    count(report);
    if (report.read() > 0 && report.accepted() == 0) {
      refuse(file, inFull(report));
    } else {
      finish(file, refusedLines);
    }
  }

  private void finish(Arrival file, RefusedFile refusedLines) {
    work(
        () -> {
          if (directory.isUnchanged(file)) {
            refusedLines.finish();
          }
          return directory.done(file);
        },
        moved -> {
          refusedLines.place().ifPresent(this::tellKept);
          moved(file, moved);
        },
        () -> {
          if (refusedLines.isPending()) {
            takeIfThereIsRoom(file); // they could not be written
          } else {
            finish(file, refusedLines);
          }
        });
  }

  private void tellKept(Path kept) {
    watch.say(
        "  the refused lines are in %s; correct them, and move that file to %s"
            .formatted(kept, directory.path()));
  }

  private void failed(Arrival file, Throwable cause) {
    Optional<SourceReport> report = present.map(FeedRun::soFar);
    report.ifPresent(this::count);
    if (cause instanceof FileNotFoundException) {
      log.info("{} was taken away before it was read", file.path());
      next();
    } else if (DiskFailure.isBehind(cause)) {
      discardLines();
      tryLater(cause, () -> takeIfThereIsRoom(file));
    } else {
      log.error("{} is refused: {}", file.path(), Failure.describe(cause));
      String before = report.filter(it -> it.read() > 0).map(it -> "\n" + inFull(it)).orElse("");
      refuse(file, Failure.describe(cause) + before);
    }
  }

  /** To read it in vain would only make its dead letters once more. */
  private void takeIfThereIsRoom(Arrival file) {
    discardLines();
    work(() -> directory.checkRoom(file), this::take, () -> takeIfThereIsRoom(file));
  }

  private static String inFull(SourceReport report) {
    return String.join("\n", report.lines(Topics.STANDARD.deadLetters()));
  }

  private void refuse(Arrival file, String reason) {
    String text =
        "%s\n\nCorrect the file, and move it to %s. What was accepted is not charged again: an order id is settled once.\n"
            .formatted(reason, directory.path());
    work(
        () -> directory.refuse(file, text),
        moved -> moved(file, moved),
        () -> refuse(file, reason));
  }

  private void moved(Arrival file, Optional<Path> to) {
    if (to.isEmpty()) {
      watch.say(
          "  %s was changed or taken away while it was read; if it is still there, it is read again"
              .formatted(file.name()));
    } else {
      boolean isRefused = to.get().startsWith(directory.refused());
      files++;
      refused += isRefused ? 1 : 0;
      watch.say(
          "  moved to %s%s".formatted(to.get(), isRefused ? ", with the reason beside it" : ""));
    }
    next();
  }

  private void count(SourceReport report) {
    read += report.read();
    accepted += report.accepted();
    rejected += report.rejected();
    if (source.endsWhenEmpty()) {
      sent.addAll(report.sent());
    }
  }

  private void end() {
    SourceReport total = soFar();
    watch.say("%s, from %s".formatted(total, Numbers.count(files, "file")));
    if (refused == 0) {
      done.complete(total);
    } else {
      done.fail(
          new IOException(
              "%s of %s refused: see %s, where each has its reason beside it"
                  .formatted(
                      Numbers.count(refused), Numbers.count(files, "file"), directory.refused())));
    }
  }

  /** Does what may block off the event loop. */
  private <T> void work(Callable<T> step, Consumer<T> then, Runnable again) {
    vertx
        .executeBlocking(step)
        .onComplete(
            result -> {
              if (!stopped) {
                then.accept(result);
              }
            },
            cause -> tryLater(cause, again));
  }

  private void tryLater(Throwable cause, Runnable again) {
    if (stopped) {
      return;
    }
    if (source.endsWhenEmpty()) {
      done.fail(cause);
      return;
    }
    String problem = Failure.describe(cause);
    health = Health.degraded(problem + "; trying again");
    log.error("{}; trying again in {}", problem, Numbers.duration(Duration.ofMillis(pauseMs)));
    log.debug("the cause", cause);
    vertx.setTimer(pauseMs, any -> again.run());
    pauseMs = Math.min(LONGEST_PAUSE_MS, 2 * pauseMs);
  }

  /** Unless they are in their place. */
  private void discardLines() {
    lines.ifPresent(
        it ->
            vertx
                .executeBlocking(
                    () -> {
                      it.close();
                      return null;
                    })
                .onFailure(cause -> log.warn("not deleted: {}", Failure.describe(cause))));
    lines = Optional.empty();
  }

  @Override
  public void sendDue() {
    present.ifPresent(FeedRun::sendDue);
  }

  @Override
  public Future<SourceReport> done() {
    return done.future();
  }

  /** Of all files. */
  @Override
  public SourceReport soFar() {
    return new SourceReport(
        source.name(), read, accepted, rejected, sent, new Refusals(), PassedOver.NONE);
  }

  @Override
  public String inWords() {
    return "%s, %s; %s so far, %s refused"
        .formatted(
            source.name(),
            present.map(it -> "reads " + it.inWords()).orElse("waits for files"),
            Numbers.count(files, "file"),
            Numbers.count(refused));
  }

  @Override
  public void showProgress() {
    present.ifPresent(FeedRun::showProgress);
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public Future<Void> stop() {
    stopped = true;
    Future<Void> closed = present.map(FeedRun::stop).orElseGet(Future::succeededFuture);
    discardLines();
    return closed.eventually(
        () ->
            vertx.executeBlocking(
                () -> {
                  directory.close();
                  return null;
                }));
  }
}
