package net.jumptotech.orders.http.imports;

import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClosedException;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import net.jumptotech.orders.runtime.Numbers;

/**
 * The body of a request as a stream for a thread that may block. Holds a limited number of bytes:
 * while it is full, the request is paused, and TCP then stops the sender.
 */
final class BodyStream extends InputStream {

  /** What is on its way when the request is paused comes on top: a read of the connection. */
  static final int MOST_BYTES = 256 * 1_024;

  /** While its reader waits, the sender must bring this many bytes in the time of its patience. */
  private static final long SLOWEST_BYTES = 64 * 1_024;

  private static final int SLOW_TICKS = 30;

  private final HttpServerRequest request;
  private final Context context;
  private final Duration patience;
  private final Deque<byte[]> parts = new ArrayDeque<>();
  private int position; // in the first part
  private int buffered;
  private boolean paused;
  private boolean ended;
  private IOException failure;
  private long received;
  private long receivedBefore;
  private int slowTicks;

  /** Thrown to the reader if the sender is too slow. */
  static final class TooSlow extends IOException {

    private static final long serialVersionUID = 1L;

    TooSlow(Duration patience) {
      super(
          "The body: expected at least %d bytes in %s."
              .formatted(SLOWEST_BYTES, Numbers.duration(patience)));
    }
  }

  /** Thrown to the reader if the sender has gone. */
  static final class BrokenOff extends IOException {

    private static final long serialVersionUID = 1L;

    BrokenOff() {
      super("the client broke off");
    }
  }

  BodyStream(HttpServerRequest request, Context context, Duration patience) {
    this.request = request;
    this.context = context;
    this.patience = patience;
  }

  /** How often {@link #tick} is to be called. */
  long tickMillis() {
    return Math.max(1, patience.toMillis() / SLOW_TICKS);
  }

  // on the event loop

  void start() {
    request
        .exceptionHandler(
            cause ->
                fail(
                    cause instanceof HttpClosedException
                        ? new BrokenOff()
                        : new IOException("The body is incomplete or malformed.")))
        .endHandler(whole -> end())
        .handler(this::append);
  }

  private synchronized void append(Buffer part) {
    received += part.length();
    if (failure != null || part.length() == 0) {
      return;
    }
    parts.add(part.getBytes());
    buffered += part.length();
    if (buffered >= MOST_BYTES && !paused) {
      paused = true;
      request.pause();
    }
    notifyAll();
  }

  private synchronized void end() {
    ended = true;
    notifyAll();
  }

  /** Wakes the reader, which gets this failure and nothing more. */
  synchronized void fail(IOException why) {
    if (failure == null) {
      failure = why;
      parts.clear();
      buffered = 0;
      notifyAll();
    }
  }

  /** Fails a sender that is too slow. */
  synchronized void tick() {
    if (buffered > 0 || ended || received - receivedBefore >= SLOWEST_BYTES) {
      receivedBefore = received;
      slowTicks = 0;
    } else if (++slowTicks >= SLOW_TICKS) {
      fail(new TooSlow(patience));
    }
  }

  /**
   * Why nothing more comes, if the sender is too slow or has gone: its reader may say otherwise.
   */
  synchronized Optional<IOException> sendersFault() {
    return Optional.ofNullable(failure)
        .filter(it -> it instanceof TooSlow || it instanceof BrokenOff);
  }

  // on the thread of the reader

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public synchronized int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    while (buffered == 0 && !ended && failure == null) {
      await();
    }
    if (failure != null) {
      throw failure;
    }
    if (buffered == 0) {
      return -1;
    }
    byte[] part = parts.peek();
    int taken = Math.min(length, part.length - position);
    System.arraycopy(part, position, into, offset, taken);
    position += taken;
    buffered -= taken;
    if (position == part.length) {
      parts.poll();
      position = 0;
    }
    if (paused && buffered <= MOST_BYTES / 2) {
      paused = false;
      context.runOnContext(now -> request.resume());
    }
    return taken;
  }

  private void await() throws IOException {
    try {
      wait();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new BrokenOff();
    }
  }

  @Override
  public synchronized int available() {
    return buffered;
  }
}
