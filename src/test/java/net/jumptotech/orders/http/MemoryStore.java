package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.store.OrderStore;

/** A store that keeps everything in memory, and breaks when it is told to. */
final class MemoryStore implements OrderStore {

  private final Map<OrderId, OrderDocument> documents = new ConcurrentHashMap<>();
  private final Map<LogProgress.Place, LogProgress.Position> progress = new ConcurrentHashMap<>();
  final AtomicInteger pages = new AtomicInteger();
  volatile Exception broken;
  volatile Health health = Health.UP;

  void clear() {
    documents.clear();
    broken = null;
    health = Health.UP;
  }

  @Override
  public Future<Applied> apply(List<OrderFact> facts) {
    Map<OrderId, OrderDocument> changed = new LinkedHashMap<>();
    for (OrderFact fact : facts) {
      OrderDocument before =
          documents.getOrDefault(fact.orderId(), OrderDocument.empty(fact.orderId()));
      OrderDocument after = before.merge(fact);
      documents.put(fact.orderId(), after);
      changed.put(fact.orderId(), after);
    }
    return answer(Applied.all(List.copyOf(changed.values())));
  }

  @Override
  public Future<LogProgress> progress() {
    return answer(new LogProgress("memory", progress));
  }

  @Override
  public Future<Boolean> keep(LogProgress upTo) {
    progress.putAll(upTo.upTo());
    return answer(upTo.store().equals("memory"));
  }

  @Override
  public Future<Optional<OrderDocument>> get(OrderId id) {
    return answer(Optional.ofNullable(documents.get(id)));
  }

  @Override
  public Future<Page> page(Filter filter, Optional<Cursor> after, int limit) {
    pages.incrementAndGet();
    List<OrderDocument> found =
        documents.values().stream()
            .filter(it -> filter.matches(it))
            .sorted(Comparator.comparing(MemoryStore::cursor, NEWEST_FIRST))
            .filter(it -> after.isEmpty() || NEWEST_FIRST.compare(cursor(it), after.get()) > 0)
            .limit(limit + 1L)
            .toList();
    if (found.size() <= limit) {
      return answer(new Page(found, Optional.empty()));
    }
    return answer(new Page(found.subList(0, limit), Optional.of(cursor(found.get(limit - 1)))));
  }

  @Override
  public Future<Summary> summary(Instant since) {
    long placed = documents.values().stream().filter(it -> it.placed().isPresent()).count();
    BigDecimal amount =
        documents.values().stream()
            .flatMap(it -> it.placed().stream())
            .map(it -> it.order().total().amount())
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    return answer(
        new Summary(
            placed,
            documents.size() - placed,
            List.of(new CountryTotal("DE", "EUR", placed, amount.toString(), 1, "0.10", 1)),
            List.of(
                new MinuteTotal(
                    Instant.parse("2026-01-05T10:42:00Z"),
                    "EUR",
                    placed,
                    amount.toString(),
                    1,
                    "0.10",
                    1)),
            documents.values().stream()
                .flatMap(it -> it.conflict().stream())
                .collect(Collectors.groupingBy(Conflict::kind, Collectors.counting()))));
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

  private static final Comparator<Cursor> NEWEST_FIRST =
      Comparator.comparing(Cursor::createdAt).thenComparing(Cursor::id).reversed();

  private static Cursor cursor(OrderDocument document) {
    return new Cursor(document.placed().orElseThrow().order().createdAt(), document.id().text());
  }
}
