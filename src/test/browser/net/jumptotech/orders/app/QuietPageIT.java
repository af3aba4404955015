package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page before the first order, with it, and through the sudden end of its server. */
@ExtendWith(BrowserExtension.class)
class QuietPageIT {

  private static final ContainsTextOptions WITHIN_5_S = new ContainsTextOptions().setTimeout(5_000);

  @TempDir Path data;

  @Test
  void anOpenPageShowsWhatIsSentAndOutlivesItsServer(Tab tab) {
    String address;
    try (OrdersProcess orders = OrdersProcess.start(data, "--source", "none")) {
      tab.open(orders.page());
      address = orders.page().toString();
      assertThat(tab.get("connection")).containsText("Live");
      assertThat(tab.get("orders-empty")).containsText("curl -X POST " + address);
      assertThat(tab.barriers()).isEmpty();
      tab.page().evaluate("window.sameDocument = true");

      send(orders, 1, "1234.5");
      assertThat(tab.row(1).locator(".payment")).containsText("Paid", WITHIN_5_S);
      assertThat(tab.row(1).locator(".amount")).hasText("€1,234.50");
      assertThat(tab.get("total-orders").locator("dd")).hasAttribute("title", "1");
      assertThat(tab.get("orders-empty")).not().isVisible();

      tab.expect("ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED)");
      orders.kill();
    }
    assertThat(tab.get("connection")).containsText(Pattern.compile("Reconnecting in \\d+ s"));
    assertThat(tab.get("connection").locator("button")).hasText("Retry now");
    assertThat(tab.get("stale")).containsText("No news from the server");
    assertThat(tab.get("totals")).hasAttribute("data-stale", "true");
    assertThat(tab.row(1)).isVisible();

    String port = address.replaceFirst(".*:(\\d+).*", "$1");
    try (OrdersProcess again =
        OrdersProcess.start(data, Map.of("HTTP_PORT", port), "--source", "none")) {
      assertThat(again.page()).hasToString(address);
      assertThat(tab.get("connection")).containsText("Live");
      assertThat(tab.get("totals")).hasAttribute("data-stale", "false");

      send(again, 2, "20");
      assertThat(tab.row(2).locator(".payment")).containsText("Paid", WITHIN_5_S);
      assertThat(tab.row(1)).isVisible();
      assertThat(tab.get("total-orders").locator("dd")).hasAttribute("title", "2");
      assertThat(tab.page().evaluate("window.sameDocument")).isEqualTo(true);
    }
  }

  private static void send(OrdersProcess to, int id, String amount) {
    String order =
        "{\"order_id\": %d, \"amount\": %s, \"currency\": \"EUR\", \"country\": \"DE\"}"
            .formatted(id, amount);
    assertThat(to.post("/api/orders", order).statusCode()).isEqualTo(202);
  }
}
