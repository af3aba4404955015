package net.jumptotech.orders.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.store.OrderStore.Filter;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What SQLite says it will do. */
final class PageQueryIT {

  @TempDir Path data;

  @ParameterizedTest
  @CsvSource({
    ",,,,,by_created",
    "CREATED,,,,,by_status",
    "CANCELLED,,,,,by_status",
    ",DE,,,,by_country",
    "CREATED,DE,true,PAID,,by_country",
    ",,true,,,by_flagged",
    ",,false,,,by_created",
    "CREATED,,true,PAID,,by_flagged",
    ",,,PAID,,by_payment",
    ",DE,true,DECLINED,,by_payment",
    "CANCELLED,DE,,PAID,,by_status",
    ",,,,300,by_created",
    "CREATED,,,PAID,300,by_created",
    ",DE,,,300,by_country",
    ",,,PENDING,300,by_payment"
  })
  void aPageIsTheWalkOfOneIndex(
      String status,
      String country,
      Boolean flagged,
      String payment,
      BigDecimal amount,
      String index)
      throws Exception {
    Filter filter =
        new Filter(
            Optional.ofNullable(status),
            Optional.ofNullable(country),
            Optional.ofNullable(flagged),
            Optional.ofNullable(payment),
            Optional.ofNullable(amount),
            Optional.ofNullable(amount),
            Optional.of(Instant.EPOCH),
            Optional.of(Instant.EPOCH));
    assertWalks(filter, index);
  }

  @ParameterizedTest
  @CsvSource({"true,,by_conflict", "REFUND_DUE,DE,by_conflict", "false,DE,by_country"})
  void aPageOfConflictsIsTheWalkOfTheirIndex(String conflict, String country, String index)
      throws Exception {
    Filter filter =
        new Filter(
            Optional.of("CREATED"),
            Optional.ofNullable(country),
            Optional.of(true),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(Instant.EPOCH),
            Optional.of(Instant.EPOCH),
            Optional.of(conflict));
    assertWalks(filter, index);
  }

  private void assertWalks(Filter filter, String index) throws Exception {
    Database database = new Database(data.resolve("orders.db"), SqliteOptions.Synchronous.NORMAL);
    try (Connection connection = database.openForWriting();
        PreparedStatement explain =
            connection.prepareStatement("EXPLAIN QUERY PLAN " + PageQuery.of(filter).sql());
        ResultSet plan = explain.executeQuery()) {
      assertThat(plan.next()).isTrue();
      assertThat(plan.getString("detail"))
          .startsWith("SEARCH orders USING INDEX " + index + " (")
          .contains("(created_s,created_n)>(?,?)")
          .contains("(created_s,created_n,id)<(?,?,?)");
      assertThat(plan.next()).as("a second step, such as sorting").isFalse();
    }
  }
}
