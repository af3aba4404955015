package net.jumptotech.orders.stream.topics;

import io.vertx.core.Future;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.stream.topics.OpenTransaction.State;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeProducersResult.PartitionProducerState;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Asks Kafka which transaction blocks a partition. Changes nothing. */
final class OpenTransactions {

  private static final Set<TransactionState> ENDING =
      Set.of(
          TransactionState.PREPARE_COMMIT,
          TransactionState.PREPARE_ABORT,
          TransactionState.PREPARE_EPOCH_FENCE);

  private final Admin admin;
  private final TopicSetup.Answers answers;

  OpenTransactions(Admin admin, TopicSetup.Answers answers) {
    this.admin = admin;
    this.answers = answers;
  }

  /**
   * The oldest open transaction of each partition that has one.
   *
   * @return fails if this account has no permission
   */
  Future<List<OpenTransaction>> in(Collection<TopicPartition> partitions) {
    return answers
        .future(admin.describeProducers(partitions).all())
        .map(OpenTransactions::holders)
        .compose(
            holders ->
                holders.isEmpty()
                    ? Future.succeededFuture(List.of())
                    : descriptions(holders.values()).map(known -> named(holders, known)));
  }

  private static Map<TopicPartition, ProducerState> holders(
      Map<TopicPartition, PartitionProducerState> producers) {
    Map<TopicPartition, ProducerState> holders = new HashMap<>();
    producers.forEach(
        (partition, state) ->
            state.activeProducers().stream()
                .filter(it -> it.currentTransactionStartOffset().isPresent())
                .min(Comparator.comparingLong(it -> it.currentTransactionStartOffset().getAsLong()))
                .ifPresent(it -> holders.put(partition, it)));
    return holders;
  }

  private record Known(String transactionalId, TransactionDescription description) {}

  /**
   * By producer id. Leaves out producers that no coordinator knows, or that this account may not
   * see.
   */
  private Future<Map<Long, Known>> descriptions(Collection<ProducerState> holders) {
    Set<Long> producers =
        holders.stream().map(ProducerState::producerId).collect(Collectors.toSet());
    return answers
        .future(
            admin
                .listTransactions(new ListTransactionsOptions().filterProducerIds(producers))
                .all())
        .compose(
            listed -> {
              List<String> ids = listed.stream().map(TransactionListing::transactionalId).toList();
              return answers
                  .future(admin.describeTransactions(ids).all())
                  .map(
                      found ->
                          found.entrySet().stream()
                              .collect(
                                  Collectors.toMap(
                                      it -> it.getValue().producerId(),
                                      it -> new Known(it.getKey(), it.getValue()),
                                      (one, other) -> one)));
            })
        .recover(
            cause ->
                Failure.unwrapped(cause) instanceof KafkaException
                    ? Future.succeededFuture(Map.of())
                    : Future.failedFuture(cause));
  }

  private static List<OpenTransaction> named(
      Map<TopicPartition, ProducerState> holders, Map<Long, Known> known) {
    List<OpenTransaction> all = new ArrayList<>();
    holders.forEach(
        (partition, holder) -> {
          Optional<Known> coordinator = Optional.ofNullable(known.get(holder.producerId()));
          State state =
              coordinator.map(it -> state(partition, holder, it.description())).orElse(State.LOST);
          Optional<TransactionDescription> its =
              coordinator.filter(it -> !state.isLost()).map(Known::description);
          all.add(
              new OpenTransaction(
                  partition.topic(),
                  partition.partition(),
                  holder.currentTransactionStartOffset().getAsLong(),
                  state,
                  coordinator.map(Known::transactionalId),
                  holder.producerId(),
                  (short) holder.producerEpoch(),
                  holder.coordinatorEpoch().orElse(0),
                  its.filter(it -> it.transactionStartTimeMs().isPresent())
                      .map(it -> Instant.ofEpochMilli(it.transactionStartTimeMs().getAsLong()))
                      .orElse(Instant.ofEpochMilli(Math.max(0, holder.lastTimestamp()))),
                  its.map(it -> Duration.ofMillis(it.transactionTimeoutMs()))));
        });
    all.sort(Comparator.comparing(OpenTransaction::place));
    return all;
  }

  /**
   * Each transaction of a producer has its own epoch (KIP-890), and the next one begins when it
   * ends. An older producer keeps its epoch; then the list of partitions decides.
   */
  private static State state(
      TopicPartition partition, ProducerState holder, TransactionDescription coordinator) {
    boolean listsIt = coordinator.topicPartitions().contains(partition);
    if (ENDING.contains(coordinator.state()) && listsIt) {
      return State.ENDING;
    }
    if (coordinator.state() == TransactionState.ONGOING
        && listsIt
        && coordinator.producerEpoch() == holder.producerEpoch()) {
      return State.OPEN;
    }
    boolean wasItsLast = coordinator.producerEpoch() - holder.producerEpoch() <= 1;
    if (wasItsLast && coordinator.state() == TransactionState.COMPLETE_COMMIT) {
      return State.LOST_COMMIT;
    }
    return wasItsLast && coordinator.state() == TransactionState.COMPLETE_ABORT
        ? State.LOST_ABORT
        : State.LOST;
  }
}
