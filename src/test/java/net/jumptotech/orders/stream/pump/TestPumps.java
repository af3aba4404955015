package net.jumptotech.orders.stream.pump;

import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaFixture;
import net.jumptotech.orders.stream.ReceivedRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The pumps of one test, each in a verticle of its own, and what they do with records. */
public final class TestPumps implements AutoCloseable {

  private static final PumpTimeouts QUICK =
      new PumpTimeouts(
          Duration.ofMillis(300),
          Duration.ofMillis(50),
          Duration.ofSeconds(1),
          Duration.ofSeconds(1),
          Duration.ofMillis(500),
          Duration.ofSeconds(5),
          Duration.ofMillis(500),
          Duration.ofSeconds(3));

  private final KafkaFixture kafka;
  private final List<Running> running = new ArrayList<>();

  /** What a record of a test says. */
  public record Said(OrderId id, String text) {}

  /** Answers with what it was told, into the topic where orders are settled, and counts. */
  public static class Echo implements Processor<Said> {
    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    final AtomicInteger atWork = new AtomicInteger();
    final AtomicInteger mostAtWork = new AtomicInteger();
    public final String output;

    /**
     * @param output null to answer with nothing
     */
    public Echo(String output) {
      this.output = output;
    }

    @Override
    public Said read(ReceivedRecord record) throws InvalidEvent {
      if (record.key() == null || record.value() == null) {
        throw new InvalidEvent("", "expected a key and a value");
      }
      String text = new String(record.value(), UTF_8);
      if (text.equals("unreadable")) {
        throw new IllegalStateException("a bug in read");
      }
      return new Said(OrderId.of(new String(record.key(), UTF_8)), text);
    }

    @Override
    public OrderId orderId(Said said) {
      return said.id();
    }

    @Override
    public final Future<Outcome> process(Said said) {
      calls.merge(said.id().text(), 1, Integer::sum);
      mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
      try {
        Future<Outcome> outcome = answer(said);
        return outcome == null ? null : outcome.onComplete(done -> atWork.decrementAndGet());
      } catch (RuntimeException | Error thrown) {
        atWork.decrementAndGet();
        throw thrown;
      }
    }

    public Future<Outcome> answer(Said said) {
      return Future.succeededFuture(outcome(said));
    }

    Outcome outcome(Said said) {
      return output == null
          ? Outcome.DONE
          : Outcome.emit(new OutgoingRecord(output, said.id(), said.text().getBytes(UTF_8)));
    }
  }

  /** Takes a while for each, as a payment gateway does. */
  static class Slow extends Echo {
    private final Vertx vertx;
    private final long millis;

    Slow(Vertx vertx, String output, long millis) {
      super(output);
      this.vertx = vertx;
      this.millis = millis;
    }

    @Override
    public Future<Outcome> answer(Said said) {
      return vertx.timer(millis).map(done -> outcome(said));
    }
  }

  /** A pump at work. */
  public record Running(Pump<Said> pump, Vertx vertx, String deployment) {

    public PumpStatus status() {
      return pump.status();
    }

    public void stop() {
      await(vertx.undeploy(deployment));
    }
  }

  public TestPumps(KafkaFixture kafka) {
    this.kafka = kafka;
  }

  /** As payment and fraud read: an order is settled once. */
  public PumpOptions options(String group, String settledIn) {
    return new PumpOptions(
        group,
        0,
        List.of(kafka.topics().orders()),
        Optional.of(settledIn),
        kafka.topics().deadLetters(),
        PumpOptions.DEFAULT_IN_FLIGHT,
        Duration.ofMillis(20),
        PumpOptions.DEFAULT_DRAIN,
        PumpOptions.DEFAULT_HORIZON);
  }

  public PumpOptions payments() {
    return options(kafka.groups().payments(), kafka.topics().payments());
  }

  /** As analytics reads: nothing is ever settled. */
  public PumpOptions reading(String group, String... inputs) {
    return new PumpOptions(
        group,
        0,
        List.of(inputs),
        Optional.empty(),
        kafka.topics().deadLetters(),
        PumpOptions.DEFAULT_IN_FLIGHT,
        Duration.ofMillis(20),
        PumpOptions.DEFAULT_DRAIN,
        PumpOptions.DEFAULT_HORIZON);
  }

  /** With the topic of replays beside the orders. */
  PumpOptions withReplays(PumpOptions it) {
    return new PumpOptions(
        it.group(),
        it.instance(),
        it.inputs(),
        List.of(kafka.topics().replays()),
        it.settledIn(),
        it.deadLetters(),
        it.inFlight(),
        it.commitInterval(),
        it.drain(),
        it.horizon());
  }

  static PumpOptions inFlight(PumpOptions it, int inFlight) {
    return inFlight(it, inFlight, it.commitInterval());
  }

  static PumpOptions inFlight(PumpOptions it, int inFlight, Duration commitInterval) {
    return new PumpOptions(
        it.group(),
        it.instance(),
        it.inputs(),
        it.sideInputs(),
        it.settledIn(),
        it.deadLetters(),
        inFlight,
        commitInterval,
        it.drain(),
        it.horizon());
  }

  public Running start(PumpOptions options) {
    return start("process", options, new Echo(options.settledIn().orElse(null)));
  }

  /** On a connection of the test's own. */
  Running start(KafkaConnection connection, PumpOptions options) {
    Echo processor = new Echo(options.settledIn().orElse(null));
    return start(connection, options, processor, PumpClients.of(connection, options));
  }

  public Running start(String process, PumpOptions options, Processor<Said> processor) {
    return start(process, options, processor, UnaryOperator.identity());
  }

  /** With a fault between the pump and Kafka. */
  Running start(
      String process,
      PumpOptions options,
      Processor<Said> processor,
      UnaryOperator<Producer<byte[], byte[]>> fault) {
    PumpClients real = PumpClients.of(kafka.connection(process), options);
    return start(
        process,
        options,
        processor,
        new PumpClients() {
          @Override
          public Consumer<byte[], byte[]> member() {
            return real.member();
          }

          @Override
          public Consumer<byte[], byte[]> sideReader() {
            return real.sideReader();
          }

          @Override
          public Producer<byte[], byte[]> writer() {
            return fault.apply(real.writer());
          }
        });
  }

  Running start(
      String process, PumpOptions options, Processor<Said> processor, PumpClients clients) {
    return start(kafka.connection(process), options, processor, clients);
  }

  private Running start(
      KafkaConnection connection,
      PumpOptions options,
      Processor<Said> processor,
      PumpClients clients) {
    Vertx vertx = kafka.vertx();
    PumpVerticle verticle = new PumpVerticle(connection, options, processor, clients);
    String deployment = await(vertx.deployVerticle(verticle));
    Running started = new Running(verticle.pump, vertx, deployment);
    running.add(started);
    return started;
  }

  private static final class PumpVerticle extends VerticleBase {
    private final KafkaConnection connection;
    private final PumpOptions options;
    private final Processor<Said> processor;
    private final PumpClients clients;
    private Pump<Said> pump;

    PumpVerticle(
        KafkaConnection connection,
        PumpOptions options,
        Processor<Said> processor,
        PumpClients clients) {
      this.connection = connection;
      this.options = options;
      this.processor = processor;
      this.clients = clients;
    }

    @Override
    public Future<?> start() {
      pump = new Pump<>(vertx, connection, options, processor, clients, QUICK);
      pump.start();
      return Future.succeededFuture();
    }

    @Override
    public Future<?> stop() {
      return pump.stop();
    }
  }

  @Override
  public void close() {
    Map<String, Future<?>> stopping = new HashMap<>();
    for (Running each : running) {
      if (each.vertx.deploymentIDs().contains(each.deployment)) {
        stopping.put(each.deployment, each.vertx.undeploy(each.deployment));
      }
    }
    stopping.values().forEach(Await::await);
  }
}
