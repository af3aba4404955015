package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetter;
import net.jumptotech.orders.stream.deadletters.DeadLetterCount;
import net.jumptotech.orders.stream.deadletters.DeadLetterPage;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.lookup.Backlog;
import net.jumptotech.orders.stream.lookup.FoundRecord;
import net.jumptotech.orders.stream.lookup.RecordLookup;
import net.jumptotech.orders.stream.topics.PartitionLag;

/** A lookup in memory, of one partition of dead letters, oldest first. */
final class MemoryLookup implements RecordLookup {

  final List<DeadLetter> letters = new CopyOnWriteArrayList<>();
  final Map<WrittenRecord, FoundRecord> found = new ConcurrentHashMap<>();
  final List<Backlog> waiting = new CopyOnWriteArrayList<>();
  final AtomicInteger asked = new AtomicInteger();
  volatile Exception broken;

  void clear() {
    letters.clear();
    found.clear();
    waiting.clear();
    broken = null;
  }

  @Override
  public Future<DeadLetterPage> deadLetters(DeadLetterSearch search) {
    int end = search.below().getOrDefault(0, (long) letters.size()).intValue();
    List<DeadLetter> found =
        letters.subList(0, end).stream()
            .filter(
                it ->
                    search.key().map(key -> it.note().key().equals(Optional.of(key))).orElse(true))
            .filter(
                it ->
                    search
                        .group()
                        .map(it.note().group().orElse(DeadLetterSearch.PRODUCER)::equals)
                        .orElse(true))
            .sorted((one, other) -> Long.compare(other.note().offset(), one.note().offset()))
            .limit(search.limit() + 1L)
            .toList();
    boolean more = found.size() > search.limit();
    return answer(
        new DeadLetterPage(
            more ? found.subList(0, search.limit()) : found,
            more ? Map.of(0, found.get(search.limit() - 1).note().offset()) : Map.of(),
            end));
  }

  @Override
  public Future<Optional<DeadLetter>> deadLetter(int partition, long offset) {
    return answer(
        letters.stream()
            .filter(it -> it.note().partition() == partition && it.note().offset() == offset)
            .findFirst());
  }

  @Override
  public Future<DeadLetterCount> countDeadLetters() {
    return answer(new DeadLetterCount(letters.size(), true));
  }

  @Override
  public Future<OrderDeadLetters> visits(OrderId id) {
    return answer(
        new OrderDeadLetters(
            letters.stream()
                .map(DeadLetter::note)
                .filter(it -> it.key().equals(Optional.of(id.text())))
                .toList(),
            letters.size(),
            true));
  }

  @Override
  public Future<Map<WrittenRecord, FoundRecord>> find(Collection<WrittenRecord> places) {
    Map<WrittenRecord, FoundRecord> known = new HashMap<>(found);
    known.keySet().retainAll(places);
    return answer(known);
  }

  @Override
  public Future<List<Backlog>> waiting(List<PartitionLag> lags) {
    return answer(List.copyOf(waiting));
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private <T> Future<T> answer(T value) {
    asked.incrementAndGet();
    return broken == null ? Future.succeededFuture(value) : Future.failedFuture(broken);
  }
}
