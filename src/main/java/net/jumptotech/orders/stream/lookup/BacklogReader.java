package net.jumptotech.orders.stream.lookup;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.topics.PartitionLag;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the first unprocessed records of a group: their age and their value. */
final class BacklogReader {

  /** Records per partition: enough for an estimate, and read in milliseconds. */
  private static final int MOST = 200;

  private BacklogReader() {}

  static List<Backlog> of(RangeReader rangeReader, String ordersTopic, List<PartitionLag> lags) {
    Map<String, List<PartitionLag>> byGroup = new LinkedHashMap<>();
    for (PartitionLag lag : lags) {
      if (lag.lag() > 0) {
        byGroup.computeIfAbsent(lag.group(), any -> new ArrayList<>()).add(lag);
      }
    }
    List<Backlog> waiting = new ArrayList<>();
    byGroup.values().forEach(each -> waiting.addAll(ofGroup(rangeReader, ordersTopic, each)));
    return waiting;
  }

  private static List<Backlog> ofGroup(
      RangeReader rangeReader, String ordersTopic, List<PartitionLag> lags) {
    Map<TopicPartition, PartitionLag> byPartition = new HashMap<>();
    lags.forEach(it -> byPartition.put(new TopicPartition(it.topic(), it.partition()), it));
    Map<TopicPartition, RangeReader.Range> ranges = new HashMap<>();
    rangeReader
        .bounds(byPartition.keySet())
        .forEach(
            (partition, bound) -> {
              // records that were deleted before the group read them are not waiting
              long from = Math.max(byPartition.get(partition).committed(), bound.from());
              ranges.put(partition, new RangeReader.Range(from, Math.min(bound.to(), from + MOST)));
            });
    Map<TopicPartition, Sample> samples = new HashMap<>();
    rangeReader.read(
        ranges,
        record ->
            samples
                .computeIfAbsent(
                    new TopicPartition(record.topic(), record.partition()), any -> new Sample())
                .add(record, record.topic().equals(ordersTopic)));
    return byPartition.entrySet().stream()
        .map(it -> samples.getOrDefault(it.getKey(), new Sample()).of(it.getValue()))
        .toList();
  }

  private static final class Sample {
    private Optional<Instant> oldest = Optional.empty();
    private long read;
    private final Map<Currency, Long> amounts = new HashMap<>();

    private void add(ConsumerRecord<byte[], byte[]> record, boolean isOrder) {
      read++;
      Instant at = Instant.ofEpochMilli(Math.max(0, record.timestamp()));
      oldest = oldest.or(() -> Optional.of(at));
      if (isOrder) {
        try {
          Money total = EventJson.order(record.value(), at).total();
          amounts.merge(total.currency(), total.minorUnits(), Long::sum);
        } catch (InvalidEvent deadLetter) {
          // no value: it will not be charged
        }
      }
    }

    private Backlog of(PartitionLag lag) {
      return new Backlog(lag, oldest, read, amounts);
    }
  }
}
