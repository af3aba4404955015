package net.jumptotech.orders.stream.deadletters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.RangeReader;
import org.apache.kafka.common.TopicPartition;

/**
 * Notes of the newest dead letters, by key. Read from Kafka on request: backwards the first time,
 * then only what is new, at most once a second. Used by one thread at a time.
 */
public final class DeadLetterIndex {

  private static final int MOST = 10_000;
  private static final int MOST_VISITS = 100;
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(3);
  private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final Comparator<DeadLetterNote> BY_TIME =
      Comparator.comparing(DeadLetterNote::at)
          .thenComparing(DeadLetterNote::partition)
          .thenComparing(DeadLetterNote::offset);

  private final String topic;
  private final ArrayDeque<DeadLetterNote> notes = new ArrayDeque<>(); // oldest first
  private final Map<String, List<DeadLetterNote>> byKey = new HashMap<>();
  private final Map<TopicPartition, Long> ends = new HashMap<>();
  private boolean all = true;
  private boolean read;
  private long askedNanos;

  public DeadLetterIndex(String topic) {
    this.topic = topic;
  }

  public OrderDeadLetters of(RangeReader rangeReader, String key) {
    refresh(rangeReader);
    List<DeadLetterNote> found = new ArrayList<>(byKey.getOrDefault(key, List.of()));
    found.sort(BY_TIME);
    int more =
        Math.max(0, found.size() - MOST_VISITS); // a sender may repeat one wrong order forever
    return new OrderDeadLetters(found.subList(more, found.size()), notes.size(), all && more == 0);
  }

  public DeadLetterCount count(RangeReader rangeReader) {
    refresh(rangeReader);
    return new DeadLetterCount(notes.size(), all);
  }

  private void refresh(RangeReader rangeReader) {
    if (!read || System.nanoTime() - askedNanos > FRESH_NANOS) {
      follow(rangeReader);
      askedNanos = System.nanoTime();
    }
  }

  private void follow(RangeReader rangeReader) {
    Map<TopicPartition, RangeReader.Range> bounds =
        rangeReader.bounds(rangeReader.partitions(topic));
    boolean startsOver =
        !read || bounds.entrySet().stream().anyMatch(it -> isAnother(it.getKey(), it.getValue()));
    if (startsOver) {
      readBackwards(rangeReader, bounds);
    } else {
      Map<TopicPartition, RangeReader.Range> since = new HashMap<>();
      bounds.forEach(
          (partition, range) ->
              since.put(
                  partition,
                  new RangeReader.Range(
                      Math.max(range.from(), ends.getOrDefault(partition, range.from())),
                      range.to())));
      rangeReader.read(
          since,
          record -> {
            if (!Decision.isOne(record)) {
              add(DeadLetterNote.of(record));
            }
          });
      forgetExpired(bounds);
    }
    bounds.forEach((partition, range) -> ends.put(partition, range.to()));
    read = true;
  }

  /** A recreated topic of the same name ends before the old one did. */
  private boolean isAnother(TopicPartition partition, RangeReader.Range range) {
    return range.to() < ends.getOrDefault(partition, 0L);
  }

  private void readBackwards(
      RangeReader rangeReader, Map<TopicPartition, RangeReader.Range> bounds) {
    notes.clear();
    byKey.clear();
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    BackwardScan scan = new BackwardScan(rangeReader, bounds);
    List<DeadLetterNote> found = new ArrayList<>();
    while (scan.goesOn(any -> true) && found.size() < MOST && System.nanoTime() - deadline < 0) {
      scan.step(
          any -> true,
          record -> {
            if (!Decision.isOne(record)) {
              found.add(DeadLetterNote.of(record));
            }
          });
    }
    all = !scan.goesOn(any -> true);
    found.sort(BY_TIME);
    found.forEach(this::add);
  }

  private void add(DeadLetterNote note) {
    notes.addLast(note);
    note.key().ifPresent(key -> byKey.computeIfAbsent(key, any -> new ArrayList<>(1)).add(note));
    if (notes.size() > MOST) {
      forget(notes.removeFirst());
      all = false;
    }
  }

  /** Kafka deletes whole segments, now and then; usually nothing has gone. */
  private void forgetExpired(Map<TopicPartition, RangeReader.Range> bounds) {
    notes.removeIf(
        note -> {
          RangeReader.Range bound = bounds.get(new TopicPartition(topic, note.partition()));
          boolean gone = bound != null && note.offset() < bound.from();
          if (gone) {
            forget(note);
          }
          return gone;
        });
  }

  private void forget(DeadLetterNote oldest) {
    oldest
        .key()
        .ifPresent(
            key -> {
              Collection<DeadLetterNote> same = byKey.get(key);
              same.remove(oldest);
              if (same.isEmpty()) {
                byKey.remove(key);
              }
            });
  }
}
