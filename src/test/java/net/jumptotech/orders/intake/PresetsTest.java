package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Exports of real shops, and a second file of each with other columns, locales and mistakes. */
class PresetsTest {

  private static final Path RESOURCES = Path.of("src", "test", "resources");

  @Test
  void everyFileOfTheDirectoryIsAPreset() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("conf", "mappings"))) {
      assertThat(files.map(it -> it.getFileName().toString().replace(".yaml", "")))
          .containsExactlyInAnyOrderElementsOf(Mappings.PRESETS);
    }
  }

  static Stream<Arguments> files() {
    return Stream.of(
        Arguments.of(
            "field/01-shopify-orders_export.csv",
            "",
            """
            2: 1001 EUR 100.90 NL CONFIRMED 2026-05-01T07:59:00Z
            4: passed over, amount, currency, status are blank
            5: 1002 EUR 1250.00 GB CREATED 2026-05-01T09:10:00Z
            6: 1003 JPY 16240 JP CANCELLED 2026-05-01T10:00:00Z
            """),
        Arguments.of(
            "mappings/shopify.csv",
            "shopify",
            """
            2: 2001 USD 1010.00 US CREATED 2026-06-02T04:30:00Z
            3: amount: expected at most 2 decimals in CAD, was 12.345 (column "Total")
            4: passed over, amount, currency, status are blank
            5: status: expected one of [authorized, cancelled, confirmed, created, expired, paid, \
            partially_paid, partially_refunded, pending, refunded, voided], was "payed"; add it to \
            the statuses of the mapping (column "Financial Status")
            6: amount: required, but missing (column "Total")
            """),
        Arguments.of(
            "field/02-woocommerce.csv",
            "woocommerce,zone=Europe/Berlin",
            """
            2: 715 EUR 37.89 DE CONFIRMED 2026-05-03T12:22:10Z
            3: 716 USD 26.50 US CONFIRMED 2026-05-03T13:01:44Z
            5: 717 USD 99.00 US CANCELLED 2026-05-03T13:40:02Z
            """),
        Arguments.of(
            "mappings/woocommerce.csv",
            "woocommerce,zone=Europe/Zurich,prefix=ch-",
            """
            2: ch-901 CHF 1250.05 CH CREATED 2026-03-29T00:59:59Z
            3: created_at: "2026-03-29 02:30:00" does not exist in Europe/Zurich (clocks were set \
            ahead) (column "date")
            4: ch-903 EUR 12.50 AT CANCELLED 2026-03-29T01:00:00Z
            """),
        Arguments.of(
            "field/03-ebay-orders.csv",
            "ebay,zone=UTC",
            """
            4: 12-34567-89012 USD 57.99 US CREATED 2025-07-21T00:00:00Z
            5: 24-14934-88735 USD 1439.63 GB CREATED 2025-07-25T00:00:00Z
            7: passed over, amount, country, created_at are blank
            8: passed over, amount, country, created_at are blank
            """),
        Arguments.of(
            "mappings/ebay.csv",
            "ebay,zone=Australia/Sydney",
            """
            2: 20-00001-00001 GBP 1001.00 IE CREATED 2026-02-27T13:00:00Z
            3: created_at: expected a time as MMM-dd-yy or MMM-dd-yyyy, was "Feb-30-26" (column \
            "Sale Date")
            4: 20-00003-00003 AUD 5.50 AU CREATED 2026-02-01T13:00:00Z
            5: currency: required, but missing; give it with currency=EUR
            6: passed over, amount, country, created_at are blank
            """));
  }

  @ParameterizedTest
  @MethodSource("files")
  void aFileOfAShopIsReadWithItsPreset(String file, String mapping, String expected)
      throws IOException {
    assertThat(read(file, mapping)).isEqualTo(expected);
  }

  @Test
  void aPresetThatIsCertainIsUsedAndNamed() throws IOException {
    OrderReader reader = open("field/01-shopify-orders_export.csv", "");
    assertThat(reader.notice())
        .hasValue(
            "01-shopify-orders_export.csv: has the columns of shopify, read with --mapping"
                + " shopify");
  }

  private static String read(String file, String mapping) throws IOException {
    return told(open(file, mapping));
  }

  private static OrderReader open(String file, String mapping) throws IOException {
    Optional<Mapping> given =
        mapping.isEmpty() ? Optional.empty() : Optional.of(Mappings.find(mapping));
    InputStream in = new ByteArrayInputStream(Files.readAllBytes(RESOURCES.resolve(file)));
    return OrderReader.open(in, Path.of(file).getFileName().toString(), given);
  }

  private static String told(OrderReader reader) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Optional<Intake> next = reader.next(); next.isPresent(); next = reader.next()) {
      lines.add(next.get().line() + ": " + told(next.get()) + "\n");
    }
    return String.join("", lines);
  }

  private static String told(Intake intake) {
    if (intake instanceof Intake.Accepted accepted) {
      Order order = accepted.order();
      return "%s %s %s %s %s%s"
          .formatted(
              order.id(),
              order.total(),
              order.country(),
              order.status(),
              order.createdAtGiven() ? order.createdAt() : "no time",
              order.more().isEmpty() ? "" : " " + order.more());
    }
    return intake instanceof Intake.Refused refused
        ? refused.reason().getMessage()
        : "passed over, " + ((Intake.PassedOver) intake).why();
  }

  static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }
}
