package net.jumptotech.orders.store.sqlite;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.event.Money;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.store.OrderDocument;

/**
 * The change that a batch makes to the totals. A document counts while its order is known: it is
 * subtracted as it was before the batch, and added as it is after it.
 */
final class Totals {

  private static final int SECONDS_A_MINUTE = 60;

  private static final String COLUMNS =
      "orders, amount_millions, amount_rest, paid, paid_millions, paid_rest, flagged";
  private static final String ADD =
      " DO UPDATE SET orders = orders + excluded.orders,"
          + " amount_millions = amount_millions + excluded.amount_millions,"
          + " amount_rest = amount_rest + excluded.amount_rest,"
          + " paid = paid + excluded.paid,"
          + " paid_millions = paid_millions + excluded.paid_millions,"
          + " paid_rest = paid_rest + excluded.paid_rest,"
          + " flagged = flagged + excluded.flagged";
  private static final String ADD_TOTAL =
      "INSERT INTO total(country, currency, "
          + COLUMNS
          + ") VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(country, currency)"
          + ADD;
  private static final String ADD_MINUTE =
      "INSERT INTO minute(country, currency, "
          + COLUMNS
          + ", minute) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(minute, country, currency)"
          + ADD;
  private static final String ADD_COMBINATION =
      "INSERT INTO combination(country, status, payment, flagged, conflict, n)"
          + " VALUES(?, ?, ?, ?, ?, ?)"
          + " ON CONFLICT(country, status, payment, flagged, conflict)"
          + " DO UPDATE SET n = n + excluded.n";
  private static final long MILLION = 1_000_000;

  private final Map<Place, Map<Long, Sums>> changes = new HashMap<>();
  private final Map<Combination, Integer> combinations = new HashMap<>();
  private long stubs;

  private record Place(String country, String currency) {}

  void subtract(OrderDocument document) {
    count(document, -1);
  }

  void add(OrderDocument document) {
    count(document, 1);
  }

  private void count(OrderDocument document, int sign) {
    if (document.placed().isEmpty()) {
      stubs += sign;
      return;
    }
    Order order = document.placed().get().order();
    Sums sums = sums(order, order.total());
    sums.orders += sign;
    sums.amountMillions += sign * (order.total().minorUnits() / MILLION);
    sums.amountRest += sign * (order.total().minorUnits() % MILLION);
    sums.flagged += document.flagged().isPresent() ? sign : 0;
    document.charges().forEach(it -> countPaid(order, it.amount(), sign));
    combinations.merge(Combination.of(document), sign, Integer::sum);
  }

  /** Counts only the flag. */
  void countFlagged(OrderDocument document, int sign) {
    Order order = document.placed().orElseThrow().order();
    sums(order, order.total()).flagged += sign;
  }

  private void countPaid(Order order, Money amount, int sign) {
    Sums sums = sums(order, amount);
    sums.paid += sign;
    sums.paidMillions += sign * (amount.minorUnits() / MILLION);
    sums.paidRest += sign * (amount.minorUnits() % MILLION);
  }

  private Sums sums(Order order, Money money) {
    return changes
        .computeIfAbsent(
            new Place(order.country(), money.currency().getCurrencyCode()), any -> new HashMap<>())
        .computeIfAbsent(minute(order.createdAt()), any -> new Sums());
  }

  /** The first second, since 1970, of the minute that contains the time. */
  static long minute(Instant at) {
    return Math.floorDiv(at.getEpochSecond(), SECONDS_A_MINUTE) * SECONDS_A_MINUTE;
  }

  /** Runs in the caller's transaction. */
  void write(Statements statements) throws SQLException {
    PreparedStatement total = statements.of(ADD_TOTAL);
    PreparedStatement minute = statements.of(ADD_MINUTE);
    for (Map.Entry<Place, Map<Long, Sums>> change : changes.entrySet()) {
      Sums all = new Sums();
      for (Map.Entry<Long, Sums> part : change.getValue().entrySet()) {
        all.add(part.getValue());
        minute.setLong(bind(minute, change.getKey(), part.getValue()), part.getKey());
        minute.addBatch();
      }
      bind(total, change.getKey(), all);
      total.addBatch();
    }
    minute.executeBatch();
    total.executeBatch();
    PreparedStatement combination = statements.of(ADD_COMBINATION);
    for (Map.Entry<Combination, Integer> change : combinations.entrySet()) {
      if (change.getValue() != 0) {
        bind(combination, change.getKey(), change.getValue());
        combination.addBatch();
      }
    }
    combination.executeBatch();
    if (stubs != 0) {
      PreparedStatement count = statements.of("UPDATE stubs SET n = n + ?");
      count.setLong(1, stubs);
      count.executeUpdate();
    }
  }

  private static void bind(PreparedStatement to, Combination combination, int n)
      throws SQLException {
    to.setString(1, combination.country());
    to.setString(2, combination.status());
    to.setString(3, combination.payment());
    to.setInt(4, combination.flagged() ? 1 : 0);
    to.setString(5, combination.conflict());
    to.setInt(6, n);
  }

  private static int bind(PreparedStatement to, Place place, Sums sums) throws SQLException {
    int next = 1;
    to.setString(next++, place.country());
    to.setString(next++, place.currency());
    to.setLong(next++, sums.orders);
    to.setLong(next++, sums.amountMillions);
    to.setLong(next++, sums.amountRest);
    to.setLong(next++, sums.paid);
    to.setLong(next++, sums.paidMillions);
    to.setLong(next++, sums.paidRest);
    to.setLong(next++, sums.flagged);
    return next;
  }

  /** The exact sum in the columns {@code name_millions} and {@code name_rest}, in major units. */
  static BigDecimal amount(ResultSet row, String name, Currency currency) throws SQLException {
    BigInteger minorUnits =
        BigInteger.valueOf(row.getLong(name + "_millions"))
            .multiply(BigInteger.valueOf(MILLION))
            .add(BigInteger.valueOf(row.getLong(name + "_rest")));
    return new BigDecimal(minorUnits, currency.getDefaultFractionDigits());
  }

  private static final class Sums {
    private long orders;
    private long amountMillions;
    private long amountRest;
    private long paid;
    private long paidMillions;
    private long paidRest;
    private long flagged;

    void add(Sums other) {
      orders += other.orders;
      amountMillions += other.amountMillions;
      amountRest += other.amountRest;
      paid += other.paid;
      paidMillions += other.paidMillions;
      paidRest += other.paidRest;
      flagged += other.flagged;
    }
  }
}
