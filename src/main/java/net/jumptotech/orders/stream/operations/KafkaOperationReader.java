package net.jumptotech.orders.stream.operations;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.stream.KafkaConnection;
import net.jumptotech.orders.stream.RangeReader;
import net.jumptotech.orders.stream.RangeReaderThread;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/** Reads the topic with a plain consumer, on one thread of its own, one request at a time. */
public final class KafkaOperationReader implements OperationReader {

  private static final int CHUNK = 500;
  private static final int MOST_SEARCHED = 10 * CHUNK;

  /** Of the records on a page; one that is larger is a page of its own. */
  static final int PAGE_BYTES = 1_024 * 1_024;

  private final TopicPartition partition;
  private final RangeReaderThread reader;

  // only the reader's thread uses it
  private Optional<ChainCheck> check = Optional.empty();

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
    long bytes = 0;
    while (below > lowest && found.size() < search.limit() && bytes < PAGE_BYTES) {
      long from = Math.max(lowest, below - CHUNK);
      NewestFound chunk = new NewestFound(search.limit() - found.size(), PAGE_BYTES - bytes);
      read(
          open,
          from,
          below,
          record -> {
            Found each = found(record);
            if (matches(each, search)) {
              chunk.add(each, record.serializedValueSize());
            }
          });
      found.addAll(chunk.newestFirst());
      bytes += chunk.bytes();
      below = chunk.oldestIfCut().orElse(from);
      if (chunk.oldestIfCut().isPresent()) {
        break;
      }
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
    return reader.ask(
        open -> {
          if (check.isEmpty()) {
            check = Optional.of(new ChainCheck(rootOfDayBeforeLast(open)));
          }
          return verify(open, check.get());
        });
  }

  /** Goes on with a check up to the end of the topic. */
  public Future<Verified> verify(ChainCheck of) {
    return reader.ask(open -> verify(open, of));
  }

  private Optional<DailyRoot> rootOfDayBeforeLast(RangeReader open) {
    RangeReader.Range bounds = bounds(open);
    RootSearch search = new RootSearch();
    long below = bounds.to();
    while (below > bounds.from() && search.found().isEmpty()) {
      long from = Math.max(bounds.from(), below - CHUNK);
      read(open, from, below, record -> search.add(record.value()));
      search.goBack();
      below = from;
    }
    return search.found();
  }

  private Verified verify(RangeReader open, ChainCheck of) {
    RangeReader.Range bounds = bounds(open);
    long from = Math.max(of.offset(), bounds.from());
    while (from < bounds.to()) {
      long to = Math.min(bounds.to(), from + CHUNK);
      long begun = of.offset();
      try {
        read(open, from, to, record -> of.add(record.offset(), record.value()));
        from = to;
      } catch (TimeoutException slow) {
        if (of.offset() == begun) {
          throw slow;
        }
        from = of.offset(); // large records: on from there
      }
    }
    of.end(bounds.to());
    return new Verified(
        of.records(), of.offset(), of.root(), of.since(), of.roots(), of.first(), of.sinceRoot());
  }

  private RangeReader.Range bounds(RangeReader open) {
    return open.bounds(List.of(partition)).get(partition);
  }

  private void read(
      RangeReader open, long from, long to, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    open.read(Map.of(partition, new RangeReader.Range(from, to)), each);
  }

  @Override
  public Future<Void> close() {
    return reader.close();
  }
}
