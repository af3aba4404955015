package net.jumptotech.orders.stream;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Utils;

/**
 * Finds out whether who is at the first bootstrap server speaks TLS, when Kafka's own clients only
 * say that they have waited in vain, or do worse: without TLS they take the alert of one who wants
 * it for the length of an answer, and reserve 352 MB for it.
 */
public final class TlsProbe {

  private static final int CONNECT_MS = 1_000;
  private static final int ANSWER_MS = 2_000;
  private static final int ALERT = 0x15;

  /** Kafka's own class for it loads every request there is, on the event loop. */
  private static final short API_VERSIONS = 18;

  /** What is at the other end. */
  private enum Found {
    KAFKA,
    TLS,
    NEITHER
  }

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final String server;

  /** Whether to wait for it: not for a configuration to change, a while for one who is there. */
  public enum Retryable {
    NONE,
    SOME,
    ABSENT
  }

  public record Answer(String why, Retryable retryable) {}

  public TlsProbe(Vertx vertx, KafkaConnection kafka) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.server = kafka.bootstrapServers().split(",")[0].trim();
  }

  /**
   * Completes before a client may be made: at once where TLS is spoken, else once it is known that
   * no TLS is expected, or that nobody answers yet.
   *
   * @return fails with {@link KafkaUnusable} if it is of no use to make one
   */
  public Future<Void> mayEnter() {
    if (kafka.options().speaksTls()) {
      return Future.succeededFuture();
    }
    return ask()
        .transform(
            asked ->
                asked.succeeded() && asked.result() == Found.TLS
                    ? Future.failedFuture(new KafkaUnusable(kafka, wantsTls().why, null))
                    : Future.succeededFuture());
  }

  /** Why there is no answer. Never fails, and takes at most a few seconds. */
  public Future<Answer> probe() {
    return ask()
        .compose(
            found -> Future.succeededFuture(answer(found)),
            unreached ->
                Future.succeededFuture(
                    new Answer(
                        "cannot be used (%s): start it, or set KAFKA_BOOTSTRAP_SERVERS to a running broker"
                            .formatted(unreached.getMessage()),
                        Retryable.ABSENT)));
  }

  private Answer answer(Found found) {
    if (found == Found.TLS && !kafka.options().speaksTls()) {
      return wantsTls();
    }
    return found == Found.KAFKA && kafka.options().speaksTls()
        ? new Answer(
            "does not speak TLS, but Orders is set to use it: set KAFKA_BOOTSTRAP_SERVERS to its"
                + " TLS listener, or unset CONFLUENT_API_KEY and kafka.options.security.protocol",
            Retryable.NONE)
        : new Answer(
            "cannot be used (it accepts connections but does not answer): check that it is a Kafka"
                + " broker and that it is healthy",
            Retryable.SOME);
  }

  private static Answer wantsTls() {
    return new Answer(
        "speaks TLS, but Orders is not set to use it: set CONFLUENT_API_KEY and"
            + " CONFLUENT_API_SECRET, or kafka.options.security.protocol",
        Retryable.NONE);
  }

  /** Asks which versions it speaks, which Kafka tells everybody, and looks how it begins. */
  private Future<Found> ask() {
    NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MS));
    return client
        .connect(Utils.getPort(server), Utils.getHost(server))
        .compose(
            socket -> {
              Promise<Found> found = Promise.promise();
              socket.handler(
                  bytes -> found.tryComplete(bytes.getByte(0) == ALERT ? Found.TLS : Found.KAFKA));
              socket.closeHandler(silently -> found.tryComplete(Found.NEITHER));
              long timer = vertx.setTimer(ANSWER_MS, silent -> found.tryComplete(Found.NEITHER));
              socket.write(versions());
              return found
                  .future()
                  .onComplete(done -> vertx.cancelTimer(timer))
                  .eventually(socket::close);
            })
        .eventually(client::close)
        .compose(found -> found == Found.NEITHER ? handshake() : Future.succeededFuture(found));
  }

  /** Length, then a request without a body: its key, version 0, number 0, no client id. */
  private static Buffer versions() {
    return Buffer.buffer()
        .appendInt(10)
        .appendShort(API_VERSIONS)
        .appendShort((short) 0)
        .appendInt(0)
        .appendShort((short) -1);
  }

  /** Whether it speaks TLS after all; whose certificate it has does not matter here. */
  private Future<Found> handshake() {
    NetClient client =
        vertx.createNetClient(
            new NetClientOptions()
                .setConnectTimeout(CONNECT_MS)
                .setSsl(true)
                .setTrustAll(true)
                .setHostnameVerificationAlgorithm("")
                .setSslHandshakeTimeout(ANSWER_MS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS));
    return client
        .connect(Utils.getPort(server), Utils.getHost(server))
        .compose(NetSocket::close)
        .eventually(client::close)
        .transform(done -> Future.succeededFuture(done.succeeded() ? Found.TLS : Found.NEITHER));
  }
}
