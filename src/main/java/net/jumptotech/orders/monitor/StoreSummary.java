package net.jumptotech.orders.monitor;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.store.OrderStore;

/**
 * The answer of {@code /api/summary}.
 *
 * @param conflicts as in {@link Totals#conflicts}
 */
public record StoreSummary(
    long orders,
    long stubs,
    Map<String, Long> conflicts,
    List<OrderStore.CountryTotal> byCountry,
    List<OrderStore.MinuteTotal> byMinute,
    @JsonUnwrapped Freshness fresh) {

  public static StoreSummary of(OrderStore.Summary summary, Freshness fresh) {
    return new StoreSummary(
        summary.orders(),
        summary.stubs(),
        Totals.conflicts(summary),
        summary.byCountry(),
        summary.byMinute(),
        fresh);
  }
}
