package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.runtime.Retry;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.KafkaUnusable;
import net.jumptotech.orders.stream.RangeReader;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.requests.TransactionResult;

/**
 * Lists the transactions that block our partitions, and ends one.
 *
 * <p>If the end of a transaction was lost, as with a torn log, the committed offsets of its group
 * show how it was decided: an outcome and the offset of its order are one transaction, so an
 * outcome whose order is below the committed offset was committed. Aborting it would lose a payment
 * that was made.
 */
public final class TransactionRepair {

  /** A transaction that lasts longer than this is not one of a running reader. */
  private static final Duration SEEN_AGAIN_AFTER = Duration.ofSeconds(3);

  private static final Retry UNTIL_FREE =
      new Retry(50, Duration.ofMillis(200), Duration.ofMillis(200));

  private final Vertx vertx;
  private final KafkaConnection kafka;
  private final Topics topics;
  private final Groups groups;
  private final Admin admin;
  private final OpenTransactions transactions;
  private final TopicSetup ours;

  private TransactionRepair(
      Vertx vertx, KafkaConnection kafka, Topics topics, Groups groups, Admin admin) {
    this.vertx = vertx;
    this.kafka = kafka;
    this.topics = topics;
    this.groups = groups;
    this.admin = admin;
    this.transactions = new OpenTransactions(admin, this::future);
    this.ours = new TopicSetup(topics, admin, this::future);
  }

  public static Future<TransactionRepair> open(
      Vertx vertx, KafkaConnection kafka, Topics topics, Groups groups) {
    return vertx
        .executeBlocking(() -> Admin.create(kafka.administrator("transactions")))
        .map(admin -> new TransactionRepair(vertx, kafka, topics, groups, admin));
  }

  /** Transactions that block a partition now and did so 3 s ago, each in a sentence. */
  public Future<List<String>> list() {
    return held()
        .compose(
            before ->
                vertx
                    .timer(SEEN_AGAIN_AFTER.toMillis())
                    .compose(waited -> held())
                    .map(
                        now ->
                            now.stream()
                                .filter(it -> before.stream().anyMatch(was -> isSame(was, it)))
                                .map(it -> it.text(it.isOf(groups), Instant.now()))
                                .toList()));
  }

  private static boolean isSame(OpenTransaction one, OpenTransaction other) {
    return one.place().equals(other.place()) && one.offset() == other.offset();
  }

  private Future<List<OpenTransaction>> held() {
    return ours.find().compose(found -> transactions.in(found.partitionsOf(ours.names())));
  }

  /**
   * Ends the transaction that blocks a partition.
   *
   * @param place such as {@code orders-1}
   * @param forced how to end it if nobody knows how it was decided
   * @return what was done, in sentences; fails with an {@link IllegalStateException} if nothing may
   *     be done
   */
  public Future<List<String>> end(String place, Optional<Boolean> forced) {
    return held()
        .map(
            all ->
                all.stream()
                    .filter(it -> it.place().equals(place))
                    .findFirst()
                    .orElseThrow(() -> refusal("no transaction blocks " + place)))
        .compose(
            it ->
                switch (it.state()) {
                  case OPEN -> abortByCoordinator(it);
                  case ENDING -> Future.failedFuture(refusal("Kafka is ending it: " + place));
                  case LOST_COMMIT -> mark(it, true, "its coordinator recorded it as committed");
                  case LOST_ABORT -> mark(it, false, "its coordinator recorded it as aborted");
                  case LOST, UNKNOWN -> endLost(it, forced);
                });
  }

  private static IllegalStateException refusal(String text) {
    return new IllegalStateException(text);
  }

  /** It was not decided, so what it wrote was never valid; its producer gets an error. */
  private Future<List<String>> abortByCoordinator(OpenTransaction open) {
    return future(admin.fenceProducers(List.of(open.transactionalId().orElseThrow())).all())
        .compose(fenced -> untilFree(open))
        .map(
            free ->
                List.of(
                    "%s: the transaction of %s was aborted; what it wrote there from offset %d on is ignored"
                        .formatted(
                            open.place(), open.transactionalId().orElseThrow(), open.offset())));
  }

  private Future<List<String>> endLost(OpenTransaction lost, Optional<Boolean> forced) {
    return evidence(lost)
        .compose(
            evidence -> {
              if (evidence.committed().isPresent()) {
                return mark(lost, evidence.committed().get(), evidence.why());
              }
              return forced.isPresent()
                  ? mark(lost, forced.get(), "as you said")
                  : Future.failedFuture(
                      refusal(
                          "%s: it is not known whether it was committed (%s); say how to end it: --as commit or --as abort"
                              .formatted(
                                  lost.text(lost.isOf(groups), Instant.now()), evidence.why())));
            });
  }

  private Future<LostTransaction> evidence(OpenTransaction lost) {
    if (lost.topic().equals(topics.orders())) {
      return Future.succeededFuture(
          new LostTransaction(
              Optional.empty(), "the offsets of Orders show nothing about transactions of others"));
    }
    return committed()
        .compose(
            offsets ->
                vertx.executeBlocking(
                    () -> {
                      try (RangeReader rangeReader =
                          new RangeReader(kafka, IsolationLevel.READ_UNCOMMITTED)) {
                        return LostTransaction.of(
                            lost, topics, readerOf(lost.topic()), rangeReader, offsets);
                      }
                    }));
  }

  private Optional<String> readerOf(String outcomes) {
    return outcomes.equals(topics.payments())
        ? Optional.of(groups.payments())
        : outcomes.equals(topics.fraudAlerts()) ? Optional.of(groups.fraud()) : Optional.empty();
  }

  private Future<Map<String, Map<TopicPartition, OffsetAndMetadata>>> committed() {
    Map<String, ListConsumerGroupOffsetsSpec> asked =
        Stream.of(groups.fraud(), groups.payments(), groups.analytics())
            .collect(Collectors.toMap(it -> it, it -> new ListConsumerGroupOffsetsSpec()));
    return future(
        admin.listConsumerGroupOffsets(asked, new ListConsumerGroupOffsetsOptions()).all());
  }

  private Future<List<String>> mark(OpenTransaction lost, boolean commit, String why) {
    TransactionResult result = commit ? TransactionResult.COMMIT : TransactionResult.ABORT;
    return leader(lost)
        .compose(
            leader ->
                vertx.executeBlocking(
                    () -> {
                      TransactionMarker.write(kafka, leader, lost, result);
                      return null;
                    }))
        .compose(written -> untilFree(lost))
        .compose(
            free ->
                lost.topic().equals(topics.payments())
                    ? unsettled(lost)
                    : Future.succeededFuture(List.<String>of()))
        .map(
            unsettled -> {
              List<String> lines = new ArrayList<>();
              lines.add(
                  "%s: the transaction at offset %d was ended as %s: %s"
                      .formatted(
                          lost.place(), lost.offset(), commit ? "committed" : "aborted", why));
              lines.addAll(unsettled);
              return lines;
            });
  }

  /** Other orders whose outcomes were in the torn part of the log. */
  private Future<List<String>> unsettled(OpenTransaction ended) {
    return committed()
        .compose(
            offsets ->
                vertx.executeBlocking(
                    () -> {
                      try (RangeReader rangeReader =
                          new RangeReader(kafka, IsolationLevel.READ_COMMITTED)) {
                        return LostTransaction.unsettled(
                            ended, topics, offsets.get(groups.payments()), rangeReader);
                      }
                    }));
  }

  private Future<Node> leader(OpenTransaction of) {
    return future(admin.describeTopics(List.of(of.topic())).allTopicNames())
        .map(found -> found.get(of.topic()).partitions().get(of.partition()).leader());
  }

  private Future<Void> untilFree(OpenTransaction of) {
    TopicPartition partition = new TopicPartition(of.topic(), of.partition());
    return UNTIL_FREE.run(
        vertx,
        () ->
            future(
                    admin
                        .listOffsets(
                            Map.of(partition, OffsetSpec.latest()),
                            new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                        .partitionResult(partition))
                .compose(
                    end ->
                        end.offset() > of.offset()
                            ? Future.<Void>succeededFuture()
                            : Future.failedFuture(
                                refusal(
                                    "%s is still blocked at offset %d"
                                        .formatted(of.place(), of.offset())))),
        any -> true);
  }

  public Future<Void> close() {
    return vertx.executeBlocking(
        () -> {
          admin.close(Duration.ofMillis(500));
          return null;
        });
  }

  private <T> Future<T> future(KafkaFuture<T> answer) {
    return Future.<T>fromCompletionStage(answer.toCompletionStage(), vertx.getOrCreateContext())
        .recover(cause -> Future.failedFuture(KafkaUnusable.orElse(cause, kafka)));
  }
}
