package net.jumptotech.orders.store;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;

/** A store that keeps everything in memory, and breaks when it is told to. */
public final class MemoryStore implements OrderStore {

  private static final String NAME = "memory";

  private static final Comparator<Cursor> NEWEST_FIRST =
      Comparator.comparing(Cursor::createdAt).thenComparing(Cursor::id).reversed();

  private final Map<OrderId, OrderDocument> documents = new HashMap<>();
  private final Map<LogProgress.Place, LogProgress.Position> progress = new HashMap<>();

  /** How many pages were asked for. */
  public final AtomicInteger pages = new AtomicInteger();

  /** How everything fails; null while it does not. */
  public volatile Exception broken;

  public volatile Health health = Health.UP;

  private int refusals;

  /** How many batches it did not take. */
  public synchronized int refusals() {
    return refusals;
  }

  public synchronized void clear() {
    documents.clear();
    progress.clear();
    broken = null;
    health = Health.UP;
  }

  @Override
  public synchronized Future<Applied> apply(List<OrderFact> facts) {
    if (broken != null) {
      refusals++;
      return Future.failedFuture(broken);
    }
    Map<OrderId, OrderDocument> before = new LinkedHashMap<>();
    for (OrderFact fact : facts) {
      OrderId id = fact.orderId();
      OrderDocument known = documents.getOrDefault(id, OrderDocument.empty(id));
      before.putIfAbsent(id, known);
      documents.put(id, known.merge(fact));
    }
    List<OrderDocument> changed = new ArrayList<>();
    before.forEach(
        (id, known) -> {
          if (!documents.get(id).showsTheSameAs(known)) {
            changed.add(documents.get(id));
          }
        });
    return Future.succeededFuture(Applied.all(changed));
  }

  @Override
  public synchronized Future<LogProgress> progress() {
    return answer(new LogProgress(NAME, progress));
  }

  @Override
  public synchronized Future<Boolean> keep(LogProgress before, LogProgress now) {
    boolean isSame = now.store().equals(NAME) && new LogProgress(NAME, progress).isAtLeast(before);
    if (broken == null && isSame) {
      progress.putAll(now.upTo());
    }
    return answer(isSame);
  }

  @Override
  public synchronized Future<Optional<OrderDocument>> get(OrderId id) {
    return answer(Optional.ofNullable(documents.get(id)));
  }

  @Override
  public synchronized Future<Page> page(Filter filter, Optional<Cursor> after, int limit) {
    pages.incrementAndGet();
    if (limit < 1) {
      return Future.failedFuture(new IllegalArgumentException("no page of " + limit));
    }
    List<OrderDocument> found =
        documents.values().stream()
            .filter(it -> filter.matches(it))
            .sorted(Comparator.comparing(MemoryStore::cursor, NEWEST_FIRST))
            .filter(it -> after.isEmpty() || NEWEST_FIRST.compare(cursor(it), after.get()) > 0)
            .limit(limit + 1L)
            .toList();
    int shown = 0;
    for (long bytes = 0; shown < Math.min(limit, found.size()); shown++) {
      bytes += DocumentJson.bytes(found.get(shown)).length;
      if (shown > 0 && bytes > PAGE_BYTES) {
        break;
      }
    }
    return answer(
        new Page(
            found.subList(0, shown),
            Optional.of(shown)
                .filter(it -> it < found.size())
                .map(it -> cursor(found.get(it - 1)))));
  }

  @Override
  public synchronized Future<Summary> summary(Instant since) {
    RecountedTotals totals = RecountedTotals.of(documents.values());
    return answer(
        new Summary(
            totals.orders(),
            totals.stubs(),
            totals.byCountry(),
            totals.byMinute().stream()
                .filter(
                    it -> !it.minute().plus(1, ChronoUnit.MINUTES).minusNanos(1).isBefore(since))
                .toList(),
            totals.conflicts()));
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public Future<Void> close() {
    return Future.succeededFuture();
  }

  private <T> Future<T> answer(T value) {
    return broken == null ? Future.succeededFuture(value) : Future.failedFuture(broken);
  }

  private static Cursor cursor(OrderDocument document) {
    return new Cursor(document.placed().orElseThrow().order().createdAt(), document.id().text());
  }
}
