package net.jumptotech.orders.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Tracing;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives each test a {@link Tab} of its own, in one Chromium for all of them. A test fails too if
 * its tab complained; what it saw then stands in {@code target/browser/}, for {@code npx playwright
 * show-trace} ({@code -Dsnapshots=true}: with the page at each step).
 */
final class BrowserExtension implements ParameterResolver, AfterEachCallback {

  private static final Path LEFT = Path.of("target", "browser");
  private static final Namespace OURS = Namespace.create(BrowserExtension.class);

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
    return parameter.getParameter().getType() == Tab.class;
  }

  @Override
  public Tab resolveParameter(ParameterContext parameter, ExtensionContext test) {
    return test.getStore(OURS).getOrComputeIfAbsent(Tab.class, type -> open(test), Tab.class);
  }

  private static Tab open(ExtensionContext test) {
    Chromium chromium =
        test.getRoot()
            .getStore(OURS)
            .getOrComputeIfAbsent(Chromium.class, type -> Chromium.start(), Chromium.class);
    BrowserContext context = chromium.context(1440, 900);
    // actions, requests and the console; the DOM at each step costs half the speed
    context
        .tracing()
        .start(new Tracing.StartOptions().setSnapshots(Boolean.getBoolean("snapshots")));
    return new Tab(context.newPage());
  }

  @Override
  public void afterEach(ExtensionContext test) {
    Optional.ofNullable(test.getStore(OURS).get(Tab.class, Tab.class))
        .ifPresent(tab -> close(tab, test));
  }

  private static void close(Tab tab, ExtensionContext test) {
    List<String> complaints = tab.complaints();
    BrowserContext context = tab.page().context();
    if (test.getExecutionException().isPresent() || !complaints.isEmpty()) {
      String name = test.getDisplayName();
      String method = test.getRequiredTestMethod().getName();
      String file =
          (test.getRequiredTestClass().getSimpleName() + "." + method)
              + (name.startsWith("[") ? name.replaceAll("[^A-Za-z0-9]+", "-") : "");
      tab.pictureOfFailure(LEFT.resolve(file + ".png"));
      context.tracing().stop(new Tracing.StopOptions().setPath(LEFT.resolve(file + ".zip")));
    }
    tab.page().unrouteAll(); // nothing is on its way through a test that has ended
    context.close();
    assertThat(complaints).as("what the page complained of").isEmpty();
  }
}
