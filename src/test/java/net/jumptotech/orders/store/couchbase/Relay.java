package net.jumptotech.orders.store.couchbase;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A port on loopback that passes all bytes on to another one, and what may happen to them in a
 * network. It knows nothing of what they mean, so TLS goes through it untouched.
 *
 * <p>Its methods may be called on any thread; all work is done on the verticle's context.
 */
final class Relay extends VerticleBase {

  private static final String LOOPBACK = "127.0.0.1";
  private static final int ATTEMPTS = 250;
  private static final int PAUSE_MS = 20;

  private final int target;
  private final Set<Connection> connections = new HashSet<>();
  private NetServer server;
  private NetClient client;
  private boolean silent;
  private SocketChannel reservation;
  private volatile int port;

  Relay(int target) {
    this.target = target;
  }

  @Override
  public Future<?> start() {
    client = vertx.createNetClient();
    return open();
  }

  @Override
  public Future<?> stop() {
    giveUpReservation();
    return server.close();
  }

  /** The same one for good, chosen at the start. */
  int port() {
    return port;
  }

  /** Closes every connection; new ones are welcome. */
  Future<Void> cut() {
    return here(
        () -> {
          closeConnections();
          return Future.succeededFuture();
        });
  }

  private void closeConnections() {
    List.copyOf(connections).forEach(Connection::close);
  }

  /** Nobody listens from now on, and every connection is closed. The port is held meanwhile. */
  Future<Void> refuse() {
    return here(
        () -> {
          closeConnections();
          return server.close().compose(closed -> reserve(ATTEMPTS));
        });
  }

  /** After {@link #refuse}: as before, on the same port. */
  Future<Void> accept() {
    return here(
        () -> {
          giveUpReservation();
          return open();
        });
  }

  /** A black hole: connections stand and are accepted, and no byte passes in either direction. */
  Future<Void> silence() {
    return flow(true);
  }

  /** After {@link #silence}: what was held back passes on. */
  Future<Void> speak() {
    return flow(false);
  }

  /** Requests pass, and their answers only after this time. */
  Future<Void> hiccup(Duration time) {
    return here(
        () -> {
          List<Connection> late = List.copyOf(connections);
          late.forEach(it -> it.holdAnswers(true));
          vertx.setTimer(time.toMillis(), over -> late.forEach(it -> it.holdAnswers(false)));
          return Future.succeededFuture();
        });
  }

  private Future<Void> flow(boolean silent) {
    return here(
        () -> {
          this.silent = silent;
          connections.forEach(Connection::flow);
          return Future.succeededFuture();
        });
  }

  private Future<Void> open() {
    server = vertx.createNetServer().connectHandler(this::connect);
    return server
        .listen(port, LOOPBACK)
        .map(
            listening -> {
              port = listening.actualPort();
              return null;
            });
  }

  private void connect(NetSocket caller) {
    caller.pause();
    client
        .connect(target, LOOPBACK)
        .onSuccess(callee -> new Connection(caller, callee).open())
        .onFailure(nobody -> caller.close());
  }

  /**
   * Bound and not listening: who connects is refused, and nobody else is given the port. The server
   * may still be about to close.
   */
  private Future<Void> reserve(int attempts) {
    try {
      reservation = SocketChannel.open();
      reservation.setOption(StandardSocketOptions.SO_REUSEADDR, true);
      reservation.bind(new InetSocketAddress(LOOPBACK, port));
      return Future.succeededFuture();
    } catch (IOException failed) {
      giveUpReservation();
      return attempts == 0
          ? Future.failedFuture(new IllegalStateException("cannot hold port " + port, failed))
          : vertx.timer(PAUSE_MS).compose(over -> reserve(attempts - 1));
    }
  }

  private void giveUpReservation() {
    try {
      if (reservation != null) {
        reservation.close();
        reservation = null;
      }
    } catch (IOException failed) {
      throw new IllegalStateException("cannot give up port " + port, failed);
    }
  }

  private <T> Future<T> here(Supplier<Future<T>> work) {
    Context home = context;
    Promise<T> done = Promise.promise();
    home.runOnContext(
        any -> Future.succeededFuture().compose(begun -> work.get()).onComplete(done));
    return done.future();
  }

  private final class Connection {
    private final NetSocket caller;
    private final NetSocket callee;
    private boolean answersHeld;

    Connection(NetSocket caller, NetSocket callee) {
      this.caller = caller;
      this.callee = callee;
    }

    void open() {
      connections.add(this);
      pass(caller, callee);
      pass(callee, caller);
      flow();
    }

    private void pass(NetSocket from, NetSocket to) {
      from.handler(
          bytes -> {
            to.write(bytes);
            if (to.writeQueueFull()) {
              from.pause();
              to.drainHandler(drained -> flow());
            }
          });
      from.exceptionHandler(reset -> {});
      from.closeHandler(closed -> close());
    }

    void flow() {
      flow(caller, !silent && !callee.writeQueueFull());
      flow(callee, !silent && !answersHeld && !caller.writeQueueFull());
    }

    private static void flow(NetSocket from, boolean open) {
      if (open) {
        from.resume();
      } else {
        from.pause();
      }
    }

    void holdAnswers(boolean held) {
      answersHeld = held;
      flow();
    }

    void close() {
      if (connections.remove(this)) {
        caller.close();
        callee.close();
      }
    }
  }
}
