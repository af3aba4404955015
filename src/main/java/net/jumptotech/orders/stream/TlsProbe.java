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
 * Finds out whether the first bootstrap server uses TLS or requires a password. Kafka's own clients
 * only report a timeout, or do worse: without TLS they read a TLS alert as the length of an answer,
 * and reserve 352 MB for it.
 */
public final class TlsProbe {

  private static final int CONNECT_MS = 1_000;
  private static final int ANSWER_MS = 2_000;
  private static final int ALERT = 0x15;

  /** A literal: Kafka's own class for it loads every request type, on the event loop. */
  private static final short API_VERSIONS = 18;

  /** What answers at the other end. */
  private enum Found {
    KAFKA,
    KAFKA_WITH_PASSWORD,
    TLS,
    NEITHER
  }

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final String server;

  public TlsProbe(Vertx vertx, KafkaConnection kafka) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.server = kafka.bootstrapServers().split(",")[0].trim();
  }

  /**
   * Completes once a client may be created: at once with TLS; otherwise once it is known that the
   * server expects neither TLS nor a password that we lack, or does not answer yet.
   *
   * @return fails with {@link KafkaUnusable} if a client could not work
   */
  public Future<Void> checkAccess() {
    if (kafka.options().usesTls()) {
      return Future.succeededFuture();
    }
    return ask()
        .transform(
            asked ->
                asked.succeeded() && (asked.result() == Found.TLS || isLockedFor(asked.result()))
                    ? Future.failedFuture(new KafkaUnusable(kafka, reason(asked.result()), null))
                    : Future.succeededFuture());
  }

  /** Finds out why there is no answer. Never fails, and takes at most a few seconds. */
  public Future<KafkaUnusable.Reason> probe() {
    return ask()
        .compose(
            found -> Future.succeededFuture(reason(found)),
            unreached ->
                Future.succeededFuture(
                    new KafkaUnusable.Reason(
                        "cannot be used (%s): start it, or set KAFKA_BOOTSTRAP_SERVERS to a running broker"
                            .formatted(unreached.getMessage()),
                        KafkaUnusable.Retryable.ABSENT)));
  }

  private KafkaUnusable.Reason reason(Found found) {
    if (found == Found.TLS && !kafka.options().usesTls()) {
      return wantsTls();
    }
    if (isLockedFor(found)) {
      return new KafkaUnusable.Reason(
          "wants a password, and we show none: set ORDERS_BROKER_PASSWORD, or"
              + " ORDERS_BROKER_PASSWORD_FILE, as for the process with the embedded broker; for"
              + " another broker kafka.options.security.protocol and kafka.options.sasl.*",
          KafkaUnusable.Retryable.NONE);
    }
    boolean isPlain = found == Found.KAFKA || found == Found.KAFKA_WITH_PASSWORD;
    return isPlain && kafka.options().usesTls()
        ? new KafkaUnusable.Reason(
            "does not speak TLS, but Orders is set to use it: set KAFKA_BOOTSTRAP_SERVERS to its"
                + " TLS listener, or unset CONFLUENT_API_KEY and kafka.options.security.protocol",
            KafkaUnusable.Retryable.NONE)
        : new KafkaUnusable.Reason(
            "cannot be used (it accepts connections but does not answer): check that it is a Kafka"
                + " broker and that it is healthy",
            KafkaUnusable.Retryable.SOME);
  }

  private boolean isLockedFor(Found found) {
    return found == Found.KAFKA_WITH_PASSWORD && !kafka.options().usesSasl();
  }

  private static KafkaUnusable.Reason wantsTls() {
    return new KafkaUnusable.Reason(
        "speaks TLS, but Orders is not set to use it: set CONFLUENT_API_KEY and"
            + " CONFLUENT_API_SECRET, or kafka.options.security.protocol",
        KafkaUnusable.Retryable.NONE);
  }

  /**
   * Sends the API versions request twice. Kafka answers the first one from anybody, and closes the
   * connection at the second if it expects a password next.
   */
  private Future<Found> ask() {
    NetClient client = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MS));
    return client
        .connect(Utils.getPort(server), Utils.getHost(server))
        .compose(
            socket -> {
              Promise<Found> found = Promise.promise();
              Buffer received = Buffer.buffer();
              socket.handler(
                  bytes -> {
                    if (received.length() == 0 && bytes.getByte(0) == ALERT) {
                      found.tryComplete(Found.TLS);
                    } else if (received.length() == 0) {
                      socket.write(versions());
                    }
                    received.appendBuffer(bytes);
                    if (received.length() > firstAnswer(received)) {
                      found.tryComplete(Found.KAFKA);
                    }
                  });
              socket.closeHandler(gone -> found.tryComplete(whoHungUp(received)));
              long timer =
                  vertx.setTimer(
                      ANSWER_MS,
                      silent ->
                          found.tryComplete(received.length() == 0 ? Found.NEITHER : Found.KAFKA));
              socket.write(versions());
              return found
                  .future()
                  .onComplete(done -> vertx.cancelTimer(timer))
                  .eventually(socket::close);
            })
        .eventually(client::close)
        .compose(found -> found == Found.NEITHER ? handshake() : Future.succeededFuture(found));
  }

  /** Length of the first answer with its length field; infinite as long as that is unknown. */
  private static long firstAnswer(Buffer received) {
    return received.length() < Integer.BYTES
        ? Long.MAX_VALUE
        : Integer.BYTES + received.getUnsignedInt(0);
  }

  private static Found whoHungUp(Buffer received) {
    if (received.length() == 0) {
      return Found.NEITHER;
    }
    return received.length() == firstAnswer(received) ? Found.KAFKA_WITH_PASSWORD : Found.KAFKA;
  }

  /** Length, then a request without a body: its key, version 0, correlation id 0, no client id. */
  private static Buffer versions() {
    return Buffer.buffer()
        .appendInt(10)
        .appendShort(API_VERSIONS)
        .appendShort((short) 0)
        .appendInt(0)
        .appendShort((short) -1);
  }

  /** Whether it speaks TLS after all; its certificate does not matter here. */
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
