package net.jumptotech.orders.store;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.LogProgress;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.runtime.Health;
import net.jumptotech.orders.store.OrderStore.Count;
import net.jumptotech.orders.store.OrderStore.Cursor;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStore.MinuteTotal;
import net.jumptotech.orders.store.OrderStore.Page;
import net.jumptotech.orders.store.OrderStore.Summary;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What every store promises. Each test has an empty store. */
@ExtendWith(VertxExtension.class)
public abstract class OrderStoreContract {

  protected Vertx vertx;
  protected OrderStore store;

  protected abstract Future<OrderStore> open(Vertx vertx);

  @BeforeEach
  final void openStore(Vertx vertx) {
    this.vertx = vertx;
    store = await(open(vertx));
  }

  @AfterEach
  final void closeStore() {
    await(close(store));
  }

  /** Unless all tests have the same one. */
  protected Future<Void> close(OrderStore store) {
    return store.close();
  }

  @Test
  void progressIsKeptByPartitionUnlessItIsAnotherStores() {
    LogProgress fresh = await(store.progress());
    assertThat(fresh.upTo()).isEmpty();
    LogProgress.Place first = new LogProgress.Place("orders", 0);
    LogProgress.Place second = new LogProgress.Place("fraud-alerts", 1);
    LogProgress.Position position = new LogProgress.Position("pZ0y3cJq", 9_007_199_254_740_993L);
    LogProgress ofFirst = new LogProgress(fresh.store(), Map.of(first, position));
    LogProgress ofSecond = new LogProgress(fresh.store(), Map.of(second, position));
    assertThat(await(store.keep(fresh, ofFirst))).isTrue();
    assertThat(await(store.keep(ofSecond, ofSecond))).as("it has not what it was told").isFalse();
    assertThat(await(store.keep(ofFirst, ofSecond))).isTrue();
    LogProgress another = new LogProgress("another", Map.of(first, position));
    assertThat(await(store.keep(another, another))).isFalse();
    assertThat(await(store.progress()))
        .isEqualTo(new LogProgress(fresh.store(), Map.of(first, position, second, position)));
    assertThat(await(store.summary(Instant.EPOCH)).orders()).isZero();
    assertThat(await(store.summary(Instant.EPOCH)).stubs()).isZero();
  }

  @Test
  void factsMergeInAnyOrderAnyNumberOfTimes() {
    long seed = 20_260_105;
    Random random = new Random(seed);
    List<OrderFact> arrival = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      List<OrderFact> history = Facts.history("order-" + i, random);
      arrival.addAll(history);
    }
    Collections.shuffle(arrival, random);
    while (arrival.size() < 20_000) {
      int from = random.nextInt(arrival.size());
      int to = Math.min(arrival.size(), from + random.nextInt(500));
      arrival.addAll(new ArrayList<>(arrival.subList(from, to))); // a replay
    }
    Map<OrderId, OrderDocument> expected = Facts.merged(arrival);

    for (int from = 0; from < arrival.size(); ) {
      int to = Math.min(arrival.size(), from + 1 + random.nextInt(700));
      await(store.apply(arrival.subList(from, to)));
      from = to;
    }

    for (OrderDocument document : expected.values()) {
      assertThat(await(store.get(document.id()))).as("seed %d", seed).contains(document);
    }
    assertSame("seed " + seed, all(Filter.ALL), newestFirst(expected.values()));
    assertTotals(expected.values(), "seed " + seed);
  }

  @Test
  void factsThatComeSideBySideMergeAsOneAfterTheOther() {
    Random random = new Random(4);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Map<OrderId, OrderDocument> expected = Facts.merged(facts);

    List<Future<OrderStore.Applied>> all = new ArrayList<>();
    for (int writer = 0; writer < 8; writer++) {
      Collections.shuffle(facts, random);
      all.add(store.apply(List.copyOf(facts)));
    }
    await(Future.join(all));

    for (OrderDocument document : expected.values()) {
      assertThat(await(store.get(document.id()))).contains(document);
    }
    assertTotals(expected.values(), "side by side");
  }

  @Test
  void anOrderSentAgainChangesNothingThatIsShown() {
    Order order = Facts.order("1", Facts.NOON);
    assertThat(changedBy(List.of(Facts.placed(order, 5)))).hasSize(1);

    assertThat(changedBy(List.of(Facts.placed(order, 9), Facts.placed(order, 5)))).isEmpty();

    OrderDocument document = await(store.get(order.id())).orElseThrow();
    assertThat(document.placed()).contains(Facts.placed(order, 5));
    assertThat(document.cameAgain()).isTrue();
  }

  @Test
  void applyAnswersEachChangedDocumentOnceInItsNewestState() {
    Order order = Facts.order("1", Facts.NOON);
    Order other = Facts.order("2", Facts.NOON);

    List<OrderDocument> changed =
        changedBy(
            List.of(
                Facts.placed(order, 1),
                Facts.placed(other, 2),
                Facts.settled(order, Payment.Status.PAID, 1)));

    assertThat(changed).extracting(OrderDocument::id).containsExactly(order.id(), other.id());
    assertThat(changed.get(0)).isEqualTo(await(store.get(order.id())).orElseThrow());
    assertThat(changed.get(0).settled()).isPresent();
    assertThat(changedBy(List.of())).isEmpty();
  }

  @Test
  void everyOrderIsOnExactlyOnePageWhileWritesGoOn() {
    List<OrderFact> before =
        IntStream.range(0, 1_000)
            .mapToObj(i -> Facts.placed(Facts.order("a" + i, Facts.NOON.plusNanos(i / 3)), i))
            .map(OrderFact.class::cast)
            .toList();
    await(store.apply(before));

    List<String> seen = new ArrayList<>();
    Optional<Cursor> after = Optional.empty();
    int later = 0;
    do {
      Page page = await(store.page(Filter.ALL, after, 37));
      page.orders().forEach(it -> seen.add(it.id().text()));
      after = page.next();
      Order newer = Facts.order("b" + later, Facts.NOON.plusSeconds(1 + later));
      Order known = Facts.order("a" + later, Facts.NOON.plusNanos(later / 3));
      await(store.apply(List.of(Facts.placed(newer, 2_000 + later), Facts.flagged(known, later))));
      later++;
    } while (after.isPresent());

    assertThat(seen).hasSize(1_000).doesNotHaveDuplicates().allMatch(id -> id.startsWith("a"));
  }

  @Test
  void aLastPageThatIsJustFullHasNoNext() {
    await(
        store.apply(
            List.of(
                Facts.placed(Facts.order("1", Facts.NOON), 1),
                Facts.placed(Facts.order("2", Facts.NOON), 2))));

    assertThat(await(store.page(Filter.ALL, Optional.empty(), 2)).next()).isEmpty();
    assertThat(await(store.page(Filter.ALL, Optional.empty(), 1)).next()).isPresent();
    assertThat(store.page(Filter.ALL, Optional.empty(), 0).failed()).isTrue();
  }

  @Test
  void aPageEndsAtTwoMegabytesAndTheNextGoesOn() {
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      Map<String, Object> more = Map.of("note", "x".repeat(i == 3 ? 10 : 700_000));
      Instant at = Facts.NOON.minusSeconds(i);
      facts.add(
          Facts.placed(
              Facts.order("large-" + i, at, "US", 1, "USD", OrderStatus.CREATED, more), i));
    }
    await(store.apply(facts));

    List<Integer> sizes = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    Optional<Cursor> after = Optional.empty();
    do {
      Page page = await(store.page(Filter.ALL, after, 500));
      sizes.add(page.orders().size());
      page.orders().forEach(it -> ids.add(it.id().text()));
      after = page.next();
    } while (after.isPresent());

    assertThat(sizes).containsExactly(2, 3, 2); // the small one beside two large ones
    assertThat(ids)
        .containsExactly(
            "large-0", "large-1", "large-2", "large-3", "large-4", "large-5", "large-6");
    assertThat(await(store.page(Filter.ALL, Optional.empty(), 1)).next()).isPresent();
  }

  @Test
  void timesSortToTheNanosecondFromYearOneTo9999() {
    List<String> oldestFirst =
        List.of(
            "0001-01-01T00:00:00Z",
            "0999-12-31T23:59:59.999999999Z",
            "1969-12-31T23:59:59.000000001Z",
            "1969-12-31T23:59:59.999999999Z",
            "1970-01-01T00:00:00Z",
            "2026-01-05T10:42:18.091Z",
            "2026-01-05T10:42:18.091000001Z",
            "2026-01-05T10:42:18.1Z",
            "9999-12-31T23:59:59.999999999Z");
    List<OrderFact> facts = new ArrayList<>();
    for (String at : oldestFirst) {
      facts.add(Facts.placed(Facts.order(at.replace('Z', '_'), Instant.parse(at)), facts.size()));
    }
    Collections.shuffle(facts, new Random(1));
    await(store.apply(facts));

    List<String> shown =
        all(Filter.ALL, 2).stream()
            .map(it -> it.placed().orElseThrow().order().createdAt().toString())
            .toList();

    List<String> newestFirst = new ArrayList<>(oldestFirst);
    Collections.reverse(newestFirst);
    assertThat(shown)
        .map(Instant::parse)
        .isEqualTo(newestFirst.stream().map(Instant::parse).toList());
  }

  @Test
  void aFilterShowsWhatItSaysAndNothingElse() {
    Random random = new Random(7);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Map<OrderId, OrderDocument> documents = Facts.merged(facts);
    await(store.apply(facts));

    for (String status : new String[] {null, "CREATED", "CANCELLED", "unknown"}) {
      for (String country : new String[] {null, "DE", "CH"}) {
        for (Boolean flagged : new Boolean[] {null, true, false}) {
          for (String payment : new String[] {null, "PAID", "DECLINED", "PENDING"}) {
            Filter filter =
                new Filter(
                    Optional.ofNullable(status),
                    Optional.ofNullable(country),
                    Optional.ofNullable(flagged),
                    Optional.ofNullable(payment),
                    oneOf(random, new BigDecimal("0"), new BigDecimal("100000.00")),
                    oneOf(random, new BigDecimal("5000000"), new BigDecimal("1e400")),
                    oneOf(random, Facts.NOON, Facts.NOON.plusSeconds(100).plusNanos(1)),
                    oneOf(random, Facts.NOON.plusSeconds(200).plusNanos(2), Instant.MAX));
            assertShows(filter, documents.values());
          }
        }
      }
    }
  }

  @Test
  void anyFilterShowsAndCountsWhatItSays() {
    long seed = 20_261_130;
    Random random = new Random(seed);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 600; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Collections.shuffle(facts, random);
    Map<OrderId, OrderDocument> documents = Facts.merged(facts);
    for (int from = 0; from < facts.size(); from += 500) {
      await(store.apply(facts.subList(from, Math.min(facts.size(), from + 500))));
    }
    for (int i = 0; i < 100; i++) {
      assertShows(anyFilter(random), documents.values());
    }
  }

  /** Half of its parts are empty, and amounts may be anything that a client sends. */
  private static Filter anyFilter(Random random) {
    return new Filter(
        oneOf(random, "CREATED", "CONFIRMED", "CANCELLED").filter(it -> random.nextBoolean()),
        oneOf(random, "US", "CA", "DE", "FR", "KW").filter(it -> random.nextBoolean()),
        oneOf(random, true, false).filter(it -> random.nextBoolean()),
        oneOf(random, "PAID", "DECLINED", "NOT_CHARGED", "PENDING")
            .filter(it -> random.nextBoolean()),
        anyAmount(random),
        anyAmount(random),
        anyTime(random),
        anyTime(random),
        oneOf(random, "true", "false", "CHANGED", "PAID_TWICE")
            .filter(it -> random.nextInt(3) == 0));
  }

  private static Optional<BigDecimal> anyAmount(Random random) {
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> Optional.of(BigDecimal.valueOf(random.nextInt(1_000_000_000), 2));
      case 3, 4 ->
          Optional.of(new BigDecimal(random.nextInt(1_000)).movePointRight(random.nextInt(9)));
      case 5 -> Optional.of(new BigDecimal("-0.01"));
      default -> Optional.empty();
    };
  }

  private static Optional<Instant> anyTime(Random random) {
    return random.nextInt(3) > 0
        ? Optional.empty()
        : Optional.of(Facts.NOON.plusSeconds(random.nextInt(320)).plusNanos(random.nextInt(3)));
  }

  @Test
  void conflictsAreFoundByWhetherThereIsOneAndByTheirKind() {
    Random random = new Random(11);
    List<OrderFact> facts = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      facts.addAll(Facts.history("order-" + i, random));
    }
    Collections.shuffle(facts, random);
    Map<OrderId, OrderDocument> documents = Facts.merged(facts);
    await(store.apply(facts));

    for (Conflict.Kind kind : Conflict.Kind.values()) {
      Filter filter = Filters.conflict(kind.name());
      assertThat(await(store.count(filter, 1_000)).orders()).as("%s", kind).isPositive();
      assertShows(filter, documents.values());
    }
    assertShows(Filters.conflict("true"), documents.values());
    assertShows(Filters.conflict("false"), documents.values());
  }

  @Test
  void anAlertCountsOnlyWhileItIsOfWhatIsShown() {
    Order first = Facts.order("1", Facts.NOON);
    Order later = Facts.order("1", Facts.NOON, "DE", 99_900, "EUR", OrderStatus.CREATED, Map.of());
    for (List<OrderFact> batch :
        List.<List<OrderFact>>of(
            List.of(Facts.flagged(later, 3)),
            List.of(Facts.placed(later, 2)),
            List.of(Facts.placed(first, 1)),
            List.of(Facts.settled(first, Payment.Status.PAID, 1)))) {
      await(store.apply(batch));
      boolean showsLater = batch.contains(Facts.placed(later, 2));
      Summary summary = await(store.summary(Facts.NOON));
      assertThat(summary.byCountry().stream().mapToLong(OrderStore.CountryTotal::flagged).sum())
          .as("%s", batch)
          .isEqualTo(showsLater ? 1 : 0);
      assertThat(await(store.count(Filters.flagged(), 9)).orders())
          .as("%s", batch)
          .isEqualTo(showsLater ? 1 : 0);
    }
    OrderDocument document = await(store.get(first.id())).orElseThrow();
    assertThat(document.flagged()).isEmpty();
    assertThat(document.conflict().orElseThrow().alert()).contains(Facts.flagged(later, 3).alert());

    assertThat(changedBy(List.of(Facts.flagged(first, 4)))).hasSize(1);

    assertThat(await(store.count(Filters.flagged(), 9))).isEqualTo(new Count(1, false));
    assertThat(await(store.get(first.id())).orElseThrow().flagged())
        .contains(Facts.flagged(first, 4));
    assertTotals(List.of(await(store.get(first.id())).orElseThrow()), "flagged");
  }

  @Test
  void laterContentMovesNoTotalAndASecondPaymentCountsAsTheMoneyThatMoved() {
    Order first = Facts.order("1", Facts.NOON);
    Order later =
        Facts.order(
            "1", Facts.NOON.plusSeconds(90), "DE", 99_900, "EUR", OrderStatus.CREATED, Map.of());
    await(
        store.apply(List.of(Facts.placed(first, 1), Facts.settled(first, Payment.Status.PAID, 1))));
    Summary before = await(store.summary(Facts.NOON));

    assertThat(changedBy(List.of(Facts.placed(later, 2)))).hasSize(1);

    Summary after = await(store.summary(Facts.NOON));
    assertThat(after.byCountry()).isEqualTo(before.byCountry());
    assertThat(after.byMinute()).isEqualTo(before.byMinute());
    assertThat(after.conflicts()).isEqualTo(Map.of(Conflict.Kind.CHANGED, 1L));

    await(store.apply(List.of(Facts.settled(later, Payment.Status.PAID, 5))));

    Summary twice = await(store.summary(Facts.NOON));
    assertThat(twice.byCountry())
        .containsExactly(
            new OrderStore.CountryTotal(
                "US", "EUR", 0, new BigDecimal("0.00"), 1, new BigDecimal("999.00"), 0),
            new OrderStore.CountryTotal(
                "US", "USD", 1, new BigDecimal("12.99"), 1, new BigDecimal("12.99"), 0));
    assertThat(twice.byMinute())
        .containsExactly(
            new MinuteTotal(
                Facts.NOON, "EUR", 0, new BigDecimal("0.00"), 1, new BigDecimal("999.00"), 0),
            new MinuteTotal(
                Facts.NOON, "USD", 1, new BigDecimal("12.99"), 1, new BigDecimal("12.99"), 0));
    assertThat(twice.conflicts()).isEqualTo(Map.of(Conflict.Kind.PAID_TWICE, 1L));
    OrderDocument document = await(store.get(first.id())).orElseThrow();
    assertThat(document.placed()).contains(Facts.placed(first, 1));
    assertThat(document.charges()).hasSize(2);
    assertThat(changedBy(List.of(Facts.settled(later, Payment.Status.PAID, 5)))).isEmpty();
  }

  @Test
  void whatAnotherSenderSendsUnderAnIdMovesNoTotal() {
    Order own = Facts.order("1", Facts.NOON).from("shop-a");
    Order same = own.from("shop-b");
    Order cent = Facts.order("1", Facts.NOON, "EUR", 1).from("shop-b");
    await(
        store.apply(List.of(Facts.placed(own, 1), Facts.settled(own, Payment.Status.DECLINED, 1))));
    Summary before = await(store.summary(Facts.NOON));

    assertThat(changedBy(List.of(Facts.placed(same, 2)))).hasSize(1);
    await(store.apply(List.of(Facts.placed(cent, 3), Facts.settled(cent, Payment.Status.PAID, 2))));

    Summary after = await(store.summary(Facts.NOON));
    assertThat(after.byCountry()).isEqualTo(before.byCountry());
    assertThat(after.byMinute()).isEqualTo(before.byMinute());
    assertThat(after.conflicts()).isEqualTo(Map.of(Conflict.Kind.OTHER_SENDER, 1L));
    OrderDocument document = await(store.get(own.id())).orElseThrow();
    assertThat(document.placed()).contains(Facts.placed(own, 1));
    assertThat(document.outcome()).isEqualTo("DECLINED");
    assertThat(await(store.page(Filters.conflict("OTHER_SENDER"), Optional.empty(), 9)).orders())
        .containsExactly(document);
  }

  @Test
  void anOutcomeOfAnotherSenderThatCameFirstIsTakenBack() {
    Order own = Facts.order("1", Facts.NOON).from("shop-a");
    Order cent = Facts.order("1", Facts.NOON, "EUR", 1).from("shop-b");
    await(store.apply(List.of(Facts.placed(cent, 3), Facts.settled(cent, Payment.Status.PAID, 2))));
    await(store.apply(List.of(Facts.placed(own, 1))));
    assertThat(await(store.get(own.id())).orElseThrow().outcome()).isEqualTo("PENDING");
    assertThat(await(store.summary(Facts.NOON)).byCountry())
        .containsExactly(
            new OrderStore.CountryTotal(
                "US", "USD", 1, new BigDecimal("12.99"), 0, new BigDecimal("0.00"), 0));
  }

  @Test
  void aFieldOfTheShopNamedSenderIsKeptAndSaysNothingOfTheSender() {
    Order nobodys = Facts.order("1", Facts.NOON).with(Map.of("sender", "shop-x"));
    Order shops = Facts.order("2", Facts.NOON).with(Map.of("sender", "shop-x")).from("shop-a");
    await(store.apply(List.of(Facts.placed(nobodys, 1), Facts.placed(shops, 2))));
    OrderDocument first = await(store.get(nobodys.id())).orElseThrow();
    assertThat(first.placed()).contains(Facts.placed(nobodys, 1));
    assertThat(DocumentJson.fields(first)).doesNotContainKey("sender");
    OrderDocument second = await(store.get(shops.id())).orElseThrow();
    assertThat(second.placed()).contains(Facts.placed(shops, 2));
    assertThat(DocumentJson.fields(second)).containsEntry("sender", "shop-a");
  }

  @Test
  void boundsOfAmountAreInclusiveAndExactInEveryCurrency() {
    List<OrderDocument> documents = new ArrayList<>();
    List<String> amounts =
        List.of(
            "JPY 0",
            "USD 0.01",
            "CLF 0.0001",
            "EUR 299.40",
            "BHD 299.400",
            "BHD 299.401",
            "USD 300.00",
            "JPY 300",
            "USD 300.01",
            "JPY 9999999999999",
            "USD 99999999999.99");
    for (String amount : amounts) {
      Money money =
          Money.of(new BigDecimal(amount.substring(4)), Money.currency(amount.substring(0, 3)));
      Order order =
          Facts.order(
              amount.replace(' ', '_'),
              Facts.NOON,
              money.currency().getCurrencyCode(),
              money.minorUnits());
      OrderFact fact = Facts.placed(order, documents.size());
      documents.add(OrderDocument.empty(order.id()).merge(fact));
      await(store.apply(List.of(fact)));
    }
    for (String bound :
        List.of(
            "0",
            "0.00009",
            "0.0001",
            "0.01",
            "299.4",
            "299.40000000000000000001",
            "299.401",
            "300",
            "300.000",
            "300.0099999",
            "9999999999999",
            "9999999999998.9999",
            "1e30")) {
      Optional<BigDecimal> amount = Optional.of(new BigDecimal(bound));
      assertShows(Filters.amounts(amount, Optional.empty()), documents);
      assertShows(Filters.amounts(Optional.empty(), amount), documents);
      assertShows(Filters.amounts(amount, amount), documents);
    }
  }

  @Test
  void aTimeRangeHasItsFirstInstantAndNotItsLastOnEveryPage() {
    List<OrderDocument> documents = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      Order order = Facts.order("order-" + i, Facts.NOON.plusSeconds(i / 6).plusNanos(i % 3));
      OrderFact fact = Facts.placed(order, i);
      documents.add(OrderDocument.empty(order.id()).merge(fact));
      await(store.apply(List.of(fact)));
    }
    for (Instant at :
        List.of(
            Instant.MIN,
            Facts.NOON,
            Facts.NOON.plusNanos(1),
            Facts.NOON.plusSeconds(4),
            Facts.NOON.plusSeconds(4).plusNanos(2),
            Facts.NOON.plusSeconds(9).plusNanos(3),
            Instant.MAX)) {
      assertShows(Filters.times(Optional.of(at), Optional.empty()), documents);
      assertShows(Filters.times(Optional.empty(), Optional.of(at)), documents);
      assertShows(
          Filters.times(Optional.of(Facts.NOON.plusSeconds(3)), Optional.of(at)), documents);
    }
  }

  /** On pages of any size. */
  private void assertShows(Filter filter, Iterable<OrderDocument> documents) {
    List<OrderDocument> expected =
        newestFirst(documents).stream().filter(it -> matches(filter, it)).toList();
    assertSame(filter.toString(), all(filter, 50), expected);
    assertCounts(filter, expected.size(), 1_000_000);
    assertCounts(filter, expected.size(), 7);
    if (expected.size() < 100) {
      assertSame(filter.toString(), all(filter, 3), expected);
    }
  }

  private void assertCounts(Filter filter, long expected, long most) {
    Count counted = await(store.count(filter, most));
    if (mayStopCounting() && counted.atLeast()) {
      assertThat(counted.orders()).as("%s", filter).isLessThanOrEqualTo(Math.min(most, expected));
    } else {
      assertThat(counted)
          .as("%s", filter)
          .isEqualTo(new Count(Math.min(most, expected), expected > most));
    }
  }

  /** Whether the store stops, and says so, although there are few orders. */
  protected boolean mayStopCounting() {
    return false;
  }

  /** Says the first that differs, and not all of them. */
  private static void assertSame(
      String what, List<OrderDocument> shown, List<OrderDocument> expected) {
    for (int i = 0; i < Math.min(shown.size(), expected.size()); i++) {
      assertThat(shown.get(i))
          .as("%s: number %d of %d", what, i, expected.size())
          .isEqualTo(expected.get(i));
    }
    assertThat(shown.size()).as("%s: how many", what).isEqualTo(expected.size());
  }

  @SafeVarargs
  private static <T> Optional<T> oneOf(Random random, T... values) {
    int which = random.nextInt(values.length + 1);
    return which == values.length ? Optional.empty() : Optional.of(values[which]);
  }

  @Test
  void fieldsThatNobodyKnowsComeBackAsTheyCame() throws Exception {
    String json =
        """
        {"order_id":9007199254740993,"amount":0.1,"country":"DE","created_at":"2026-01-05T10:42:18.091Z",\
        "customer_id":123456789012345678901234567890,"rate":0.1234567890123456789012345,"big":1E+400,\
        "zero":1.000,"quote's \\"`name":"it's \\"`; DROP TABLE orders; --","emoji":"🛒 \\u0000 é",\
        "nested":{"a":[1,null,true,{"b":"c"}]},"payment":"theirs","kafka_offset":"theirs too"}\
        """;
    Order order = EventJson.order(json.getBytes(StandardCharsets.UTF_8), Facts.NOON);
    await(store.apply(List.of(Facts.placed(order, 1))));

    OrderDocument read = await(store.get(order.id())).orElseThrow();

    assertThat(read.placed().orElseThrow().order()).isEqualTo(order);
    assertThat(read.id().integer()).isTrue();
    assertThat(
            new String(
                EventJson.bytes(read.placed().orElseThrow().order()), StandardCharsets.UTF_8))
        .isEqualTo(new String(EventJson.bytes(order), StandardCharsets.UTF_8));
    assertThat(await(store.page(Filter.ALL, Optional.empty(), 1)).orders()).containsExactly(read);
  }

  @Test
  void whetherAnOrderSaidWhenItWasPlacedIsRemembered() {
    Order first = Facts.order("1", Facts.NOON).withoutCreatedAt(Facts.NOON);
    Order again = first.withoutCreatedAt(Facts.NOON.plusSeconds(90));
    await(store.apply(List.of(Facts.placed(first, 1))));
    assertThat(await(store.get(first.id())).orElseThrow().placed().orElseThrow().order())
        .isEqualTo(first);

    await(store.apply(List.of(Facts.placed(again, 2))));

    OrderDocument document = await(store.get(first.id())).orElseThrow();
    assertThat(document.placed().orElseThrow().order()).isEqualTo(first);
    assertThat(document.cameAgain()).isTrue();
    assertThat(document.conflict()).isEmpty();
  }

  @Test
  void totalsAreByCountryCurrencyAndMinute() {
    Order dollars = Facts.order("1", Facts.NOON.plusSeconds(59));
    Order yen =
        Facts.order(
            "2", Facts.NOON.plusSeconds(60), "US", 500, "JPY", OrderStatus.CREATED, Map.of());
    Order more = Facts.order("3", Facts.NOON.plusSeconds(61));
    await(
        store.apply(
            List.of(
                Facts.placed(dollars, 1),
                Facts.placed(yen, 2),
                Facts.placed(more, 3),
                Facts.settled(dollars, Payment.Status.PAID, 1),
                Facts.settled(yen, Payment.Status.DECLINED, 2),
                Facts.flagged(more, 1))));

    Summary summary = await(store.summary(Facts.NOON.plusSeconds(30)));

    assertThat(summary.orders()).isEqualTo(3);
    assertThat(summary.byCountry())
        .containsExactly(
            new OrderStore.CountryTotal(
                "US", "JPY", 1, new BigDecimal("500"), 0, new BigDecimal("0"), 0),
            new OrderStore.CountryTotal(
                "US", "USD", 2, new BigDecimal("25.98"), 1, new BigDecimal("12.99"), 1));
    Instant next = Facts.NOON.plusSeconds(60);
    assertThat(summary.byMinute())
        .containsExactly(
            new MinuteTotal(
                Facts.NOON, "USD", 1, new BigDecimal("12.99"), 1, new BigDecimal("12.99"), 0),
            new MinuteTotal(next, "JPY", 1, new BigDecimal("500"), 0, new BigDecimal("0"), 0),
            new MinuteTotal(next, "USD", 1, new BigDecimal("12.99"), 0, new BigDecimal("0.00"), 1));
    assertThat(await(store.summary(next)).byMinute()).hasSize(2);
    assertThat(await(store.summary(Instant.MAX)).byMinute()).isEmpty();
    assertThat(await(store.summary(Instant.MIN)).byMinute()).hasSize(3);
  }

  @Test
  void aStubIsCountedAsSuchAndShownNowhereUntilItsOrderComes() {
    Order order = Facts.order("1", Facts.NOON);
    await(
        store.apply(
            List.of(Facts.settled(order, Payment.Status.PAID, 1), Facts.flagged(order, 1))));

    Summary before = await(store.summary(Facts.NOON));
    assertThat(before.stubs()).isEqualTo(1);
    assertThat(before.orders()).isZero();
    assertThat(before.byCountry()).isEmpty();
    assertThat(before.byMinute()).isEmpty();
    assertThat(all(Filter.ALL)).isEmpty();
    assertThat(await(store.get(order.id()))).isPresent();

    await(store.apply(List.of(Facts.placed(order, 1))));

    Summary after = await(store.summary(Facts.NOON));
    assertThat(after.stubs()).isZero();
    assertThat(after.byCountry())
        .containsExactly(
            new OrderStore.CountryTotal(
                "US", "USD", 1, new BigDecimal("12.99"), 1, new BigDecimal("12.99"), 1));
    assertThat(all(Filter.ALL)).hasSize(1);
  }

  @Test
  void anOpenStoreIsUpAndKnowsNothingOfAnUnknownOrder() {
    assertThat(store.health()).isEqualTo(Health.UP);
    assertThat(await(store.get(OrderId.of("nobody")))).isEmpty();
    assertThat(await(store.summary(Facts.NOON)).orders()).isZero();
  }

  /** Totals that the store keeps must be those of the documents it shows. */
  protected final void assertTotals(Iterable<OrderDocument> documents, String description) {
    Summary summary = await(store.summary(Instant.MIN));
    RecountedTotals recounted = RecountedTotals.of(documents);
    assertThat(summary.byCountry()).as(description).isEqualTo(recounted.byCountry());
    assertThat(summary.byMinute()).as(description).isEqualTo(recounted.byMinute());
    assertThat(summary.orders()).as(description).isEqualTo(recounted.orders());
    assertThat(summary.stubs()).as(description).isEqualTo(recounted.stubs());
    assertThat(summary.conflicts()).as(description).isEqualTo(recounted.conflicts());
  }

  private List<OrderDocument> changedBy(List<OrderFact> facts) {
    OrderStore.Applied applied = await(store.apply(facts));
    assertThat(applied.refused()).isEmpty();
    return applied.changed();
  }

  protected final List<OrderDocument> all(Filter filter) {
    return all(filter, 500);
  }

  private List<OrderDocument> all(Filter filter, int limit) {
    List<OrderDocument> all = new ArrayList<>();
    Optional<Cursor> after = Optional.empty();
    do {
      Page page = await(store.page(filter, after, limit));
      assertThat(page.orders()).hasSizeLessThanOrEqualTo(limit);
      all.addAll(page.orders());
      after = page.next();
    } while (after.isPresent());
    return all;
  }

  private static List<OrderDocument> newestFirst(Iterable<OrderDocument> documents) {
    List<OrderDocument> placed = new ArrayList<>();
    documents.forEach(it -> it.placed().ifPresent(any -> placed.add(it)));
    placed.sort(
        (one, other) -> {
          int byTime =
              other
                  .placed()
                  .orElseThrow()
                  .order()
                  .createdAt()
                  .compareTo(one.placed().orElseThrow().order().createdAt());
          return byTime != 0 ? byTime : other.id().compareTo(one.id());
        });
    return placed;
  }

  private static boolean matches(Filter filter, OrderDocument document) {
    Order order = document.placed().orElseThrow().order();
    String payment = document.settled().map(it -> it.payment().status().name()).orElse("PENDING");
    boolean conflict =
        filter.conflict().isEmpty()
            || filter.conflict().get().equals("" + document.conflict().isPresent())
            || document
                .conflict()
                .filter(it -> it.kind().name().equals(filter.conflict().get()))
                .isPresent();
    return conflict
        && filter.status().map(order.status().name()::equals).orElse(true)
        && filter.country().map(order.country()::equals).orElse(true)
        && filter.flagged().map(it -> it == document.flagged().isPresent()).orElse(true)
        && filter.payment().map(payment::equals).orElse(true)
        && filter.amountMin().map(it -> it.compareTo(order.total().amount()) <= 0).orElse(true)
        && filter.amountMax().map(it -> it.compareTo(order.total().amount()) >= 0).orElse(true)
        && filter.since().map(it -> !it.isAfter(order.createdAt())).orElse(true)
        && filter.before().map(it -> it.isAfter(order.createdAt())).orElse(true);
  }
}
