package net.jumptotech.orders.cli.bench;

import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import net.jumptotech.orders.app.ProcessVertx;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.topics.KafkaAdmin;
import net.jumptotech.orders.stream.topics.TopicOptions;
import net.jumptotech.orders.stream.write.KafkaOrderWriter;
import net.jumptotech.orders.stream.write.OrderWriter;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/**
 * Orders that wait in a broker in a process of its own. They can be read any number of times, since
 * what the readers have written can be removed. So all of them read from the same broker, which is
 * as warm for one as for the other.
 */
final class Backlog implements AutoCloseable {

  /** Every twelfth order is one that the rules of fraud flag. */
  static final int FLAGGED_EVERY = 12;

  static final String BARE_GROUP = "bare-loop";

  private static final int PARTITIONS = 3;
  private static final int IN_FLIGHT = 20_000;
  private static final Duration STEP = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Set<String> OUTCOMES =
      Set.of(
          Topics.STANDARD.payments(), Topics.STANDARD.fraudAlerts(), Topics.STANDARD.deadLetters());

  private final ProgramProcess broker;
  private final KafkaConnection kafka;
  private final Admin admin;
  private final int orders;

  private Backlog(ProgramProcess broker, int orders) {
    this.broker = broker;
    this.kafka = new KafkaConnection(broker.brokerAddress(), "bench", "bench");
    this.admin = Admin.create(kafka.administrator("backlog"));
    this.orders = orders;
  }

  /** Still without orders. */
  static Backlog open(Class<?> program, int orders) throws Exception {
    return new Backlog(ProgramProcess.broker(program), orders);
  }

  KafkaConnection kafka() {
    return kafka;
  }

  int orders() {
    return orders;
  }

  /**
   * Writes the orders, as the intake does.
   *
   * @param environment that asks for traces, or does not
   * @return without the start and the end of the clients
   */
  Pace fill(Map<String, String> environment) throws Exception {
    ProcessVertx running = ProcessVertx.traced(environment);
    Vertx vertx = running.vertx();
    try {
      createTopics(vertx);
      Promise<Void> filled = Promise.promise();
      Pace pace = Pace.begin();
      vertx.runOnContext(
          start -> {
            OrderWriter writer = new KafkaOrderWriter(vertx, kafka, Topics.STANDARD, "fill");
            fill(vertx, writer, 0, filled);
          });
      filled.future().await();
      pace.reached(orders);
      return pace;
    } finally {
      running.close().await();
    }
  }

  private void createTopics(Vertx vertx) {
    KafkaAdmin admin = KafkaAdmin.open(vertx, kafka, Topics.STANDARD, Groups.STANDARD).await();
    try {
      admin.ensureTopics(TopicOptions.of(PARTITIONS)).await();
    } finally {
      admin.close().await();
    }
  }

  private void fill(Vertx vertx, OrderWriter writer, int from, Promise<Void> filled) {
    int next = from;
    while (next < orders && writer.inFlight() < IN_FLIGHT) {
      writer.write(order(++next)).onFailure(filled::tryFail);
    }
    if (next == orders) {
      writer.close().onComplete(filled);
    } else {
      int rest = next;
      vertx.setTimer(1, again -> fill(vertx, writer, rest, filled));
    }
  }

  private static Order order(int number) {
    int cents = number % FLAGGED_EVERY == 0 ? 30_001 + number % 20_000 : number % 30_000;
    return new Order(
        OrderId.of(number),
        new Money(cents, Money.currency("EUR")),
        "DE",
        OrderStatus.CREATED,
        Instant.now(),
        Map.of("customer_id", number % 1_000));
  }

  /** How many orders the group has processed. */
  long committed(String group) throws Exception {
    return admin
        .listConsumerGroupOffsets(group)
        .partitionsToOffsetAndMetadata()
        .get()
        .values()
        .stream()
        .filter(Objects::nonNull)
        .mapToLong(OffsetAndMetadata::offset)
        .sum();
  }

  /** Removes what readers have written and where they were: the next one begins at the start. */
  void forgetReaders() throws Exception {
    for (String group : List.of(Groups.STANDARD.fraud(), Groups.STANDARD.payments(), BARE_GROUP)) {
      deleteGroup(group);
    }
    try {
      admin.deleteTopics(OUTCOMES).all().get();
    } catch (ExecutionException failed) {
      if (!(failed.getCause() instanceof UnknownTopicOrPartitionException)) {
        throw failed;
      }
    }
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (admin.listTopics().names().get().stream().anyMatch(OUTCOMES::contains)) {
      pause(deadline, "the broker still lists topics that were deleted");
    }
    Vertx vertx = Vertx.vertx();
    try {
      createTopics(vertx);
    } finally {
      vertx.close().await();
    }
  }

  /** A member that has left may still be a member for a moment. */
  private void deleteGroup(String group) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        admin.deleteConsumerGroups(List.of(group)).all().get();
        return;
      } catch (ExecutionException failed) {
        if (failed.getCause() instanceof GroupIdNotFoundException) {
          return;
        }
        if (!(failed.getCause() instanceof GroupNotEmptyException)) {
          throw failed;
        }
        pause(deadline, group + " still has members");
      }
    }
  }

  private static void pause(long deadlineNanos, String why) {
    if (System.nanoTime() - deadlineNanos > 0) {
      throw new IllegalStateException(why);
    }
    LockSupport.parkNanos(STEP.toNanos());
  }

  @Override
  public void close() {
    admin.close(Duration.ZERO);
    broker.close();
  }
}
