package net.jumptotech.orders.app;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

/** The machine's own Chromium; another one with {@code -Dchromium=/opt/chrome}. */
record Chromium(Playwright playwright, Browser browser) implements AutoCloseable {

  /** Where it is half past five at midnight UTC. */
  static final ZoneId ZONE = ZoneId.of("Asia/Kolkata");

  static Chromium start() {
    PlaywrightAssertions.setDefaultAssertionTimeout(15_000);
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    BrowserType.LaunchOptions options =
        new BrowserType.LaunchOptions()
            .setExecutablePath(Path.of(System.getProperty("chromium", "/usr/bin/chromium")))
            .setArgs(
                List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync"));
    return new Chromium(playwright, playwright.chromium().launch(options));
  }

  /** A person of their own: nothing stored, English, far from UTC. */
  BrowserContext context(int width, int height) {
    return browser.newContext(
        new Browser.NewContextOptions()
            .setViewportSize(width, height)
            .setLocale("en-US")
            .setTimezoneId(ZONE.getId()));
  }

  @Override
  public void close() {
    playwright.close();
  }
}
