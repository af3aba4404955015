package net.jumptotech.orders.app;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ViewportSize;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One tab, as a person has it before them, that writes down what nobody sees: errors on the
 * console, broken content security rules, and requests that leave our server.
 */
final class Tab {

  private static final double SCREENSHOT_MS = 15_000;

  private final Page page;
  private final List<String> complaints = new ArrayList<>();
  private Pattern expected = Pattern.compile("(?!)");
  private String host = "";
  private ColorScheme scheme = ColorScheme.LIGHT;

  Tab(Page page) {
    this.page = page;
    page.onConsoleMessage(
        message -> {
          if (message.type().matches("error|warning")) {
            complain(message.text() + " (" + message.location() + ")");
          }
        });
    page.onPageError(this::complain);
    page.onRequest(request -> visited(request.url()));
    page.onWebSocket(socket -> visited(socket.url()));
    page.addInitScript(
        "addEventListener('securitypolicyviolation', it =>"
            + " console.error('against the CSP:', it.violatedDirective, it.blockedURI))");
  }

  private void visited(String url) {
    URI uri = URI.create(url.replaceFirst("^(data|blob):.*", "$1:it"));
    if (uri.getHost() != null && !uri.getAuthority().equals(host)) {
      complain("left " + host + " for " + url);
    }
  }

  private void complain(String what) {
    if (!expected.matcher(what).find()) {
      complaints.add(what);
    }
  }

  /** From here on, complaints in which this is found are no fault. */
  void expect(String complaint) {
    expected = Pattern.compile(complaint);
  }

  List<String> complaints() {
    return complaints.stream().distinct().toList();
  }

  Page page() {
    return page;
  }

  void open(URI address) {
    host = address.getAuthority();
    page.navigate(address.toString());
  }

  /** By {@code data-testid}. */
  Locator get(String id) {
    return page.getByTestId(id);
  }

  Locator row(Object order) {
    return page.locator("[data-testid=order-row][data-order='" + order + "']");
  }

  /** The ids of the rows in sight, from the top. */
  List<String> rows() {
    return strings(
        page.locator("[data-testid=order-row]")
            .evaluateAll("rows => rows.map(it => it.dataset.order)"));
  }

  /** The rows of a list, by what names them. */
  Locator listed(String kind, Object id) {
    return page.locator("[data-testid=%s][data-row='%s']".formatted(kind, id));
  }

  /** The parts of the page that wait for their first answer. */
  Locator loading() {
    return page.locator(".loading");
  }

  /** The exact number behind a total that is shown in brief. */
  long total(String name) {
    String exact = get("total-" + name).locator("dd").getAttribute("title");
    return Long.parseLong(exact.replace(",", ""));
  }

  /** Rows hold still under the mouse. */
  void pointAway() {
    page.mouse().move(2, 2);
  }

  void prefer(ColorScheme scheme) {
    this.scheme = scheme;
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
  }

  /** What axe finds fault with, by all its rules or by some. */
  List<String> barriers(String... rules) {
    if (!Boolean.TRUE.equals(page.evaluate("'axe' in window"))) {
      page.evaluate(AxeBuilder.getAxeScript());
    }
    // the builder's own analyze() opens another page for each answer, and gathers what passed, too
    return strings(
        page.evaluate(
            """
            rules => axe
              .run(document, {resultTypes: ['violations'], ...(rules.length && {runOnly: rules})})
              .then(({violations}) => violations.flatMap(rule =>
                rule.nodes.map(it => `${rule.id}: ${it.target} ${it.html}`)))
            """,
            rules));
  }

  /** The whole of the page, drawn as on a screen that is high enough for it. */
  void picture(String name) {
    Path file = Path.of("target", "browser", name + ".png");
    ViewportSize screen = page.viewportSize();
    Object height = page.evaluate("document.documentElement.scrollHeight");
    page.setViewportSize(screen.width, Math.min(4_000, ((Number) height).intValue()));
    try {
      shoot(page, file);
    } catch (TimeoutError noFrame) {
      // seen once on a busy machine: Chromium draws no more of a tab whose size was changed
      shootAnew(file);
    }
    page.setViewportSize(screen.width, screen.height);
  }

  private void shootAnew(Path file) {
    try (Page another = page.context().newPage()) {
      another.setViewportSize(page.viewportSize().width, page.viewportSize().height);
      another.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      another.navigate(page.url());
      another.locator("h2").first().waitFor();
      PlaywrightAssertions.assertThat(another.locator(".loading")).hasCount(0);
      shoot(another, file);
    }
  }

  private static void shoot(Page page, Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setTimeout(SCREENSHOT_MS));
  }

  /** For whoever looks into a failure; nothing if Chromium does not draw. */
  void pictureOfFailure(Path file) {
    try {
      shoot(page, file);
    } catch (PlaywrightException noPicture) {
      // the trace is there all the same
    }
  }

  /** What reaches out of the screen to the right, unless it scrolls within a frame of its own. */
  List<String> sticksOut() {
    Object found =
        page.evaluate(
            """
            () => {
              const framed = it => {
                for (let at = it.parentElement; at && at !== document.body; at = at.parentElement)
                  if (getComputedStyle(at).overflowX !== 'visible') return true;
                return false;
              };
              const out = [...document.body.querySelectorAll('*')].filter(it =>
                it.getBoundingClientRect().right > innerWidth + 1 && !framed(it));
              const wide = document.documentElement.scrollWidth;
              return out.map(it => it.outerHTML.slice(0, 120))
                .concat(wide > innerWidth ? [`the page is ${wide} px wide`] : []);
            }
            """);
    return strings(found);
  }

  private static List<String> strings(Object list) {
    return list instanceof List<?> found ? found.stream().map(String::valueOf).toList() : List.of();
  }
}
