package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Pattern;
import net.jumptotech.orders.TestProvider;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** People log in with a provider, which is another site (127.0.0.1) than the page (localhost). */
@ExtendWith(BrowserExtension.class)
final class ProviderPageIT {

  @TempDir private static Path directory;
  private static TestProvider provider;
  private static OrdersProcess orders;
  private static URI page;

  @BeforeAll
  static void start() throws Exception {
    int port = OrdersProcess.freePort();
    page = URI.create("http://localhost:" + port);
    provider = new TestProvider().person("anna", "ops").person("nora", "cyclists");
    provider.redirectTo(page + "/api/session/oidc/callback");
    Path keys = directory.resolve("keys");
    try (OrdersProcess made =
        OrdersProcess.start(directory, "key", "shop", "--may", "send", "--file", keys.toString())) {
      made.exitCode(net.jumptotech.orders.Await.LONG);
    }
    orders =
        OrdersProcess.start(
            directory.resolve("data"),
            Map.of(
                "HTTP_PORT",
                "" + port,
                "ORDERS_HTTP_URL",
                page.toString(),
                "ORDERS_HTTP_ACCESS",
                "keys,oidc",
                "ORDERS_HTTP_KEYS_FILE",
                keys.toString(),
                "ORDERS_HTTP_OIDC_ISSUER",
                provider.issuer(),
                "ORDERS_HTTP_OIDC_CLIENT_ID",
                TestProvider.CLIENT,
                "ORDERS_HTTP_OIDC_CLIENT_SECRET",
                TestProvider.CLIENT_SECRET,
                "ORDERS_HTTP_OIDC_SCOPES",
                "openid",
                "ORDERS_HTTP_OIDC_RIGHTS",
                "ops=read,operate"),
            "--rate",
            "10");
    orders.page();
  }

  @AfterAll
  static void stop() throws Exception {
    orders.close();
    provider.close();
  }

  @Test
  void somebodyLogsInReturnsToTheirPageAndLogsOut(Tab tab) throws Exception {
    open(tab, "/orders?country=DE");
    assertThat(tab.get("key")).isVisible();
    org.assertj.core.api.Assertions.assertThat(tab.barriers()).isEmpty();
    tab.picture("provider-log-in-light");
    tab.prefer(ColorScheme.DARK);
    tab.picture("provider-log-in-dark");
    tab.prefer(ColorScheme.LIGHT);

    logIn(tab, "anna");
    assertThat(tab.get("log-out")).containsText("oidc:anna");
    assertThat(tab.page()).hasURL(page + "/orders?country=DE");
    assertThat(tab.get("connection")).hasAttribute("data-state", "open");
    assertThat(tab.get("nav-system")).isVisible();
    assertThat(tab.get("to-import")).hasCount(0);
    tab.picture("provider-logged-in");

    provider.addKey();
    tab.get("log-out").click();
    assertThat(tab.get("log-in")).isVisible();
    tab.get("provider").click(); // the provider knows her still
    assertThat(tab.get("log-out")).containsText("oidc:anna");
    tab.page().setViewportSize(390, 844);
    tab.picture("provider-logged-in-phone");
  }

  @Test
  void whoIsInNoGroupIsToldSoByName(Tab tab) {
    open(tab, "/");
    logIn(tab, "nora");
    assertThat(tab.get("lacks")).containsText("oidc:nora lacks the right orders:read");
    tab.picture("provider-no-rights");
  }

  @Test
  void whoIsNotLetInIsToldWhy(Tab tab) {
    tab.page().setViewportSize(390, 844);
    open(tab, "/?log_in=denied");
    assertThat(tab.get("log-in-failed")).containsText("did not let you in");
    org.assertj.core.api.Assertions.assertThat(tab.barriers()).isEmpty();
    tab.picture("provider-denied-phone");
    open(tab, "/api/session/oidc/callback?code=x&state=y");
    assertThat(tab.get("log-in-failed")).containsText("took too long");
  }

  private static void open(Tab tab, String path) {
    tab.expect(Pattern.quote(URI.create(provider.issuer()).getAuthority()) + "|status of 401");
    tab.open(page.resolve(path));
    assertThat(tab.get("log-in")).isVisible();
  }

  private static void logIn(Tab tab, String name) {
    tab.get("provider").click();
    tab.page().getByLabel("Username").fill(name);
    tab.page().getByLabel("Password").fill(TestProvider.PASSWORD);
    tab.page().getByRole(AriaRole.BUTTON).first().click();
  }
}
