package net.jumptotech.orders.stream.operations;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.tracing.TracingPolicy;
import io.vertx.kafka.client.common.KafkaClientOptions;
import io.vertx.kafka.client.producer.KafkaWriteStream;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends to the topic {@code operations}, one record at a time: a record may follow another in a
 * chain only if that one is there. After a failure nobody knows whether it is, so a new chain
 * begins.
 */
public final class KafkaOperationLog implements OperationLog {

  private static final int MOST_WAITING = 100;
  private static final int BLOCK_MS = 2_000;
  private static final int DELIVERY_MS = 5_000;

  private final KafkaConnection kafka;
  private final String topic;
  private final KafkaWriteStream<byte[], byte[]> stream;
  private Chain chain;
  private Future<String> last = Future.succeededFuture();
  private int waiting;
  private int failures;

  /** Opens a producer, which may block. */
  public KafkaOperationLog(Vertx vertx, KafkaConnection kafka, Topics topics) {
    this.kafka = kafka;
    this.topic = topics.operations();
    Map<String, Object> config = kafka.writer("operations");
    config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
    config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, BLOCK_MS);
    config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_MS);
    this.stream =
        KafkaWriteStream.create(
            vertx,
            new KafkaClientOptions().setConfig(config).setTracingPolicy(TracingPolicy.IGNORE),
            new ByteArraySerializer(),
            new ByteArraySerializer());
    stream.exceptionHandler(known -> {}); // each send's own future reports it
    this.chain = newChain();
  }

  private Chain newChain() {
    return new Chain(kafka.process() + "-" + UUID.randomUUID().toString().substring(0, 8));
  }

  @Override
  public Future<String> append(Operation operation) {
    if (waiting >= MOST_WAITING) {
      return Future.failedFuture(
          new RejectedExecutionException(waiting + " records of operations wait for Kafka"));
    }
    waiting++;
    int before = failures;
    last =
        last.transform(
                written ->
                    before == failures
                        ? send(operation)
                        : Future.failedFuture(written.cause())) // it would wait for nothing
            .onComplete(done -> waiting--);
    return last;
  }

  private Future<String> send(Operation operation) {
    Sealed sealed = chain.next(operation, Instant.now());
    return stream
        .send(new ProducerRecord<>(topic, 0, operation.who().getBytes(UTF_8), sealed.bytes()))
        .map(written -> sealed.hash())
        .recover(
            cause -> {
              failures++;
              chain = newChain();
              return Future.failedFuture(KafkaUnusable.orElse(cause, kafka));
            });
  }

  @Override
  public Future<Void> close() {
    return last.transform(written -> stream.close());
  }
}
