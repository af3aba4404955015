package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page while orders stream through. */
@ExtendWith(BrowserExtension.class)
class LivePageIT {

  private static final Duration SOON = Await.LONG;

  @TempDir static Path data;
  private static OrdersProcess orders;

  @BeforeAll
  static void start() {
    orders = OrdersProcess.start(data, "--source", "synthetic", "--rate", "50");
    Await.until(SOON, "payments", () -> !ofPayment("PAID").isEmpty());
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @Test
  void rowsAndTotalsMoveAndAreThoseOfTheStore(Tab tab) {
    tab.open(orders.page());

    assertThat(tab.get("connection")).hasText(Pattern.compile("Live"));
    assertThat(tab.get("connection")).hasAttribute("data-state", "open");
    assertThat(tab.get("order-row").first()).isVisible();
    assertThat(tab.get("total-orders").locator("dd")).hasAttribute("title", NUMBER);
    assertThat(tab.get("sample")).containsText("changes/s");
    List<String> before = tab.rows();
    long counted = tab.total("orders");
    Await.until(SOON, "new rows", () -> tab.rows().stream().noneMatch(before::contains));
    Await.until(SOON, "a second's orders", () -> tab.total("orders") > counted + 50);
    assertThat(orders.get("/api/overview").getJsonObject("totals").getLong("orders"))
        .isGreaterThanOrEqualTo(tab.total("orders"));

    tab.page().keyboard().press("Space");
    for (Locator row : tab.get("order-row").all().subList(0, 5)) {
      JsonObject order = orders.get("/api/orders/" + row.getAttribute("data-order"));
      assertThat(amount(row.locator(".amount"))).isEqualByComparingTo(amount(order));
      assertThat(row.locator(".country")).containsText(order.getString("country"));
    }
  }

  @Test
  void pauseHoldsEverythingUntilItIsResumed(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("order-row").first()).isVisible();
    assertThat(tab.get("total-orders").locator("dd")).hasAttribute("title", NUMBER);

    tab.page().keyboard().press("Space");
    assertThat(tab.get("pause")).hasAttribute("aria-pressed", "true");
    assertThat(tab.get("connection")).containsText("Paused");
    List<String> held = tab.rows();
    long counted = tab.total("orders");
    assertThat(tab.get("unseen")).hasText(Pattern.compile("[1-9]\\d\\d new"));
    assertThat(tab.rows()).isEqualTo(held);
    assertThat(tab.total("orders")).isEqualTo(counted);

    tab.page().keyboard().press("Space");
    assertThat(tab.get("connection")).containsText("Live");
    Await.until(SOON, "new rows", () -> tab.rows().stream().noneMatch(held::contains));
    Await.until(SOON, "a new total", () -> tab.total("orders") > counted);
  }

  @Test
  void rowsHoldUnderTheMouseAndOpenTheirOrder(Tab tab) {
    tab.open(orders.page());

    Locator link = tab.get("order-row").first().locator("a");
    link.hover();
    assertThat(tab.get("unseen")).isVisible();
    String id = tab.rows().get(0);
    assertThat(link).hasAttribute("href", "/orders/" + id);
    link.click();
    tab.pointAway();

    assertThat(tab.page()).hasURL(Pattern.compile("/orders/" + id + "$"));
    assertThat(tab.get("order-drawer").locator("h2")).hasText("Order " + id);
    assertThat(tab.get("order-payment")).hasText(Pattern.compile("Paid|Declined|Not charged"));
    tab.page().goBack();
    assertThat(tab.get("order-drawer")).not().isVisible();
  }

  @Test
  void anOrderHasAnAddressOfItsOwn(Tab tab) {
    JsonObject paid = ofPayment("PAID").get(0);
    JsonObject flagged = orders(orders.get("/api/orders?flagged=true&limit=1")).get(0);

    tab.open(orders.page().resolve("/orders/" + paid.getValue("order_id")));
    assertThat(tab.get("order-drawer").locator("h2")).hasText("Order " + paid.getValue("order_id"));
    assertThat(amount(tab.get("order-amount"))).isEqualByComparingTo(amount(paid));
    assertThat(tab.get("order-payment")).containsText("Paid");
    assertThat(tab.get("order-drawer"))
        .containsText(paid.getJsonObject("payment").getString("payment_id"));

    tab.get("search").fill(flagged.getValue("order_id").toString());
    tab.get("search").press("Enter");
    assertThat(tab.page()).hasURL(Pattern.compile("/orders/" + flagged.getValue("order_id") + "$"));
    assertThat(tab.get("order-fraud")).containsText("Flagged");
    assertThat(tab.get("timeline"))
        .containsText(flagged.getJsonObject("fraud").getString("reason"));

    tab.page().keyboard().press("Escape");
    assertThat(tab.get("order-drawer")).not().isVisible();
  }

  @Test
  void anUnknownOrderIsSaidToBeUnknown(Tab tab) {
    tab.expect("status of 404");
    tab.open(orders.page().resolve("/orders/no-such-order"));

    assertThat(tab.get("order-unknown")).containsText("No order no-such-order.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/orders/1", "/docs"})
  void noPageHasBarriersOrIsWiderThanAPhone(String path, Tab tab) {
    tab.prefer(ColorScheme.LIGHT);
    tab.open(orders.page().resolve(path));
    assertThat(shown(tab, path)).isVisible();
    assertThat(tab.barriers()).isEmpty();
    tab.prefer(ColorScheme.DARK);
    assertThat(tab.barriers("color-contrast", "link-in-text-block")).as("dark").isEmpty();

    tab.page().setViewportSize(390, 844);
    assertThat(shown(tab, path)).isVisible();
    assertThat(tab.sticksOut()).isEmpty();
  }

  private static Locator shown(Tab tab, String path) {
    return path.equals("/docs")
        ? tab.get("operation").first()
        : path.equals("/") ? tab.get("order-row").first() : tab.get("order-amount");
  }

  private static final Pattern NUMBER = Pattern.compile("[0-9,]+");

  private static BigDecimal amount(Locator shown) {
    return new BigDecimal(shown.innerText().replaceAll("[^0-9.]", ""));
  }

  private static BigDecimal amount(JsonObject order) {
    return new BigDecimal(order.getValue("amount").toString());
  }

  private static List<JsonObject> ofPayment(String outcome) {
    return orders(orders.get("/api/orders?limit=1&payment=" + outcome));
  }

  private static List<JsonObject> orders(JsonObject page) {
    return page.getJsonArray("orders").stream().map(JsonObject.class::cast).toList();
  }
}
