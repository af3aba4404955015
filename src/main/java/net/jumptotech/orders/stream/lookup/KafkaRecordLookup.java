package net.jumptotech.orders.stream.lookup;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.RangeReaderThread;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.deadletters.DeadLetterIndex;
import net.jumptotech.orders.stream.deadletters.DeadLetterListing;
import net.jumptotech.orders.stream.deadletters.DeadLetterPage;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.apache.kafka.common.TopicPartition;

/** Looks records up with one plain consumer, on one thread of its own, one request at a time. */
public final class KafkaRecordLookup implements RecordLookup {

  private static final int MOST_WAITING = 32;
  private static final int MOST_FOUND = 10_000;

  private final Topics topics;
  private final RangeReaderThread reader;
  private final AtomicInteger waiting = new AtomicInteger();
  private final DeadLetterIndex index;

  /** A record never changes, so what was found can be kept. */
  private final Map<WrittenRecord, FoundRecord> found =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<WrittenRecord, FoundRecord> eldest) {
          return size() > MOST_FOUND;
        }
      };

  public KafkaRecordLookup(Vertx vertx, KafkaConnection kafka, Topics topics) {
    this.topics = topics;
    this.index = new DeadLetterIndex(topics.deadLetters());
    this.reader =
        new RangeReaderThread(
            vertx, kafka, "kafka-lookup " + kafka.process() + " " + topics.deadLetters());
  }

  @Override
  public Future<DeadLetterPage> deadLetters(DeadLetterSearch search) {
    return ask(open -> DeadLetterListing.page(open, topics.deadLetters(), search));
  }

  @Override
  public Future<Optional<DeadLetter>> deadLetter(int partition, long offset) {
    return ask(
        open -> {
          TopicPartition wanted = new TopicPartition(topics.deadLetters(), partition);
          List<DeadLetter> found = new ArrayList<>();
          if (open.partitions(topics.deadLetters()).contains(wanted)) {
            open.read(
                within(open, Map.of(wanted, offset)),
                record -> found.add(DeadLetter.of(record, Integer.MAX_VALUE)));
          }
          return found.stream().findFirst();
        });
  }

  @Override
  public Future<DeadLetterCount> countDeadLetters() {
    return ask(index::count);
  }

  @Override
  public Future<OrderDeadLetters> visits(OrderId id) {
    return ask(open -> index.of(open, id.text()));
  }

  @Override
  public Future<Map<WrittenRecord, FoundRecord>> find(Collection<WrittenRecord> places) {
    List<WrittenRecord> wanted = List.copyOf(places);
    return ask(
        open -> {
          Map<TopicPartition, Long> unknown = new HashMap<>();
          for (WrittenRecord place : wanted) {
            if (!found.containsKey(place)) {
              unknown.put(new TopicPartition(place.topic(), place.partition()), place.offset());
            }
          }
          if (!unknown.isEmpty()) {
            open.read(
                within(open, unknown),
                record ->
                    found.put(
                        new WrittenRecord(record.topic(), record.partition(), record.offset()),
                        FoundRecord.of(record)));
          }
          Map<WrittenRecord, FoundRecord> known = new HashMap<>();
          wanted.forEach(
              place -> Optional.ofNullable(found.get(place)).ifPresent(it -> known.put(place, it)));
          return known;
        });
  }

  /** Ranges of single offsets, for those that exist. */
  private static Map<TopicPartition, RangeReader.Range> within(
      RangeReader open, Map<TopicPartition, Long> offsets) {
    Map<TopicPartition, RangeReader.Range> ranges = new HashMap<>();
    open.bounds(offsets.keySet())
        .forEach(
            (partition, bound) -> {
              long offset = offsets.get(partition);
              if (offset >= bound.from() && offset < bound.to()) {
                ranges.put(partition, new RangeReader.Range(offset, offset + 1));
              }
            });
    return ranges;
  }

  @Override
  public Future<List<Backlog>> waiting(List<PartitionLag> lags) {
    return ask(open -> BacklogReader.of(open, topics.orders(), lags));
  }

  private <T> Future<T> ask(Function<RangeReader, T> question) {
    if (waiting.get() >= MOST_WAITING) {
      return Future.failedFuture(
          new RejectedExecutionException(MOST_WAITING + " lookups are already waiting for Kafka"));
    }
    waiting.incrementAndGet();
    return reader.ask(question).onComplete(done -> waiting.decrementAndGet());
  }

  @Override
  public Future<Void> close() {
    return reader.close();
  }
}
