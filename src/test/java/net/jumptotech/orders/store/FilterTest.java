package net.jumptotech.orders.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.store.OrderStore.Filter;
import org.junit.jupiter.api.Test;

final class FilterTest {

  @Test
  void aFilterIsNamedAsInTheUrlOfItsQuery() {
    Filter filter =
        new Filter(
            Optional.of("CREATED"),
            Optional.of("KW"),
            Optional.of(true),
            Optional.of("PAID"),
            Optional.of(new BigDecimal("0.50")),
            Optional.of(new BigDecimal("300")),
            Optional.of(Instant.EPOCH),
            Optional.of(Instant.parse("2026-01-05T10:42:18.091Z")),
            Optional.of("REFUND_DUE"));
    assertThat(filter.inWords())
        .isEqualTo(
            "status=CREATED&country=KW&flagged=true&payment=PAID&amount_min=0.50&amount_max=300"
                + "&since=1970-01-01T00:00:00Z&before=2026-01-05T10:42:18.091Z"
                + "&conflict=REFUND_DUE");
    assertThat(Filter.ALL.inWords()).isEqualTo("all orders");
  }
}
