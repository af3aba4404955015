package net.jumptotech.orders.stream.deadletters;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.stream.RangeReader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Creates one page of dead letters: reads each partition backwards until it has enough for a page,
 * then takes the newest of all partitions. A search that finds little stops after some thousand
 * offsets, or some seconds, and continues with the next page.
 */
public final class DeadLetterListing {

  private static final long MOST_OFFSETS = 5_000;

  /** A page also ends after this many bytes, but has at least one dead letter. */
  private static final long MOST_BYTES = 1_024 * 1_024;

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(2);

  private final DeadLetterSearch search;
  private final Map<TopicPartition, RangeReader.Range> bounds = new HashMap<>();
  private final Map<TopicPartition, Column> columns = new TreeMap<>(BY_NUMBER);
  private final BackwardScan scan;
  private long searched;

  private static final Comparator<TopicPartition> BY_NUMBER =
      Comparator.comparingInt(TopicPartition::partition);

  /** The dead letters found in one partition. */
  private static final class Column {
    private final ArrayDeque<DeadLetter> found = new ArrayDeque<>(); // newest first
    private final ArrayDeque<DeadLetter> chunk = new ArrayDeque<>(); // oldest first
    private boolean more; // whether some were read but not kept
    private long bytes; // of found and chunk together
    private long end;

    private DeadLetter take() {
      DeadLetter newest = found.removeFirst();
      bytes -= newest.shownBytes();
      end = newest.note().offset();
      return newest;
    }
  }

  private DeadLetterListing(RangeReader rangeReader, String topic, DeadLetterSearch search) {
    this.search = search;
    Map<TopicPartition, RangeReader.Range> within = new HashMap<>();
    rangeReader
        .bounds(rangeReader.partitions(topic))
        .forEach(
            (partition, range) -> {
              RangeReader.Range mine =
                  new RangeReader.Range(range.from(), below(partition, range.to()));
              bounds.put(partition, mine);
              within.put(
                  partition,
                  new RangeReader.Range(
                      Math.max(mine.from(), mine.to() - MOST_OFFSETS), mine.to()));
              columns.put(partition, new Column());
            });
    this.scan = new BackwardScan(rangeReader, within);
  }

  private long below(TopicPartition partition, long end) {
    return search.below().isEmpty()
        ? end
        : Math.min(end, search.below().getOrDefault(partition.partition(), 0L));
  }

  public static DeadLetterPage page(
      RangeReader rangeReader, String topic, DeadLetterSearch search) {
    DeadLetterListing listing = new DeadLetterListing(rangeReader, topic, search);
    listing.gather();
    List<DeadLetter> letters = listing.merge();
    return new DeadLetterPage(letters, listing.next(), listing.searched);
  }

  private void gather() {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    do {
      scan.step(this::lacks, this::look);
      for (Column column : columns.values()) {
        while (!column.chunk.isEmpty()) {
          column.found.addLast(column.chunk.removeLast());
        }
      }
    } while (scan.goesOn(this::lacks) && System.nanoTime() - deadline < 0);
  }

  private boolean lacks(TopicPartition partition) {
    Column column = columns.get(partition);
    return !column.more && column.found.size() < search.limit();
  }

  private void look(ConsumerRecord<byte[], byte[]> record) {
    searched++;
    if (Decision.isOne(record) || !search.matches(DeadLetterNote.of(record))) {
      return;
    }
    Column column = columns.get(new TopicPartition(record.topic(), record.partition()));
    DeadLetter letter = DeadLetter.of(record, DeadLetter.SHOWN_BYTES);
    column.chunk.addLast(letter);
    column.bytes += letter.shownBytes();
    while (isTooMuch(column)) {
      column.bytes -= column.chunk.removeFirst().shownBytes();
      column.more = true;
    }
  }

  private boolean isTooMuch(Column column) {
    int letters = column.found.size() + column.chunk.size();
    return letters > search.limit()
        || letters > 1 && !column.chunk.isEmpty() && column.bytes > MOST_BYTES;
  }

  private List<DeadLetter> merge() {
    List<DeadLetter> letters = new ArrayList<>();
    long bytes = 0;
    while (letters.size() < search.limit() && columns.keySet().stream().allMatch(this::isKnown)) {
      Optional<Column> newest =
          columns.values().stream()
              .filter(it -> !it.found.isEmpty())
              .max(Comparator.comparing(it -> it.found.peekFirst().note().at()));
      if (newest.isEmpty()) {
        break;
      }
      bytes += newest.get().found.peekFirst().shownBytes();
      if (!letters.isEmpty() && bytes > MOST_BYTES) {
        break;
      }
      letters.add(newest.get().take());
    }
    return letters;
  }

  /** Whether its newest dead letter that is not taken yet is known, or there is none. */
  private boolean isKnown(TopicPartition partition) {
    Column column = columns.get(partition);
    return !column.found.isEmpty() || !column.more && isExhausted(partition);
  }

  private boolean isExhausted(TopicPartition partition) {
    return scan.reached(partition) <= bounds.get(partition).from();
  }

  private Map<Integer, Long> next() {
    Map<Integer, Long> next = new TreeMap<>();
    boolean more = false;
    for (Map.Entry<TopicPartition, Column> each : columns.entrySet()) {
      Column column = each.getValue();
      boolean here = !column.found.isEmpty() || column.more || !isExhausted(each.getKey());
      more |= here;
      long below;
      if (!column.found.isEmpty()) {
        below = column.found.peekFirst().note().offset() + 1;
      } else {
        below = column.more ? column.end : scan.reached(each.getKey());
      }
      next.put(each.getKey().partition(), here ? below : 0);
    }
    return more ? next : Map.of();
  }
}
