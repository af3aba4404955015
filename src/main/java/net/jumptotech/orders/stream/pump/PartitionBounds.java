package net.jumptotech.orders.stream.pump;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Mark;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/**
 * Offsets that limit what must be read of a partition and its outcomes, as Kafka returned them: the
 * first two steps of a {@link Takeover}.
 *
 * @param committed by the group, with requireStable
 * @param acknowledged losses below this offset are acknowledged
 * @param topic identifies the topic behind the name, see {@link Mark#topic}
 * @param first offset that exists
 * @param end offset behind the last
 * @param from where reading the outcomes begins
 * @param outputEnd where it ends, as a read_uncommitted reader sees it; 0 without outcomes
 * @param kept progress of the store, if there is one
 */
record PartitionBounds(
    Optional<OffsetAndMetadata> committed,
    long acknowledged,
    String topic,
    long first,
    long end,
    long from,
    long outputEnd,
    Optional<LogProgress> kept) {

  /** Reads them from Kafka; nothing here blocks. */
  static final class Query {

    private final PumpOptions options;
    private final Optional<Supplier<Future<LogProgress>>> kept;

    /**
     * @param kept see {@link Processor#kept}
     */
    Query(PumpOptions options, Optional<Supplier<Future<LogProgress>>> kept) {
      this.options = options;
      this.kept = kept;
    }

    /**
     * @param output where its outcomes are; empty if nothing is ever settled
     * @param trust whether a committed offset shows where to continue, in this topic up to this end
     * @return null while the committed offset is not stable
     */
    CompletableFuture<PartitionBounds> of(
        TopicPartition input, Optional<TopicPartition> output, Trust trust, Admin admin) {
      return committed(options.group(), Set.of(input), admin)
          // a partition with an unstable offset is missing in the answer; one without an offset is
          // null
          .thenCompose(
              offsets ->
                  offsets.containsKey(input)
                      ? of(input, output, Optional.ofNullable(offsets.get(input)), trust, admin)
                      : CompletableFuture.completedFuture(null));
    }

    private CompletableFuture<PartitionBounds> of(
        TopicPartition input,
        Optional<TopicPartition> output,
        Optional<OffsetAndMetadata> committed,
        Trust trust,
        Admin admin) {
      Optional<Mark> mark = committed.flatMap(Mark::of);
      CompletableFuture<String> topic =
          admin
              .describeTopics(Set.of(input.topic()))
              .topicNameValues()
              .get(input.topic())
              .toCompletionStage()
              .toCompletableFuture()
              .thenApply(found -> Mark.topic(found.topicId()));
      CompletableFuture<Long> first = offset(input, OffsetSpec.earliest(), admin);
      CompletableFuture<Long> end = offset(input, OffsetSpec.latest(), admin);
      CompletableFuture<Long> acknowledged =
          mark.map(Mark::losses).orElse(List.of()).isEmpty()
              ? CompletableFuture.completedFuture(-1L)
              : acknowledged(options.group(), Set.of(input), admin)
                  .thenApply(it -> it.getOrDefault(input, -1L));
      CompletableFuture<long[]> outcomes =
          output
              .map(
                  it ->
                      topic
                          .thenCombine(end, (id, last) -> trust.test(committed, id, last))
                          .thenCompose(trusted -> ends(it, trusted, admin)))
              .orElse(CompletableFuture.completedFuture(new long[2]));
      CompletableFuture<Optional<LogProgress>> progress =
          kept.map(it -> it.get().map(Optional::of).toCompletionStage().toCompletableFuture())
              .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()));
      return CompletableFuture.allOf(topic, first, end, acknowledged, outcomes, progress)
          .thenApply(
              all ->
                  new PartitionBounds(
                      committed,
                      acknowledged.getNow(-1L),
                      topic.getNow(""),
                      first.getNow(0L),
                      end.getNow(0L),
                      outcomes.getNow(null)[0],
                      outcomes.getNow(null)[1],
                      progress.getNow(null)));
    }

    /**
     * The range of the output to read. Behind a trusted offset, the records within the horizon are
     * enough. Otherwise the whole output must show the progress, and which of the orders that are
     * read again, however old, are settled.
     */
    private CompletableFuture<long[]> ends(TopicPartition output, boolean trusted, Admin admin) {
      CompletableFuture<Long> from =
          trusted
              ? listed(output, OffsetSpec.maxTimestamp(), admin)
                  .thenCompose(
                      newest ->
                          offset(
                              output, OffsetSpec.forTimestamp(horizon(newest.timestamp())), admin))
              : offset(output, OffsetSpec.earliest(), admin);
      CompletableFuture<Long> end = offset(output, OffsetSpec.latest(), admin);
      // -1: nothing is within the horizon
      return from.thenCombine(end, (start, last) -> new long[] {start < 0 ? last : start, last});
    }

    /**
     * Counts back from the newest outcome if our own clock is ahead of it: outcomes have the
     * broker's time, and our clock may be wrong. Reading too much does no harm.
     *
     * @param newest time of the newest outcome, negative if there is none
     */
    private long horizon(long newest) {
      long now = System.currentTimeMillis();
      return Math.max(0, (newest < 0 ? now : Math.min(newest, now)) - options.horizon().toMillis());
    }
  }

  /** How far the side inputs are processed, as the committed mark says. */
  List<Mark.Side> sides() {
    return committed
        .flatMap(Mark::of)
        .filter(mark -> mark.topic().equals(topic))
        .map(Mark::sides)
        .orElse(List.of());
  }

  /** Decides whether a committed offset is trusted. */
  interface Trust {
    boolean test(Optional<OffsetAndMetadata> committed, String topic, long end);
  }

  /** The end of the acknowledged losses of these partitions; -1 if there are none. */
  static CompletableFuture<Map<TopicPartition, Long>> acknowledged(
      String group, Set<TopicPartition> partitions, Admin admin) {
    return committed(Breach.acknowledgedGroup(group), partitions, admin)
        .thenApply(
            offsets -> {
              Map<TopicPartition, Long> all = new HashMap<>();
              offsets.forEach(
                  (name, offset) -> all.put(name, offset == null ? -1 : offset.offset()));
              return all;
            });
  }

  private static CompletableFuture<Map<TopicPartition, OffsetAndMetadata>> committed(
      String group, Set<TopicPartition> partitions, Admin admin) {
    return admin
        .listConsumerGroupOffsets(
            Map.of(group, new ListConsumerGroupOffsetsSpec().topicPartitions(partitions)),
            new ListConsumerGroupOffsetsOptions().requireStable(true))
        .partitionsToOffsetAndMetadata(group)
        .toCompletionStage()
        .toCompletableFuture();
  }

  static CompletableFuture<Long> offset(TopicPartition partition, OffsetSpec spec, Admin admin) {
    return listed(partition, spec, admin).thenApply(found -> found.offset());
  }

  private static CompletableFuture<ListOffsetsResultInfo> listed(
      TopicPartition partition, OffsetSpec spec, Admin admin) {
    return admin
        .listOffsets(
            Map.of(partition, spec), new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED))
        .partitionResult(partition)
        .toCompletionStage()
        .toCompletableFuture();
  }
}
