package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every page through one life of a server: before the first order, with some, without the server
 * and with it again.
 */
@ExtendWith(BrowserExtension.class)
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class PagesIT {

  @TempDir static Path data;
  private static OrdersProcess orders;

  @BeforeAll
  static void start() {
    orders = OrdersProcess.start(data, "--source", "none");
    orders.page();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @Test
  void aPageWithNothingToShowSaysWhatToDo(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("orders-empty")).containsText("curl -X POST " + orders.page());
    assertThat(tab.barriers()).isEmpty();
    tab.get("nav-orders").click();
    assertThat(tab.get("orders-empty")).containsText("curl -X POST " + orders.page());
    tab.get("nav-fraud").click();
    assertThat(tab.get("no-alerts")).containsText("No order is flagged");
    tab.get("nav-payments").click();
    assertThat(tab.get("sums")).containsText("Nothing ordered yet");
    tab.get("nav-dead-letters").click();
    assertThat(tab.get("no-letters")).containsText("every record could be processed");
    tab.get("nav-system").click();
    assertThat(tab.get("reader-payment")).containsText("nothing waits");
    tab.open(orders.page().resolve("/nowhere"));
    assertThat(tab.get("unknown-page")).containsText("/nowhere");
  }

  @Nested
  @Order(1)
  class WithOrders {

    @BeforeAll
    static void send() {
      SampleOrders.send(orders);
    }

    @Test
    void filtersStandInTheAddressAndAreAskedOfTheServer(Tab tab) throws IOException {
      tab.open(orders.page().resolve("/orders"));
      assertThat(tab.get("matches")).hasText(SampleOrders.COUNT + " orders");
      tab.get("filter-country").fill("de");
      tab.get("filter-country").press("Enter");
      assertThat(tab.page()).hasURL(Pattern.compile("/orders\\?country=DE$"));
      assertThat(tab.get("matches")).hasText("2 orders");
      tab.get("filter-flagged").selectOption("true");
      assertThat(tab.get("matches")).hasText("1 order");
      assertThat(tab.listed("listed", 1043)).containsText("€349.00");
      assertThat(tab.get("filter-country")).hasValue("DE");

      Download file = tab.page().waitForDownload(tab.get("export-csv")::click);
      assertThat(Files.readAllLines(file.path())).hasSize(2).last().asString().startsWith("1043,");

      tab.page().goBack();
      assertThat(tab.page()).hasURL(Pattern.compile("/orders\\?country=DE$"));
      assertThat(tab.get("matches")).hasText("2 orders");
      assertThat(tab.get("filter-flagged")).hasValue("");
      tab.get("without-country").click();
      assertThat(tab.page()).hasURL(Pattern.compile("/orders$"));

      tab.open(orders.page().resolve("/orders?amount_min=299&amount_max=299.5&payment=PAID"));
      assertThat(tab.get("matches")).hasText("1 order");
      assertThat(tab.listed("listed", 1042)).isVisible();
      tab.open(orders.page().resolve("/orders?before=2020-01-01T00:00:00Z"));
      assertThat(tab.get("no-match")).isVisible();
      tab.get("no-match").locator("button").click();
      assertThat(tab.get("matches")).hasText(SampleOrders.COUNT + " orders");
    }

    @Test
    void aWrongFilterIsRefusedInTheServersWords(Tab tab) {
      tab.expect("status of 400");
      tab.open(orders.page().resolve("/orders?country=ZZ"));
      assertThat(tab.get("order-list")).containsText("expected an ISO 3166-1 alpha-2 country");
      tab.get("without-country").click();
      assertThat(tab.get("matches")).hasText(SampleOrders.COUNT + " orders");
    }

    @Test
    void pagesFollowEachOtherAndTheBackButtonGoesBack(Tab tab) {
      tab.open(orders.page().resolve("/orders"));
      assertThat(tab.get("listed")).hasCount(50);
      String first = tab.get("listed").first().getAttribute("data-row");
      tab.get("older").click();
      assertThat(tab.get("listed")).hasCount(SampleOrders.COUNT - 50);
      assertThat(tab.listed("listed", first)).hasCount(0);
      assertThat(tab.get("order-list")).containsText("The oldest.");
      tab.page().goBack();
      assertThat(tab.get("listed").first()).hasAttribute("data-row", first);
    }

    @Test
    void aRowOpensBesideTheListAndHasAnAddressOfItsOwn(Tab tab) {
      tab.open(orders.page().resolve("/orders?country=DE"));
      Locator link = tab.listed("listed", 1043).locator("a");
      assertThat(link).hasAttribute("href", "/orders/1043");
      link.click();
      assertThat(tab.page()).hasURL(Pattern.compile("/orders\\?country=DE&order=1043$"));
      Locator title = tab.get("order-drawer").locator("h2");
      assertThat(title).hasText("Order 1043");
      assertThat(tab.get("order-fraud")).hasText("Flagged");
      tab.page().keyboard().press("j");
      assertThat(title).hasText("Order 1042");
      tab.page().keyboard().press("k");
      assertThat(title).hasText("Order 1043");
      tab.page().reload();
      assertThat(title).hasText("Order 1043");
      tab.page().keyboard().press("Escape");
      assertThat(tab.get("order-drawer")).not().isVisible();
      assertThat(tab.page()).hasURL(Pattern.compile("/orders\\?country=DE$"));

      tab.page().keyboard().press("/");
      tab.page().keyboard().type("1043");
      tab.page().keyboard().press("Enter");
      assertThat(tab.page()).hasURL(Pattern.compile("/orders/1043$"));
      assertThat(tab.get("story")).containsText("Flagged as HIGH_AMOUNT_RISKY_COUNTRY");
    }

    @Test
    void aStorySaysWhereWhenAndHowNearlyItWasFlagged(Tab tab) {
      JsonObject story = orders.get("/api/orders/1042/story");
      JsonObject order = story.getJsonObject("document");

      tab.open(orders.page().resolve("/orders/1042"));
      assertThat(tab.get("headline")).hasText(story.getString("headline"));
      assertThat(tab.get("step-placed"))
          .containsText(
              "orders-"
                  + order.getInteger("kafka_partition")
                  + "@"
                  + order.getInteger("kafka_offset"));
      assertThat(tab.get("step-fraud")).containsText("asks for more than 300; this was 299.40");
      assertThat(tab.get("rule")).containsText("Near miss");
      assertThat(tab.get("rule")).containsText("amount > 300, country not in [CA, US]");
      assertThat(tab.get("step-payment")).containsText("sim-1042");
      assertThat(tab.get("time-went")).containsText("at work");
      tab.get("time-went").locator("button").click();
      assertThat(tab.get("time-went").locator("table")).containsText("Payment");
      assertThat(tab.get("unknown")).containsText("leaves no record");

      tab.open(orders.page().resolve("/orders/666"));
      assertThat(tab.get("headline")).containsText("gave up on it");
      assertThat(tab.get("timeline").locator("a")).hasCount(3);
    }

    @Test
    void alertsAndPaymentsAreSaidInWordsAndNoCurrenciesAreAddedUp(Tab tab) {
      tab.open(orders.page().resolve("/fraud"));
      assertThat(tab.get("rules")).containsText("more than 300");
      assertThat(tab.get("rules")).containsText("1 since");
      assertThat(tab.listed("listed", 1043)).containsText("A high amount (€349.00)");
      tab.get("rules").locator("a").click();
      assertThat(tab.listed("listed", 1042)).isVisible();

      tab.open(orders.page().resolve("/payments"));
      assertThat(tab.listed("sum", "EUR")).containsText("€668.40"); // ordered
      assertThat(tab.listed("sum", "EUR")).containsText("€20.00"); // the one that was cancelled
      assertThat(tab.listed("sum", "JPY")).containsText("¥120");
      tab.get("outcome-NOT_CHARGED").click();
      assertThat(tab.listed("listed", 1044)).containsText("Not charged");
      tab.get("currency").selectOption("JPY");
      assertThat(tab.get("paid-over-time")).containsText("¥120 ordered in the last hour");
      assertThat(tab.page())
          .hasURL(Pattern.compile("/payments\\?outcome=NOT_CHARGED&currency=JPY$"));
    }

    @Test
    void aDeadLetterIsShownWhole(Tab tab) {
      tab.open(orders.page().resolve("/dead-letters"));
      assertThat(tab.get("letter")).hasCount(6);
      tab.get("filter-group").selectOption("the producer");
      assertThat(tab.get("no-letters")).containsText("No letter matches.");
      tab.get("filter-group").selectOption("fraud-group");
      assertThat(tab.get("letter")).hasCount(2);
      tab.get("filter-order_id").fill("666");
      tab.get("filter-order_id").press("Enter");
      assertThat(tab.get("letter")).hasCount(1);
      assertThat(tab.get("letter")).containsText("amount: expected a number of 0 or more, was -5");
      tab.get("letter").locator("a").first().click();
      assertThat(tab.get("letter-reason"))
          .hasText("amount: expected a number of 0 or more, was -5");
      assertThat(tab.get("letter-value")).containsText("\"amount\": -5");
      assertThat(tab.get("letter-drawer")).containsText("traceparent");
      tab.open(orders.page().resolve("/dead-letters?order_id=667&group=payments-group"));
      assertThat(tab.get("letter")).containsText("00 ff fe 7f 09");
    }

    @Test
    void theSystemSaysWhoReadsWhereAndHowFarBehind(Tab tab) {
      JsonArray groups = orders.get("/api/system").getJsonArray("groups");
      tab.open(orders.page().resolve("/system"));
      for (String role : new String[] {"fraud", "payment", "analytics"}) {
        assertThat(tab.get("reader-" + role)).containsText("0 records");
        assertThat(tab.get("reader-" + role)).containsText("complete up to");
      }
      assertThat(tab.get("partition-analytics")).hasCount(partitions(groups, "analytics-group"));
      assertThat(tab.get("process")).hasCount(1);
      assertThat(tab.get("instance")).hasCount(6); // one of every role
      assertThat(tab.get("broker")).containsText("Healthy");
      assertThat(tab.get("store")).containsText(SampleOrders.COUNT + " orders");
    }

    private static int partitions(JsonArray groups, String name) {
      return groups.stream()
          .map(JsonObject.class::cast)
          .filter(it -> it.getString("group").equals(name))
          .mapToInt(it -> it.getJsonArray("partitions").size())
          .sum();
    }

    @Test
    void keysWorkOnEveryPageAndNeverWhileSomeoneTypes(Tab tab) {
      tab.open(orders.page().resolve("/orders?country=DE"));
      assertThat(tab.listed("listed", 1043)).isVisible();
      tab.page().keyboard().press("j");
      assertThat(tab.listed("listed", 1043).locator("a")).isFocused();
      tab.page().keyboard().press("Space");
      assertThat(tab.get("pause")).hasAttribute("aria-pressed", "true");
      tab.page().keyboard().press("Space");
      tab.page().keyboard().press("j");
      assertThat(tab.listed("listed", 1042).locator("a")).isFocused();
      tab.page().keyboard().press("Enter");
      assertThat(tab.get("order-drawer").locator("h2")).hasText("Order 1042");
      tab.page().keyboard().press("Space");
      assertThat(tab.get("pause")).hasAttribute("aria-pressed", "true");
      tab.page().keyboard().press("Space");
      assertThat(tab.get("pause")).hasAttribute("aria-pressed", "false");
      tab.page().keyboard().press("?");
      assertThat(tab.page().locator("dialog")).isVisible();
      tab.page().keyboard().press("Escape");
      assertThat(tab.page().locator("dialog")).not().isVisible();
      assertThat(tab.get("order-drawer")).isVisible();

      tab.get("filter-country").fill("FR");
      tab.get("filter-country").press("Escape");
      assertThat(tab.get("filter-country")).hasValue("DE");
      assertThat(tab.page()).hasURL(Pattern.compile("country=DE&order=1042$"));

      tab.page().keyboard().press("/");
      assertThat(tab.get("search")).isFocused();
      tab.page().keyboard().type("jk? /");
      assertThat(tab.get("search")).hasValue("jk? /");
      assertThat(tab.page().locator("dialog")).not().isVisible();
      assertThat(tab.get("pause")).hasAttribute("aria-pressed", "false");
    }

    @Test
    void themeAndTimesAreKept(Tab tab) {
      tab.prefer(ColorScheme.LIGHT);
      tab.open(orders.page().resolve("/orders?order=1043"));
      Locator placed = tab.listed("listed", 1043).locator("time");
      Instant at = Instant.parse(placed.getAttribute("datetime"));
      assertThat(placed).containsText(clock(at.atOffset(ZoneOffset.UTC)));
      tab.get("zone").click();
      assertThat(placed).containsText(clock(at.atZone(Chromium.ZONE)));
      tab.get("theme").click();
      tab.get("theme").click();
      tab.page().reload();
      assertThat(tab.get("zone")).containsText("Local");
      assertThat(placed).containsText(clock(at.atZone(Chromium.ZONE)));
      assertThat(tab.get("theme")).hasAttribute("aria-label", "Theme: dark");
      assertThat(tab.page().locator("body")).hasCSS("background-color", "rgb(13, 16, 20)");
    }

    private static String clock(TemporalAccessor time) {
      return DateTimeFormatter.ofPattern("HH:mm:ss").format(time);
    }

    @ParameterizedTest
    @CsvSource({
      "overview, /, order-row",
      "orders, /orders?country=DE, listed",
      "story, /orders/1043, story",
      "drawer, /orders?country=DE&order=1043, timeline",
      "fraud, /fraud, listed",
      "payments, /payments?outcome=NOT_CHARGED, listed",
      "dead-letters, /dead-letters, letter",
      "dead-letter, /dead-letters?order_id=667&letter=0-0, letter-value",
      "system, /system, instance",
      "docs, /docs, operation"
    })
    void noPageHasBarriersOrIsWiderThanAPhone(String name, String path, String shown, Tab tab) {
      tab.prefer(ColorScheme.LIGHT);
      tab.open(orders.page().resolve(path));
      assertThat(tab.get(shown).first()).isVisible();
      assertThat(tab.barriers()).as("light").isEmpty();
      tab.picture(name + "-light");
      tab.prefer(ColorScheme.DARK);
      assertThat(tab.barriers("color-contrast", "link-in-text-block")).as("dark").isEmpty();
      tab.picture(name + "-dark");

      tab.page().setViewportSize(390, 844);
      assertThat(tab.get(shown).first()).isVisible();
      assertThat(tab.sticksOut()).isEmpty();
      tab.prefer(ColorScheme.LIGHT);
      assertThat(tab.barriers()).as("on a phone").isEmpty();
      tab.prefer(ColorScheme.DARK);
      assertThat(tab.barriers("color-contrast", "link-in-text-block"))
          .as("dark on a phone")
          .isEmpty();
      tab.prefer(ColorScheme.LIGHT);
      tab.picture(name + "-phone");
    }
  }

  @Nested
  @Order(2)
  class WithHostileOrders {

    @BeforeAll
    static void send() {
      HostileOrders.send(orders);
    }

    @Test
    void whateverAnOrderContainsNoListBreaks(Tab tab) {
      tab.page().setViewportSize(1440, 2_400); // or not every row of the overview is drawn
      tab.open(orders.page());
      assertThat(tab.row("h-bidi").locator(".customer")).hasText("\\u202eeslaf\\u2066");
      assertIsSound(tab);
      tab.open(orders.page().resolve("/orders"));
      assertThat(tab.get("listed")).hasCount(50);
      assertThat(tab.listed("listed", "h-half")).containsText("\\ud83d");
      assertThat(tab.listed("listed", "h-html")).containsText("<script>");
      assertThat(tab.listed("listed", "h-number")).containsText("9".repeat(64));
      assertIsSound(tab);
      tab.get("older").click();
      assertThat(tab.get("listed").last()).hasAttribute("data-row", "h-first");
      assertIsSound(tab);
      for (String page : List.of("/fraud", "/payments", "/system?order=h-objects", "/docs")) {
        tab.open(orders.page().resolve(page));
        assertThat(tab.page().locator("main h1, main h2").first()).isVisible();
        assertThat(tab.loading()).hasCount(0);
        assertIsSound(tab);
      }
    }

    @Test
    void whateverAnOrderContainsItsPageShowsIt(Tab tab) {
      for (String id : HostileOrders.ACCEPTED.keySet()) {
        tab.open(orders.page().resolve("/orders/" + id));
        assertThat(tab.get("order-payment")).hasText("Paid");
        tab.page().locator("details.raw summary").click();
        assertThat(tab.page().locator("details.raw pre")).containsText(id);
        assertIsSound(tab);
      }
    }

    @Test
    void whateverADeadLetterContainsItIsShown(Tab tab) {
      tab.open(orders.page().resolve("/dead-letters"));
      assertThat(tab.get("letter").first()).isVisible();
      assertIsSound(tab);
      List<String> letters =
          tab.get("letter").all().stream().map(it -> it.getAttribute("data-row")).toList();
      for (String letter : letters.subList(0, 7)) {
        tab.open(orders.page().resolve("/dead-letters?letter=" + letter));
        assertThat(tab.get("letter-value")).isVisible();
        assertIsSound(tab);
      }
    }

    private static void assertIsSound(Tab tab) {
      String text = tab.page().locator("body").innerText();
      assertThat(text).doesNotContain("This part of the page failed");
      assertThat(text).doesNotContainPattern(HostileOrders.HIDDEN);
    }
  }

  @Nested
  @Order(3)
  class ThroughChanges {

    @Test
    void aStoryIsToldOnWhileItsOrderMoves(Tab tab) {
      tab.expect("status of 404");
      tab.open(orders.page().resolve("/orders/late"));
      assertThat(tab.get("order-unknown")).containsText("No order late.");
      SampleOrders.late(orders);
      assertThat(tab.get("order-payment")).hasText("Paid");
      assertThat(tab.get("order-unknown")).not().isVisible();
    }

    @Test
    void anOpenPageOutlivesItsServer(Tab tab) {
      String address = orders.page().toString();
      String port = address.replaceFirst(".*:(\\d+).*", "$1");
      tab.open(orders.page());
      assertThat(tab.get("connection")).containsText("Live");
      assertThat(tab.get("order-row").first()).isVisible();
      // of the rows only those are drawn that reach into the screen, and panels above them grow
      String newest = tab.rows().get(0);
      long before = orders.get("/api/summary").getLong("orders");
      Await.until(Await.LONG, "the store's total", () -> tab.total("orders") == before);
      tab.page().evaluate("window.sameDocument = true");

      tab.expect("ERR_(CONNECTION_REFUSED|CONNECTION_RESET|EMPTY_RESPONSE|INCOMPLETE_CHUNKED)");
      orders.kill();
      assertThat(tab.get("connection")).containsText(Pattern.compile("Reconnecting in \\d+ s"));
      assertThat(tab.get("connection").locator("button")).hasText("Retry now");
      assertThat(tab.get("stale")).containsText("No news from the server");
      assertThat(tab.get("totals")).hasAttribute("data-stale", "true");
      assertThat(tab.row(newest)).isVisible();
      tab.get("nav-orders").click();
      assertThat(tab.get("order-list")).containsText("The server cannot be reached.");
      tab.get("nav-overview").click();

      orders = OrdersProcess.start(data, Map.of("HTTP_PORT", port), "--source", "none");
      assertThat(orders.page()).hasToString(address);
      assertThat(tab.get("connection")).containsText("Live");
      assertThat(tab.get("totals")).hasAttribute("data-stale", "false");
      SampleOrders.afterwards(orders);
      assertThat(tab.row(2000).locator(".payment")).containsText("Paid");
      assertThat(tab.row(newest)).isVisible();
      Await.until(Await.LONG, "a new total", () -> tab.total("orders") == before + 1);
      assertThat(tab.page().evaluate("window.sameDocument")).isEqualTo(true);
      tab.get("nav-orders").click();
      assertThat(tab.listed("listed", 2000)).containsText("Paid");
    }
  }
}
