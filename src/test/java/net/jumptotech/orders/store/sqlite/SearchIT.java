package net.jumptotech.orders.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.store.Filters;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.store.OrderStore.Filter;
import net.jumptotech.orders.store.OrderStoreContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The store with limits so low that each of them is reached, and what SQLite says it will do. */
final class SearchIT extends OrderStoreContract {

  private static final String RANGE =
      "(created_s,created_n,id)>(?,?,?) AND (created_s,created_n,id)<(?,?,?))";
  private static final String COMBINATIONS =
      "SEARCH o USING COVERING INDEX by_combination"
          + " (country=? AND status=? AND payment=? AND flagged=? AND conflict=? AND "
          + RANGE;

  @TempDir Path data;

  @Override
  protected Future<OrderStore> open(Vertx vertx) {
    return SqliteOrderStore.open(
        vertx,
        SqliteOptions.in(data, SqliteOptions.Access.WRITER),
        new Search.Limits(10, 40, 5, 30));
  }

  @Override
  protected boolean mayStopCounting() {
    return true;
  }

  @ParameterizedTest
  @CsvSource({
    "CREATED,,,,",
    ",DE,,,",
    ",,true,,",
    ",,false,PAID,",
    "CANCELLED,DE,,PAID,",
    ",DE,,,REFUND_DUE",
    ",,,,true",
    "CREATED,DE,true,,false"
  })
  void aPageIsMergedFromTheMatchingCombinations(
      String status, String country, Boolean flagged, String payment, String conflict)
      throws Exception {
    List<String> steps =
        explain(
            new Filter(
                Optional.ofNullable(status),
                Optional.ofNullable(country),
                Optional.ofNullable(flagged),
                Optional.ofNullable(payment),
                Optional.empty(),
                Optional.empty(),
                Optional.of(Instant.EPOCH),
                Optional.of(Instant.EPOCH),
                Optional.ofNullable(conflict)));
    assertThat(steps).hasSize(3);
    assertThat(steps.get(0)).matches("(SCAN|SEARCH) c.*");
    assertThat(steps.get(1)).isEqualTo(COMBINATIONS);
    assertThat(steps.get(2)).isEqualTo("USE TEMP B-TREE FOR ORDER BY"); // of one page
  }

  @ParameterizedTest
  @CsvSource({"1000,by_amount_1000", "9999.99,by_amount_1000", "100000,by_amount_100000"})
  void aPageOfLargeAmountsIsTheWalkOfTheirIndex(BigDecimal from, String index) throws Exception {
    assertThat(explain(Filters.amounts(Optional.of(from), Optional.empty())))
        .containsExactly("SEARCH o USING COVERING INDEX " + index + " (" + RANGE);
  }

  @Test
  void aPageOfAllOrdersIsTheWalkOfOneIndex() throws Exception {
    assertThat(explain(Filter.ALL))
        .containsExactly("SEARCH o USING COVERING INDEX by_created (" + RANGE);
  }

  private List<String> explain(Filter filter) throws Exception {
    Database database = new Database(data.resolve("orders.db"), SqliteOptions.Synchronous.NORMAL);
    try (Connection connection = database.openForReading().orElseThrow()) {
      return new Search(connection, filter, Search.Limits.STANDARD).explain();
    }
  }
}
