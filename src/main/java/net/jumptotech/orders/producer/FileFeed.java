package net.jumptotech.orders.producer;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.DeadLetterHeaders;

/**
 * The records of a file (or of anything else that is read from beginning to end), checked.
 *
 * <p>Reads on a daemon thread of its own: standard input may block it for hours, and must not block
 * anything else, not even the end of the process.
 */
final class FileFeed implements Feed {

  private static final int CHUNK_BYTES = 1024 * 1024;

  private final Context context;
  private final Executor thread;
  private final CountedInput in;
  private final String name;
  private final String shown;
  private final FileFormat format;
  private final Optional<RefusedFile> refused;
  private OrderReader orders;
  private IOException broken;
  private volatile PassedOver passedOver = PassedOver.NONE;
  private volatile Optional<String> notice = Optional.empty();

  private FileFeed(
      Context context,
      Executor thread,
      InputStream in,
      String name,
      FileFormat format,
      Optional<RefusedFile> refused) {
    this.context = context;
    this.thread = thread;
    this.in = new CountedInput(in);
    this.name = name;
    this.shown = shown(name);
    this.format = format;
    this.refused = refused;
  }

  /** Opens the stream of a feed. */
  interface Opening {
    InputStream open() throws IOException;
  }

  /**
   * Opens it; reads nothing yet.
   *
   * @param name as in {@link Source#name} and in dead letters
   * @param refused keeps what is refused
   */
  static Future<Feed> open(
      Context context,
      String name,
      FileFormat format,
      Optional<RefusedFile> refused,
      Opening opening) {
    Executor thread = thread(name);
    return on(
        thread,
        context,
        () -> new FileFeed(context, thread, opening.open(), name, format, refused));
  }

  /** The name for messages: the file without its directory. */
  static String shown(String name) {
    String file =
        name.startsWith(Source.File.PREFIX) ? name.substring(Source.File.PREFIX.length()) : name;
    return file.equals(Source.File.STANDARD_INPUT) ? OrderReader.STANDARD_INPUT : file;
  }

  private static Executor thread(String name) {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            0,
            1,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> {
              Thread thread = new Thread(task, "source-" + name);
              thread.setDaemon(true);
              return thread;
            });
    return one;
  }

  private interface Step<T> {
    T run() throws IOException;
  }

  private static <T> Future<T> on(Executor thread, Context context, Step<T> step) {
    CompletableFuture<T> stage =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return step.run();
              } catch (IOException cause) {
                throw new CompletionException(cause);
              }
            },
            thread);
    return Future.fromCompletionStage(stage, context)
        .recover(cause -> Future.failedFuture(Failure.unwrapped(cause)));
  }

  @Override
  public Future<List<Input>> read(int max) {
    return on(thread, context, () -> chunk(max));
  }

  @Override
  public PassedOver passedOver() {
    return passedOver;
  }

  @Override
  public Optional<String> notice() {
    return notice;
  }

  @Override
  public long bytes() {
    return in.bytes();
  }

  @Override
  public Future<Void> close() {
    thread.execute(this::closeStream); // not waited for: a read may block it
    return Future.succeededFuture();
  }

  private void closeStream() {
    try {
      if (orders != null) {
        orders.close();
      }
      in.close();
    } catch (IOException harmless) {
      // everything that was requested has been read
    }
  }

  /** If the file breaks off, returns what was read before, and fails on the next call. */
  private List<Input> chunk(int max) throws IOException {
    List<Input> chunk = new ArrayList<>();
    try {
      if (broken == null) {
        read(max, chunk);
      }
    } catch (IOException failed) {
      broken = failed;
    }
    if (broken != null && chunk.isEmpty()) {
      throw broken;
    }
    return chunk;
  }

  private void read(int max, List<Input> chunk) throws IOException {
    if (orders == null) {
      orders = format.open(in, shown);
      notice = orders.notice();
    }
    long bytes = 0;
    do {
      Optional<Intake> next = orders.next();
      if (next.isEmpty()) {
        break;
      }
      add(next.get(), chunk);
      bytes += next.get().size();
    } while (chunk.isEmpty() || chunk.size() < max && bytes < CHUNK_BYTES && orders.isReady());
  }

  private void add(Intake next, List<Input> chunk) throws IOException {
    String place = shown + ":" + next.line();
    if (next instanceof Intake.Accepted accepted) {
      chunk.add(new Input.Valid(accepted.order(), accepted.size(), place));
    } else if (next instanceof Intake.Refused wrong) {
      if (refused.isPresent()) {
        refused.get().add(wrong, orders.csv());
      }
      Map<String, String> source =
          Map.of(
              DeadLetterHeaders.SOURCE, name, DeadLetterHeaders.LINE, Long.toString(next.line()));
      chunk.add(new Input.Invalid(wrong.bytes(), wrong.reason(), source, place));
    } else if (next instanceof Intake.PassedOver over) {
      passedOver = passedOver.and(place + ": " + over.why());
    }
  }
}
