package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.WebSocketRoute;
import com.microsoft.playwright.options.AriaRole;
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
    orders = OrdersProcess.start(data, "--source", "synthetic", "--rate", "100");
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
    for (Locator row : tab.get("order-row").all().subList(0, 4)) { // as many are always drawn
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
    assertThat(tab.get("unseen")).hasText(Pattern.compile("[1-9][\\d,]{2,} new"));
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
  void aSampleSaysThatItIsOne(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("sample"))
        .containsText(Pattern.compile("A sample: \\d+ of [\\d,]+ changes/s"));
  }

  @Test
  void rowsHoldWhileTheyAreScrolledAway(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("order-row").first()).isVisible();
    tab.page().evaluate("document.querySelector('.orders-panel tbody').scrollIntoView()");
    assertThat(tab.get("orders")).containsText("The list waits while you are further down.");
    List<String> held = tab.rows();
    assertThat(tab.get("unseen")).hasText(Pattern.compile("[1-9]\\d* new"));
    assertThat(tab.rows()).isEqualTo(held);

    tab.get("unseen").click();
    tab.pointAway();
    assertThat(tab.get("sample")).containsText("changes/s");
    Await.until(SOON, "new rows", () -> tab.rows().stream().noneMatch(held::contains));
  }

  @Test
  void rowsHoldWhileTextInThemIsSelected(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("order-row").first()).isVisible();
    tab.get("order-row").first().evaluate("row => getSelection().selectAllChildren(row.cells[0])");
    assertThat(tab.get("orders")).containsText("The list waits while text is selected.");
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

  /** And none of them takes the page with it. */
  @Test
  void eachPanelSaysThatItLoadsOrFailedOrIsOld(Tab tab) {
    Gate gate = new Gate(tab);
    tab.expect("status of 503");
    tab.open(orders.page().resolve("/docs"));
    eachPanel(tab, gate, "overview", 2);
    eachPanel(tab, gate, "orders", 1);
    eachPanel(tab, gate, "fraud", 3);
    eachPanel(tab, gate, "payments", 3);
    eachPanel(tab, gate, "dead-letters", 1);
    eachPanel(tab, gate, "system", 1);
  }

  private static void eachPanel(Tab tab, Gate gate, String page, int panels) {
    gate.close();
    tab.get("nav-" + page).click();
    Locator failed = tab.page().locator("main").getByRole(AriaRole.ALERT);
    assertThat(tab.loading()).hasCount(panels);
    gate.refuse();
    assertThat(failed.filter(with(Gate.REASON))).hasCount(panels);
    assertThat(tab.loading()).hasCount(0);
    assertThat(tab.get("connection")).containsText("Live");
    assertThat(tab.barriers()).isEmpty();

    tab.get("pause").click(); // so that nothing is asked but by the person
    tab.page().waitForRequest(Gate.READ, failed.first().getByRole(AriaRole.BUTTON)::click);
    gate.open();
    tab.get("pause").click();
    assertThat(failed).hasCount(0);

    gate.refuse();
    tab.get("pause").click();
    tab.get("pause").click(); // who goes on sees what is true now
    assertThat(failed.filter(with(Gate.REASON))).hasCount(panels);
    assertThat(tab.page().locator("main [data-stale=true]").first()).isVisible();
    assertThat(tab.get("connection")).containsText("Live");
  }

  /** Nothing is heard of the bus, so that all there is to show is read. */
  @Test
  void theOverviewSaysSoTooAndThatNothingIsHeard(Tab tab) {
    Gate gate = new Gate(tab).silent(tab);
    tab.expect("status of 503");
    tab.open(orders.page());
    List<Locator> panels = List.of(tab.get("pipeline"), tab.get("orders"));
    panels.forEach(it -> assertThat(it).containsText("Loading"));
    gate.refuse();
    panels.forEach(it -> assertThat(it).containsText(Gate.REASON));
    assertThat(tab.barriers()).isEmpty();

    tab.get("pause").click(); // so that nothing is asked but by the person
    tab.page().waitForRequest(Gate.READ, tab.get("pipeline").getByText("Retry")::click);
    gate.open();
    tab.get("pause").click();
    panels.forEach(it -> assertThat(it).not().containsText(Gate.REASON));
    assertThat(tab.get("order-row").first()).isVisible();
    assertThat(tab.get("stale")).containsText("No news from the server");
    assertThat(tab.get("totals")).hasAttribute("data-stale", "true");
    panels.forEach(it -> assertThat(it.locator("[data-stale=true]").first()).isVisible());
  }

  @Test
  void anExportHasAnOrderOnEachLine(Tab tab) throws IOException {
    tab.open(orders.page().resolve("/orders?payment=PAID"));
    Download file = tab.page().waitForDownload(tab.get("export-ndjson")::click);
    assertThat(file.suggestedFilename()).matches("orders-(to-\\d{8}T\\d{6}Z|incomplete)\\.ndjson");
    assertThat(Files.readAllLines(file.path()))
        .isNotEmpty()
        .allSatisfy(
            line ->
                assertThat(new JsonObject(line).getJsonObject("payment").getString("status"))
                    .isEqualTo("PAID"));
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
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
