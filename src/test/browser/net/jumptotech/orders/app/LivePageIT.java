package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.WebSocketRoute;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

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

    assertThat(tab.page()).hasURL(Pattern.compile("\\?order=" + id + "$"));
    assertThat(tab.get("order-drawer").locator("h2")).hasText("Order " + id);
    assertThat(tab.get("order-payment")).hasText(Pattern.compile("Paid|Declined|Not charged"));
    assertThat(tab.get("step-payment")).containsText("payments-");
    tab.page().goBack();
    assertThat(tab.get("order-drawer")).not().isVisible();
  }

  @Test
  void rowsHoldWhileTextInThemIsSelected(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("order-row").first()).isVisible();
    tab.get("order-row").first().evaluate("row => getSelection().selectAllChildren(row.cells[0])");
    assertThat(tab.get("orders")).containsText("Rows stay while text is selected.");
    List<String> held = tab.rows();
    assertThat(tab.get("unseen")).isVisible();
    assertThat(tab.rows()).isEqualTo(held);

    tab.page().evaluate("getSelection().removeAllRanges()");
    Await.until(SOON, "new rows", () -> tab.rows().stream().noneMatch(held::contains));
  }

  @Test
  void nobodyNeedsToWaitForTheNextAttempt(Tab tab) {
    List<WebSocketRoute> sockets = new ArrayList<>();
    AtomicBoolean away = new AtomicBoolean();
    tab.page()
        .routeWebSocket(
            Pattern.compile("/eventbus/"),
            socket -> {
              if (away.get()) {
                socket.close();
              } else {
                socket.connectToServer();
                sockets.add(socket);
              }
            });
    tab.open(orders.page());
    assertThat(tab.get("connection")).containsText("Live");

    tab.page().evaluate("window.setTimeout = () => 0"); // no attempt but those of a person
    sockets.get(0).close();
    Locator retry = tab.get("connection").locator("button");
    assertThat(retry).hasText("Retry now");
    away.set(true);
    retry.click();
    assertThat(tab.get("connection")).containsText("Reconnecting in");
    away.set(false);
    retry.click();
    assertThat(tab.get("connection")).containsText("Live");
    assertThat(tab.get("totals")).hasAttribute("data-stale", "false");
  }

  @Test
  void anExportHasAnOrderOnEachLine(Tab tab) throws IOException {
    tab.open(orders.page().resolve("/orders?payment=PAID"));
    Download file = tab.page().waitForDownload(tab.get("export-ndjson")::click);
    assertThat(file.suggestedFilename()).isEqualTo("orders.ndjson");
    assertThat(Files.readAllLines(file.path()))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(new JsonObject(line).getJsonObject("payment").getString("status"))
                    .isEqualTo("PAID"));
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
