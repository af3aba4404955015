package net.jumptotech.orders.stream.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.RangeReaderThread;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Reads the topic with a plain consumer, on one thread of its own, one request at a time. */
public final class KafkaOperationReader implements OperationReader {

  private static final int CHUNK = 500;
  private static final int MOST_SEARCHED = 10 * CHUNK;

  private final TopicPartition partition;
  private final RangeReaderThread reader;

  // only the reader's thread uses it
  private final ChainCheck check = new ChainCheck();

  public KafkaOperationReader(Vertx vertx, KafkaConnection kafka, Topics topics) {
    this.partition = new TopicPartition(topics.operations(), 0);
    this.reader =
        new RangeReaderThread(
            vertx, kafka, "kafka-operations " + kafka.process() + " " + topics.operations());
  }

  @Override
  public Future<Page> page(Search search) {
    return reader.ask(open -> page(open, search));
  }

  private Page page(RangeReader open, Search search) {
    RangeReader.Range bounds = bounds(open);
    long below = Math.min(search.below().orElse(bounds.to()), bounds.to());
    long lowest = Math.max(bounds.from(), below - MOST_SEARCHED);
    List<Found> found = new ArrayList<>();
    while (below > lowest) {
      List<ConsumerRecord<byte[], byte[]>> chunk = new ArrayList<>();
      read(open, Math.max(lowest, below - CHUNK), below, chunk);
      for (int i = chunk.size() - 1; i >= 0; i--) {
        Found each = found(chunk.get(i));
        if (matches(each, search)) {
          found.add(each);
          if (found.size() == search.limit()) {
            return new Page(found, next(each.offset(), bounds));
          }
        }
      }
      below = Math.max(lowest, below - CHUNK);
    }
    return new Page(found, next(below, bounds));
  }

  private static Optional<Long> next(long below, RangeReader.Range bounds) {
    return below > bounds.from() ? Optional.of(below) : Optional.empty();
  }

  private static Found found(ConsumerRecord<byte[], byte[]> record) {
    try {
      return new Found(record.offset(), Json.object(record.value()));
    } catch (InvalidEvent foreign) {
      return new Found(record.offset(), Map.of());
    }
  }

  private static boolean matches(Found found, Search search) {
    Map<String, Object> fields = found.fields();
    return search.who().filter(it -> !it.equals(fields.get("who"))).isEmpty()
        && search.action().filter(it -> !it.equals(fields.get("action"))).isEmpty()
        && search.day().filter(it -> !("" + fields.get("at")).startsWith(it)).isEmpty();
  }

  @Override
  public Future<Verified> verify() {
    return reader.ask(this::verify);
  }

  private Verified verify(RangeReader open) {
    RangeReader.Range bounds = bounds(open);
    long from = Math.max(check.offset(), bounds.from());
    while (from < bounds.to()) {
      List<ConsumerRecord<byte[], byte[]>> chunk = new ArrayList<>();
      long to = Math.min(bounds.to(), from + CHUNK);
      read(open, from, to, chunk);
      chunk.forEach(record -> check.add(record.offset(), record.value()));
      from = to;
    }
    check.end(bounds.to());
    return new Verified(
        check.records(), check.root(), check.roots(), check.first(), check.sinceRoot());
  }

  private RangeReader.Range bounds(RangeReader open) {
    return open.bounds(List.of(partition)).get(partition);
  }

  private void read(
      RangeReader open, long from, long to, List<ConsumerRecord<byte[], byte[]>> into) {
    open.read(Map.of(partition, new RangeReader.Range(from, to)), into::add);
  }

  @Override
  public Future<Void> close() {
    return reader.close();
  }
}
