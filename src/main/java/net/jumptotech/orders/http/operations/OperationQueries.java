package net.jumptotech.orders.http.operations;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.stream.operations.DailyRoot;
import net.jumptotech.orders.stream.operations.OperationReader;

/** Lists the record of operations, and says whether it is whole. */
public final class OperationQueries {

  private static final int MOST_ROOTS = 31;

  private final OperationReader reader;
  private final RootKeeper roots;

  private record Page(
      List<Map<String, Object>> operations, Optional<Long> next, Instant asOf, Whole record) {}

  /**
   * @param since what this root covers was not verified now
   * @param wrong the first thing that is wrong; empty if nothing is
   */
  private record Whole(
      long records, String root, Optional<Root> since, Optional<String> wrong, List<Root> roots) {}

  private record Root(String day, String root, long records) {}

  public OperationQueries(OperationReader reader, RootKeeper roots) {
    this.roots = roots;
    this.reader = reader;
  }

  /** One page, newest first. */
  public Future<Answer> list(Call call) {
    Parameters given = call.parameters();
    Optional<Long> below = given.text("cursor").map(Long::parseLong);
    OperationReader.Search search =
        new OperationReader.Search(
            given.text("who"),
            given.text("action"),
            given.text("day"),
            below,
            given.number("limit"));
    Instant asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return roots
        .verify()
        .compose(verified -> reader.page(search).map(page -> answer(page, asOf, verified)))
        .recover(
            cause ->
                Future.failedFuture(
                    Problem.unavailable("Kafka does not answer. Try again.", cause)));
  }

  private static Answer answer(
      OperationReader.Page page, Instant asOf, OperationReader.Verified verified) {
    List<DailyRoot> roots = verified.roots();
    return Answer.ok(
        new Page(
            page.records().stream().map(OperationQueries::shown).toList(),
            page.next(),
            asOf,
            new Whole(
                verified.records(),
                verified.root(),
                verified.since().map(OperationQueries::shown),
                verified.first().map(Object::toString),
                roots.subList(Math.max(0, roots.size() - MOST_ROOTS), roots.size()).stream()
                    .map(OperationQueries::shown)
                    .toList())));
  }

  private static Root shown(DailyRoot root) {
    return new Root(root.day(), root.root(), root.records());
  }

  private static Map<String, Object> shown(OperationReader.Found found) {
    Map<String, Object> shown = new LinkedHashMap<>();
    shown.put("offset", found.offset());
    shown.putAll(found.fields());
    return shown;
  }
}
