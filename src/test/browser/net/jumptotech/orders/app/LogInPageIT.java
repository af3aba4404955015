package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import net.jumptotech.orders.Await;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page where one must say who one is. */
@ExtendWith(BrowserExtension.class)
final class LogInPageIT {

  private static final Map<String, String> KEYS = new HashMap<>();

  @TempDir private static Path directory;
  private static OrdersProcess orders;

  @BeforeAll
  static void start() {
    Path file = directory.resolve("keys");
    Map.of("anna", "admin", "victor", "read", "shop", "send")
        .forEach((name, rights) -> KEYS.put(name, key(name, rights, file)));
    orders =
        OrdersProcess.start(
            directory.resolve("data"),
            Map.of("ORDERS_HTTP_ACCESS", "keys", "ORDERS_HTTP_KEYS_FILE", file.toString()),
            "--rate",
            "10");
    orders.page();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  private static String key(String name, String rights, Path file) {
    try (OrdersProcess made =
        OrdersProcess.start(directory, "key", name, "--may", rights, "--file", file.toString())) {
      made.exitCode(Await.LONG);
      return made.output().get(0);
    }
  }

  @Test
  void nothingIsShownBeforeOneHasLoggedIn(Tab tab) {
    tab.open(orders.page());
    assertThat(tab.get("log-in")).isVisible();
    assertThat(tab.page().getByRole(AriaRole.NAVIGATION)).hasCount(0);
    org.assertj.core.api.Assertions.assertThat(tab.barriers()).isEmpty();
    tab.picture("log-in-light");
    tab.prefer(ColorScheme.DARK);
    tab.picture("log-in-dark");

    tab.expect("status of 401");
    tab.get("key").fill("ord_" + "x".repeat(43));
    tab.get("submit").click();
    assertThat(tab.page().getByRole(AriaRole.ALERT))
        .hasText("This key is not known, or has expired.");
  }

  @Test
  void anAdministratorSeesEverythingLiveAndLogsOut(Tab tab) {
    logIn(tab, "anna");
    assertThat(tab.get("connection")).hasAttribute("data-state", "open");
    assertThat(tab.get("order-row").first()).isVisible();
    assertThat(tab.get("nav-system")).isVisible();
    assertThat(tab.get("nav-dead-letters")).isVisible();

    tab.picture("logged-in");
    tab.page().setViewportSize(390, 844);
    tab.picture("logged-in-phone");
    tab.page().reload();
    assertThat(tab.get("log-out")).containsText("anna");
    tab.get("log-out").click();
    assertThat(tab.get("log-in")).isVisible();
  }

  @Test
  void whoMayReadIsOfferedNothingElse(Tab tab) {
    logIn(tab, "victor");
    assertThat(tab.get("order-row").first()).isVisible();
    assertThat(tab.get("nav-system")).hasCount(0);
    assertThat(tab.get("nav-dead-letters")).hasCount(0);

    tab.open(orders.page().resolve("/orders"));
    assertThat(tab.get("listed").first()).isVisible();
    assertThat(tab.get("export-csv")).hasCount(0);
    assertThat(tab.get("to-import")).hasCount(0);

    tab.open(orders.page().resolve("/system"));
    assertThat(tab.get("lacks")).containsText("victor lacks the right orders:operate");
  }

  @Test
  void whoMayOnlySendIsToldSo(Tab tab) {
    logIn(tab, "shop");
    assertThat(tab.get("lacks")).containsText("shop lacks the right orders:read");
    tab.open(orders.page().resolve("/import"));
    assertThat(tab.get("import-file")).isVisible();
  }

  private static void logIn(Tab tab, String name) {
    tab.open(orders.page());
    tab.get("key").fill(KEYS.get(name));
    tab.get("submit").click();
    assertThat(tab.get("log-out")).containsText(name);
  }
}
