package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.JSHandle;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.FilePayload;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Files that a person drops on the page or chooses there. */
@ExtendWith(BrowserExtension.class)
class ImportPageIT {

  private static final String CSV =
      """
      order_id,amount,currency,country,customer_id
      i-1,249.90,EUR,DE,c-1
      i-2,twelve,EUR,DE,c-2
      i-3,15,USD,US,c-3
      i-4,5,EUR,FR,c-4
      i-1,249.90,EUR,DE,c-1
      """;

  private static final String MAGENTO =
      """
      ID,Purchase Point,Purchase Date,Bill-to Name,Grand Total (Purchased),Status
      000000012,Main,"Jan 5, 2026 10:00:00 AM",Ann,$12.50,complete
      """;

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
  void aFileDroppedOnAnyPageIsCheckedAndThenSent(Tab tab) throws IOException {
    tab.open(orders.page());
    assertThat(tab.get("connection")).containsText("Live");
    drop(tab, "orders.csv", CSV);
    assertThat(tab.page()).hasURL(Pattern.compile("/import$"));
    assertThat(tab.get("import-report")).containsText("What would be sent");
    assertThat(tab.get("count-Orders")).containsText("4");
    assertThat(tab.get("count-Repeats")).containsText("1");
    assertThat(tab.get("import-order")).hasCount(4);
    assertThat(tab.get("import-totals")).containsText("€254.90");
    assertThat(tab.get("refused-line")).containsText("expected a number, was \"twelve\"");
    assertThat(orders.documents()).doesNotContainKey("i-1");

    Download file = tab.page().waitForDownload(tab.get("download-refused")::click);
    assertThat(file.suggestedFilename()).isEqualTo("orders.csv.refused.csv");
    String refused = Files.readString(file.path());
    assertThat(refused).endsWith(",i-2,twelve,EUR,DE,c-2\n");

    tab.get("send").click();
    assertThat(tab.get("import-report")).containsText("4 orders accepted");
    assertAccepted("i-1", "i-3", "i-4");
    tab.get("import-order").first().locator("a").click();
    assertThat(tab.get("order-drawer").locator("h2")).hasText("Order i-1");
    tab.page().keyboard().press("Escape");
    assertThat(tab.get("import-report")).containsText("4 orders accepted");
    tab.get("next-file").click();
    choose(tab, "mended.csv", refused.replace(",twelve,", ",12,"));
    tab.get("send").click();
    assertThat(tab.get("import-report")).containsText("1 order accepted");
    assertAccepted("i-2");
  }

  @Test
  void whatNoColumnHasIsAskedFor(Tab tab) {
    tab.expect("status of 400");
    open(tab);
    choose(tab, "magento.csv", MAGENTO);
    assertThat(tab.get("import-failed")).containsText("magento.csv, line 1: has the columns");
    tab.get("use-magento").click();
    assertThat(tab.get("check")).isDisabled();
    assertThat(tab.get("value-currency")).isFocused();
    tab.get("value-country").fill("us");
    tab.get("value-currency").fill("usd");
    tab.get("value-zone").fill("Europe/Atlantis");
    tab.get("value-zone").press("Enter");
    assertThat(tab.get("import-failed")).containsText("Europe/Atlantis");
    tab.get("value-zone").fill("UTC");
    tab.get("value-prefix").fill("shop-");
    tab.get("value-prefix").press("Enter");
    assertThat(tab.get("import-order")).containsText("shop-000000012");
    tab.get("send").click();
    assertThat(tab.get("import-report")).containsText("1 order accepted");
    assertAccepted("shop-000000012");
  }

  @Test
  void aWorkbookIsForTheCommandLine(Tab tab) {
    open(tab);
    choose(tab, "It's May.xlsx", "PK");
    assertThat(tab.get("not-taken")).containsText("./orders import 'It'\\''s May.xlsx'");
    choose(tab, "empty.csv", "order_id,amount,country\n");
    assertThat(tab.get("import-report")).containsText("contains no orders");
    assertThat(tab.get("send")).hasCount(0);
  }

  @Test
  void aBrokenConnectionIsSaidWithTheNextStep(Tab tab) {
    tab.expect("ERR_FAILED|status of (429|503)");
    BlockingQueue<Route> held = hold(tab);
    open(tab);
    choose(tab, "orders.csv", CSV);
    next(held, tab).resume();
    tab.get("send").click();
    Route sending = next(held, tab);
    assertThat(tab.get("import-progress")).containsText("Sending");
    assertThat(tab.get("choose-file")).isDisabled();
    sending.abort();
    assertThat(tab.get("import-failed")).containsText("The connection broke");
    assertThat(tab.get("import-failed")).containsText("Send the same file again");
    tab.get("send-again").click();
    next(held, tab);
    tab.get("cancel").click();
    assertThat(tab.get("import-failed")).containsText("Cancelled");
    tab.get("send-again").click();
    next(held, tab)
        .fulfill(
            new Route.FulfillOptions()
                .setStatus(429)
                .setContentType("application/problem+json")
                .setBody("{\"status\":429,\"detail\":\"2 imports are already running.\"}"));
    assertThat(tab.get("import-failed")).containsText("2 imports are already running.");
    assertThat(tab.get("import-failed")).containsText("when another import has ended");
  }

  /** Every state, with the pictures to look at. */
  @Test
  void noStateHasBarriersOrIsWiderThanAPhone(Tab tab) {
    tab.expect("ERR_FAILED|status of 400");
    BlockingQueue<Route> held = hold(tab);
    open(tab);
    look(tab, "import-empty");
    choose(tab, "a-workbook.xlsx", "PK");
    assertThat(tab.get("not-taken")).isVisible();
    look(tab, "import-workbook");
    choose(tab, "orders of the shop, May.csv", CSV);
    Route check = next(held, tab);
    look(tab, "import-checking");
    check.resume();
    assertThat(tab.get("import-report")).isVisible();
    look(tab, "import-checked");
    tab.get("send").click();
    Route send = next(held, tab);
    look(tab, "import-sending");
    send.resume();
    assertThat(tab.get("next-file")).isVisible();
    look(tab, "import-done");
    tab.get("next-file").click();
    choose(tab, "magento.csv", MAGENTO);
    next(held, tab).resume();
    assertThat(tab.get("use-magento")).isVisible();
    look(tab, "import-failed");
    tab.get("use-magento").click();
    look(tab, "import-values");
  }

  private static void look(Tab tab, String name) {
    tab.page().setViewportSize(1440, 900);
    tab.prefer(ColorScheme.LIGHT);
    assertThat(tab.barriers()).as(name).isEmpty();
    tab.picture(name + "-light");
    tab.prefer(ColorScheme.DARK);
    assertThat(tab.barriers("color-contrast", "link-in-text-block")).as(name + " dark").isEmpty();
    tab.picture(name + "-dark");
    tab.page().setViewportSize(390, 844);
    assertThat(tab.sticksOut()).as(name + " on a phone").isEmpty();
    tab.prefer(ColorScheme.LIGHT);
    assertThat(tab.barriers()).as(name + " on a phone").isEmpty();
    tab.picture(name + "-phone");
    tab.page().setViewportSize(1440, 900);
  }

  private static void open(Tab tab) {
    tab.open(orders.page().resolve("/import"));
    assertThat(tab.get("mapping")).isVisible();
  }

  /** Requests of imports wait here until the test lets them go. */
  private static BlockingQueue<Route> hold(Tab tab) {
    BlockingQueue<Route> held = new LinkedBlockingQueue<>();
    tab.page().route(Pattern.compile("/api/import\\?"), held::add);
    return held;
  }

  private static Route next(BlockingQueue<Route> held, Tab tab) {
    tab.page().waitForCondition(() -> !held.isEmpty());
    return held.remove();
  }

  private static void choose(Tab tab, String name, String text) {
    tab.get("file-input")
        .setInputFiles(new FilePayload(name, "text/csv", text.getBytes(StandardCharsets.UTF_8)));
  }

  private static void drop(Tab tab, String name, String text) {
    JSHandle files =
        tab.page()
            .evaluateHandle(
                """
                ([name, text]) => {
                  const files = new DataTransfer();
                  files.items.add(new File([text], name, {type: 'text/csv'}));
                  return files;
                }
                """,
                List.of(name, text));
    tab.page().dispatchEvent("main", "dragover", Map.of("dataTransfer", files));
    assertThat(tab.page().locator(".drop-overlay")).isVisible();
    tab.page().dispatchEvent("main", "drop", Map.of("dataTransfer", files));
    assertThat(tab.page().locator(".drop-overlay")).hasCount(0);
  }

  private static void assertAccepted(String... ids) {
    Await.until(
        Await.LONG,
        "the store has the orders",
        () -> orders.documents().keySet().containsAll(List.of(ids)),
        orders::output);
  }
}
