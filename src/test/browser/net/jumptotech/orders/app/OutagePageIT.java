package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.WaitForSelectorState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the pages say while a part that all others rest on is away; the broker is another process.
 */
@ExtendWith(BrowserExtension.class)
class OutagePageIT {

  @TempDir static Path data;
  private static OrdersProcess broker;
  private static OrdersProcess orders;

  @BeforeAll
  static void start() {
    broker = OrdersProcess.start(data, "--roles", "broker");
    orders = readers();
    SampleOrders.send(orders);
  }

  private static OrdersProcess readers() {
    return OrdersProcess.start(
        data, Map.of("KAFKA_BOOTSTRAP_SERVERS", broker.broker()), "--source", "none");
  }

  @AfterAll
  static void stop() {
    orders.close();
    broker.close();
  }

  @Test
  void aStoreThatTakesNothingIsToldOnEveryPageUntilItDoes(Tab tab) throws SQLException {
    tab.open(orders.page().resolve("/orders"));
    assertThat(tab.listed("listed", 1043)).isVisible();
    comes(tab.get("state"), "All is well");
    try (Connection intruder =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("store/orders.db"));
        Statement statement = intruder.createStatement()) {
      statement.execute("PRAGMA busy_timeout=10000");
      statement.execute("BEGIN EXCLUSIVE");
      SampleOrders.late(orders);
      comes(tab.get("state"), "The store has trouble. Its file is locked by another process");
      assertThat(tab.listed("listed", 1043)).isVisible();
      tab.get("nav-payments").click();
      assertThat(tab.get("state")).containsText("so nothing can be written");
      assertThat(tab.page().locator("footer")).containsText("Not current: the store is degraded");
      assertThat(tab.listed("listed", 1043)).isVisible();
      statement.execute("ROLLBACK");
    }
    comes(tab.get("state"), "All is well");
    comes(tab.listed("listed", "late"), "Paid");
  }

  @Test
  void aBrokerThatIsAwayIsToldOnEveryPageAndWhatItSaidIsNotTakenForWhatIs(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.row(1043)).isVisible();
    assertThat(tab.get("total-dead-letters").locator("dd")).hasText("6kept");
    assertThat(tab.get("nav-dead-letters").locator(".badge")).hasText("6");
    tab.expect("status of 503");
    String port = broker.broker().replaceFirst(".*:", "");
    broker.kill();
    comes(tab.get("state"), "Kafka does not answer. Kafka has not answered for");
    assertThat(tab.page().locator("footer")).containsText("Not current: the broker is down");
    assertThat(tab.get("total-lag")).containsText("not known");
    assertThat(tab.get("total-dead-letters")).containsText("not known");
    assertThat(tab.row(1043).locator(".payment")).hasText("Paid");
    tab.get("nav-dead-letters").click();
    assertThat(tab.get("state")).containsText("none is lost");
    assertThat(tab.get("letters")).containsText("Kafka has not answered for");
    tab.get("nav-system").click();
    assertThat(tab.get("reader-payment")).containsText("not known");
    tab.get("nav-orders").click();
    assertThat(tab.listed("listed", 1043)).isVisible();

    broker = OrdersProcess.start(data, Map.of("BROKER_PORT", port), "--roles", "broker");
    comes(tab.get("state"), "All is well");
    SampleOrders.afterwards(orders);
    comes(tab.listed("listed", 2000), "Paid");
    tab.get("nav-dead-letters").click();
    assertThat(tab.get("letter")).hasCount(6);
  }

  @Test
  void lostRecordsAreToldUntilSomebodySaysOnThePageThatTheyKnow(Tab tab) {
    orders.terminate();
    orders.exitCode(Await.LONG);
    SampleOrders.lose(broker.broker());
    orders = readers();
    tab.prefer(ColorScheme.LIGHT);
    tab.open(orders.page().resolve("/system"));
    Locator lost = tab.get("problem-records-lost");
    comes(lost.nth(2), "5 records of orders-0"); // each group tells of its own
    assertThat(lost).hasCount(3);
    assertThat(tab.barriers()).as("light").isEmpty();
    tab.picture("breach-light");
    tab.prefer(ColorScheme.DARK);
    assertThat(tab.barriers("color-contrast", "link-in-text-block")).as("dark").isEmpty();
    tab.picture("breach-dark");
    for (int left = 2; left >= 0; left--) {
      tab.get("reason").first().fill("a test of number " + left);
      tab.get("acknowledge").first().click();
      goes(lost.nth(left));
    }
    goes(tab.get("problems"));
    Await.until(
        Await.LONG, "well again", () -> orders.get("/api/health").getString("status").equals("UP"));

    tab.open(orders.page().resolve("/operations?action=acknowledgeBreach"));
    assertThat(tab.get("operation")).hasCount(6); // three that were asked, and done
    assertThat(tab.get("operation").first()).containsText("a test of number 0");
    tab.get("operation").first().locator("a").click();
    assertThat(tab.get("operation-before")).containsText("orders-0");
  }

  @Test
  void aHeadlineIsAnnouncedOnceThoughItsNumbersChange(Tab tab, @TempDir Path own) {
    Map<String, String> slowly = Map.of("ORDERS_PAYMENT_GATEWAY_LATENCY", "1m");
    try (OrdersProcess slow =
        OrdersProcess.start(own, slowly, "--source", "synthetic", "--rate", "2")) {
      tab.open(slow.page());
      Locator announced = tab.page().locator("p[role=status]");
      Locator headline = tab.get("state").locator("b");
      comes(headline, "payments-group is");
      String first = announced.textContent();
      assertThat(first).startsWith("payments-group is ");
      for (int changes = 0; changes < 3; changes++) {
        String shown = headline.textContent();
        Await.until(Await.LONG, "other numbers", () -> !headline.textContent().equals(shown));
        assertThat(announced).hasText(first);
      }
      tab.prefer(ColorScheme.LIGHT);
      tab.picture("behind-light");
      tab.prefer(ColorScheme.DARK);
      tab.picture("behind-dark");
    }
  }

  private static void comes(Locator what, String text) {
    what.filter(new Locator.FilterOptions().setHasText(text))
        .waitFor(new Locator.WaitForOptions().setTimeout(Await.LONG.toMillis()));
  }

  private static void goes(Locator what) {
    what.waitFor(
        new Locator.WaitForOptions()
            .setState(WaitForSelectorState.HIDDEN)
            .setTimeout(Await.LONG.toMillis()));
  }
}
