package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;

/**
 * Takes the pictures of the page to look at, one of which the README shows, into {@code
 * target/browser/}: wide and on a phone, light and dark, at 200 orders a second.
 */
final class Pictures {

  private static final Path INTO = Path.of("target", "browser");

  private Pictures() {}

  public static void main(String[] arguments) throws IOException {
    Path data = Files.createTempDirectory("orders-pictures");
    try (Chromium chromium = Chromium.start();
        OrdersProcess orders =
            OrdersProcess.start(data, "--source", "synthetic", "--rate", "200")) {
      for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
        take(chromium.context(1440, 900), orders, scheme, "wide");
        take(chromium.context(390, 844), orders, scheme, "phone");
      }
    }
  }

  private static void take(
      BrowserContext context, OrdersProcess orders, ColorScheme scheme, String name) {
    Tab tab = new Tab(context.newPage());
    tab.prefer(scheme);
    tab.open(orders.page());
    assertThat(tab.get("order-row").first()).isVisible();
    tab.page().waitForTimeout(Duration.ofSeconds(20).toMillis()); // sparklines need a past
    String file = name + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
    tab.page().screenshot(new Page.ScreenshotOptions().setPath(INTO.resolve(file)));
    context.close();
  }
}
