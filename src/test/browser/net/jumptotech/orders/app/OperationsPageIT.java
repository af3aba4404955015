package net.jumptotech.orders.app;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.options.ColorScheme;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import net.jumptotech.orders.access.AccessKey;
import net.jumptotech.orders.access.KeyFile;
import net.jumptotech.orders.access.Right;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The page of the record of operations. */
@ExtendWith(BrowserExtension.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class OperationsPageIT {

  private static final String ANNA = AccessKey.draw();
  private static final String VICTOR = AccessKey.draw();

  @TempDir private static Path directory;
  private static OrdersProcess orders;

  @BeforeAll
  static void start() throws Exception {
    Path keys = directory.resolve("keys");
    KeyFile.append(keys, KeyFile.line("anna", EnumSet.of(Right.ADMIN), ANNA, Optional.empty()));
    KeyFile.append(
        keys, KeyFile.line("victor", EnumSet.of(Right.READ_ORDERS), VICTOR, Optional.empty()));
    orders =
        OrdersProcess.start(
            directory.resolve("data"),
            Map.of("ORDERS_HTTP_ACCESS", "keys", "ORDERS_HTTP_KEYS_FILE", keys.toString()),
            "--rate",
            "5");
    orders.page();
  }

  @AfterAll
  static void stop() {
    orders.close();
  }

  @Test
  @Order(1)
  void theRecordIsListedFilteredAndOpenedByItsAddress(Tab tab) {
    logIn(tab, VICTOR, "victor");
    assertThat(tab.get("nav-operations")).hasCount(0);
    tab.open(orders.page().resolve("/operations"));
    assertThat(tab.get("lacks")).containsText("victor lacks the right orders:operate");
    tab.get("log-out").click();
    assertThat(tab.get("log-in")).isVisible();

    logIn(tab, ANNA, "anna");
    tab.get("nav-operations").click();
    assertThat(tab.get("integrity")).containsText("none was altered, and none is missing");
    assertThat(tab.get("operation").first()).containsText("anna");
    assertThat(tab.get("operation").first()).containsText("Log in");
    assertThat(tab.get("operation").first()).containsText("127.0.0.1");

    tab.get("filter-who").fill("victor");
    tab.get("filter-who").press("Enter");
    assertThat(tab.page()).hasURL(Pattern.compile("/operations\\?who=victor$"));
    assertThat(tab.get("operation").first()).containsText("Log out");
    tab.get("filter-action").selectOption("Log in");
    assertThat(tab.page()).hasURL(Pattern.compile("who=victor&action=logIn$"));
    assertThat(tab.get("operation")).hasCount(1);
    tab.get("filter-day").fill("2020-01-01");
    tab.get("filter-day").press("Enter");
    assertThat(tab.get("no-operations")).containsText("No record matches");
    tab.get("no-operations").locator("a").click();

    assertThat(tab.listed("operation", 0)).isVisible();

    tab.page().keyboard().press("j");
    assertThat(tab.get("operation").first().locator("a")).isFocused();
    tab.page().keyboard().press("Enter");
    assertThat(tab.get("operation-drawer")).containsText("Log in");
    String first = tab.get("operation-drawer").locator("h2").textContent();
    tab.page().keyboard().press("j");
    assertThat(tab.get("operation-drawer").locator("h2")).not().hasText(first);
    assertThat(tab.page()).hasURL(Pattern.compile("operation=\\d+$"));
    tab.page().reload();
    assertThat(tab.get("operation-drawer")).containsText("Hash of its record before");
    tab.page().keyboard().press("Escape");
    assertThat(tab.get("operation-drawer")).not().isVisible();
    tab.open(orders.page().resolve("/operations?operation=999999"));
    assertThat(tab.get("operation-unknown")).containsText("No record 999999.");
  }

  @Test
  @Order(4)
  void personalFieldsAreMarkedAsHidden(Tab tab) throws Exception {
    send(
        "{\"order_id\":\"p-1\",\"amount\":5,\"country\":\"DE\",\"customer_id\":\"c-4711\","
            + "\"email\":\"c@shop.example\"}");
    logIn(tab, VICTOR, "victor");
    tab.open(orders.page().resolve("/orders/p-1"));
    assertThat(tab.get("order-payment")).hasText("Paid");
    assertThat(tab.page().locator(".hidden-field")).hasCount(2);
    assertThat(tab.page().locator("body")).not().containsText("4711");
    assertThat(tab.barriers()).isEmpty();
    tab.picture("hidden-light");
    tab.prefer(ColorScheme.DARK);
    tab.picture("hidden-dark");
    tab.open(orders.page());
    assertThat(tab.get("order-row").first().locator(".customer")).hasText("hidden");
  }

  @Test
  @Order(2)
  void itHasNoBarriersAndFitsOnAPhone(Tab tab) {
    logIn(tab, ANNA, "anna");
    for (String name : new String[] {"operations", "operation"}) {
      tab.page().setViewportSize(1440, 900);
      tab.prefer(ColorScheme.LIGHT);
      tab.open(
          orders.page().resolve("/operations" + (name.equals("operation") ? "?operation=0" : "")));
      assertThat(tab.get("operation").first()).isVisible();
      tab.get("integrity").locator("summary").click();
      assertThat(tab.loading()).hasCount(0);
      assertThat(tab.barriers()).as("light").isEmpty();
      tab.picture(name + "-light");
      tab.prefer(ColorScheme.DARK);
      assertThat(tab.barriers("color-contrast", "link-in-text-block")).as("dark").isEmpty();
      tab.picture(name + "-dark");
      tab.page().setViewportSize(1250, 900);
      assertThat(tab.sticksOut()).isEmpty();
      tab.page().setViewportSize(390, 844);
      assertThat(tab.sticksOut()).isEmpty();
      tab.prefer(ColorScheme.LIGHT);
      assertThat(tab.barriers()).as("on a phone").isEmpty();
      tab.picture(name + "-phone");
    }
  }

  @Test
  @Order(3)
  void aRecordThatIsNoneOfOursIsNamed(Tab tab) {
    forge();
    logIn(tab, ANNA, "anna");
    tab.open(orders.page().resolve("/operations"));
    assertThat(tab.get("wrong")).containsText(Pattern.compile("offset \\d+: is no record of ours"));
    String offset = tab.get("wrong").textContent().replaceFirst("(?s).*?offset (\\d+):.*", "$1");
    assertThat(tab.listed("operation", offset)).containsText("Unreadable");
    assertThat(tab.get("state")).containsText("The record of operations was altered");
    assertThat(tab.barriers()).isEmpty();
    tab.picture("operations-wrong");
    for (int width : new int[] {1_410, 1_390, 730}) {
      tab.page().setViewportSize(width, 900);
      assertThat(tab.sticksOut()).as("%d px", width).isEmpty();
      double header = tab.page().locator("header.top").boundingBox().height;
      assertThat(tab.get("search").boundingBox().y).as("%d px", width).isLessThan(header - 30);
    }
    tab.picture("operations-wrong-narrow");
    tab.get("wrong").locator("a").click();
    assertThat(tab.get("unreadable")).isVisible();
  }

  private static void send(String order) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(orders.page().resolve("/api/orders"))
            .header("Authorization", "Bearer " + ANNA)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(order))
            .build();
    int status =
        HttpClient.newHttpClient()
            .send(request, HttpResponse.BodyHandlers.discarding())
            .statusCode();
    assertThat(status).isEqualTo(202);
  }

  /** By somebody who may write to Kafka. */
  private static void forge() {
    try (KafkaProducer<byte[], byte[]> stranger =
        new KafkaProducer<>(
            Map.of(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, orders.broker()),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      stranger.send(new ProducerRecord<>("operations", 0, null, "nothing".getBytes(UTF_8)));
    }
  }

  private static void logIn(Tab tab, String key, String name) {
    tab.open(orders.page());
    tab.get("key").fill(key);
    tab.get("submit").click();
    assertThat(tab.get("log-out")).containsText(name);
  }
}
