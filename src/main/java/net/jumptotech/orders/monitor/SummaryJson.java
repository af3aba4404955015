package net.jumptotech.orders.monitor;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;

/** The JSON form of the store's totals. Amounts are exact decimal numbers. */
public final class SummaryJson {

  private SummaryJson() {}

  public static Map<String, Object> fields(OrderStore.Summary summary) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("orders", summary.orders());
    out.put("stubs", summary.stubs());
    out.put("conflicts", conflicts(summary));
    out.put("by_country", summary.byCountry().stream().map(SummaryJson::country).toList());
    out.put("by_minute", summary.byMinute().stream().map(SummaryJson::minute).toList());
    return out;
  }

  /** All countries together, by currency: {@code totals} of the overview. */
  static Map<String, Object> totals(OrderStore.Summary summary) {
    Map<String, Sum> byCurrency = new TreeMap<>();
    long paid = 0;
    long flagged = 0;
    for (OrderStore.CountryTotal country : summary.byCountry()) {
      byCurrency.computeIfAbsent(country.currency(), any -> new Sum()).add(country);
      paid += country.paid();
      flagged += country.flagged();
    }
    List<Map<String, Object>> amounts = new ArrayList<>();
    byCurrency.forEach((currency, sum) -> amounts.add(sum.fields(currency)));
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("orders", summary.orders());
    out.put("paid", paid);
    out.put("flagged", flagged);
    out.put("conflicts", conflicts(summary));
    out.put("amounts", amounts);
    return out;
  }

  private static Map<String, Object> conflicts(OrderStore.Summary summary) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("all", summary.conflicts().values().stream().mapToLong(Long::longValue).sum());
    for (Conflict.Kind kind : Conflict.Kind.values()) {
      out.put(kind.name().toLowerCase(Locale.ROOT), summary.conflicts().getOrDefault(kind, 0L));
    }
    return out;
  }

  private static Map<String, Object> country(OrderStore.CountryTotal total) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("country", total.country());
    out.put("currency", total.currency());
    out.put("orders", total.orders());
    out.put("amount", new BigDecimal(total.amount()));
    out.put("paid", total.paid());
    out.put("amount_paid", new BigDecimal(total.amountPaid()));
    out.put("flagged", total.flagged());
    return out;
  }

  private static Map<String, Object> minute(OrderStore.MinuteTotal total) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("minute", total.minute().toString());
    out.put("currency", total.currency());
    out.put("orders", total.orders());
    out.put("amount", new BigDecimal(total.amount()));
    out.put("paid", total.paid());
    out.put("amount_paid", new BigDecimal(total.amountPaid()));
    out.put("flagged", total.flagged());
    return out;
  }

  private static final class Sum {

    private long orders;
    private long paid;
    private BigDecimal amount = BigDecimal.ZERO;
    private BigDecimal amountPaid = BigDecimal.ZERO;

    void add(OrderStore.CountryTotal total) {
      orders += total.orders();
      paid += total.paid();
      amount = amount.add(new BigDecimal(total.amount()));
      amountPaid = amountPaid.add(new BigDecimal(total.amountPaid()));
    }

    Map<String, Object> fields(String currency) {
      Map<String, Object> out = new LinkedHashMap<>();
      out.put("currency", currency);
      out.put("orders", orders);
      out.put("amount", amount);
      out.put("paid", paid);
      out.put("amount_paid", amountPaid);
      return out;
    }
  }
}
