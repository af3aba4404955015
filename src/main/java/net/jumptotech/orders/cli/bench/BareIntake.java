package net.jumptotech.orders.cli.bench;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.util.Map;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * The speed of Vert.x and Kafka's producer alone, in a process of its own: writes the body of each
 * request to the topic of orders with the settings of our own writer, and answers 202 when all
 * in-sync replicas have it. It looks into no body and refuses none. The reference for the intake.
 */
final class BareIntake {

  static final String NAME = "a bare Vert.x handler, which writes what it gets";

  private static final int ACCEPTED = 202;
  private static final int UNAVAILABLE = 503;

  private final KafkaWriteStream<byte[], byte[]> stream;

  private BareIntake(KafkaWriteStream<byte[], byte[]> stream) {
    this.stream = stream;
  }

  /** Listens until the process is ended. The arguments are those of the program, and ignored. */
  public static void main(String[] arguments) {
    Vertx vertx = Vertx.vertx();
    Map<String, Object> config =
        new KafkaConnection(System.getenv(ProgramProcess.KAFKA), "bare", "bench").writer("intake");
    vertx.runOnContext(
        start -> {
          BareIntake intake =
              new BareIntake(
                  KafkaWriteStream.create(
                      vertx, config, new ByteArraySerializer(), new ByteArraySerializer()));
          vertx
              .createHttpServer()
              .requestHandler(intake::handle)
              .listen(0, "127.0.0.1")
              .onSuccess(
                  it -> System.out.printf("  page    http://127.0.0.1:%d/%n", it.actualPort()))
              .onFailure(
                  cause -> {
                    System.err.println("bare intake: " + cause);
                    System.exit(1);
                  });
        });
  }

  private void handle(HttpServerRequest request) {
    HttpServerResponse response = request.response();
    request
        .body()
        .map(Buffer::getBytes)
        .compose(body -> stream.send(new ProducerRecord<>(Topics.STANDARD.orders(), body)))
        .onSuccess(at -> response.setStatusCode(ACCEPTED).end())
        .onFailure(cause -> response.setStatusCode(UNAVAILABLE).end(cause.toString()));
  }
}
