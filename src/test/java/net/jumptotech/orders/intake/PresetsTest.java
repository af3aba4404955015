package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.params.provider.CsvSource;
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
            "field/10-our-names-shop-values.csv",
            "ours,strip=#",
            """
            2: 1001 EUR 100.90 NL CONFIRMED 2026-05-01T07:59:00Z
            4: 131002 EUR 1250.00 GB CREATED 2026-05-01T09:10:00Z
            5: 131003 JPY 16240 JP CREATED 2026-05-01T10:00:00Z
            6: 131004 USD 12.50 US CREATED no time
            7: 131005 USD 12.50 US CREATED no time
            8: 131006 USD 12.50 US CREATED no time
            9: 131007 GBP 12.50 GB CREATED no time
            """),
        Arguments.of(
            "mappings/ours.csv",
            "ours,strip=#blank,prefix=eu-,zone=Europe/Berlin",
            """
            2: eu-17 USD 1234.50 US CREATED 2026-05-01T07:59:00Z {customer_id=7}
            3: eu-18 EUR 2.00 DE CANCELLED no time
            4: amount: expected at most 2 decimals in EUR, was 2.005
            """),
        Arguments.of(
            "field/12-shopify-api.json",
            "",
            """
            3: 1001 USD 598.94 US CONFIRMED 2026-01-10T16:00:00Z
            """),
        Arguments.of(
            "webhooks/shopify-order.json",
            "",
            """
            1: 1001 EUR 100.90 DE CONFIRMED 2026-05-01T07:59:00Z
            """),
        Arguments.of(
            "webhooks/woocommerce-order.json",
            "",
            """
            1: 727 USD 29.35 US CONFIRMED 2026-03-22T16:28:02Z
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
            """),
        Arguments.of(
            "field/04-magento-grid.csv",
            "magento,country=DE,currency=USD,zone=Europe/Berlin",
            """
            2: 000000012 USD 1234.50 DE CONFIRMED 2026-05-03T12:22:10Z
            """),
        Arguments.of(
            "mappings/magento.csv",
            "magento,country=AT,currency=EUR,zone=UTC,decimal=comma",
            """
            2: 000000013 EUR 1234.50 AT CANCELLED 2026-05-03T14:22:10Z
            3: status: expected one of [canceled, cancelled, closed, complete, confirmed, created, \
            fraud, holded, on hold, payment review, payment_review, pending, pending payment, \
            pending_payment, processing, suspected fraud], was "Custom"; add it to the statuses of the \
            mapping (column "Status")
            4: amount: expected an amount such as 1.234,50, was "1,234.50 €" (column \
            "Grand Total (Purchased)")
            """),
        Arguments.of(
            "mappings/amazon-first.tsv",
            "amazon",
            """
            2: 114-1 USD 20.29 US CREATED 2026-05-01T10:00:00Z
            4: 114-2 USD 2.70 US CREATED 2026-05-01T11:00:00Z
            """),
        Arguments.of(
            "mappings/amazon.tsv",
            "amazon",
            """
            2: 115-1 USD 1.00 US CREATED 2026-05-01T17:00:00Z
            3: amount: expected an amount such as 1,234.50, was "1,00" (column "item-price" and \
            "item-tax" and "shipping-price" and "shipping-tax"), in line 4; lines 3 to 4 are one order, \
            whose amounts are added up
            5: line 6 has another currency, country or status than line 5; lines 5 to 6 are one order, \
            whose amounts are added up
            7: 115-1 USD 1.00 US CREATED 2026-05-01T17:00:00Z
            """),
        Arguments.of(
            "mappings/stripe-first.csv",
            "",
            """
            2: ch_1 USD 20.00 US CONFIRMED 2026-05-01T10:00:00Z {customer_id=cus_1}
            3: ch_2 JPY 5000 JP CANCELLED 2026-05-01T10:05:00Z {customer_id=cus_2}
            """),
        Arguments.of(
            "mappings/stripe.csv",
            "stripe",
            """
            2: ch_3 EUR 1000.50 DE CANCELLED 2026-05-01T10:00:01Z
            3: amount: expected at most 2 decimals in EUR, was 20.005 (column "Amount")
            """),
        Arguments.of(
            "field/08-square.csv",
            "square,country=US,currency=USD,zone=America/New_York",
            """
            2: NQ3xyz USD 28.00 US CREATED 2026-07-04T17:10:22Z
            """),
        Arguments.of(
            "mappings/square.csv",
            "square,country=UK,zone=Europe/London,currency=GBP",
            """
            2: T1 GBP 1012.00 GB CREATED 2026-07-04T00:10:22Z
            3: amount: expected an amount such as 1,234.50, was "(£12.00)" (column "Total Collected" \
            or "Gross Sales")
            4: passed over, "Event Type" is "Refund"
            """),
        Arguments.of(
            "mappings/excel-de-first.csv",
            "excel-de,zone=Europe/Berlin",
            """
            2: 1001 EUR 1234.50 DE CONFIRMED 2025-12-31T22:30:00Z
            3: 1002 EUR 19.99 AT CREATED 2025-12-31T23:00:00Z
            """),
        Arguments.of(
            "mappings/excel-de.csv",
            "excel-de,zone=Europe/Berlin",
            """
            2: 2001 CHF 1234.00 CH CREATED no time
            3: amount: expected an amount such as 1.234,50, was "1234.50" (column "Betrag" or \
            "Gesamtbetrag" or "Summe")
            4: 0023 TRY 0.50 TR CREATED no time
            5: passed over, "Bestellnummer" is "Summe"
            """),
        Arguments.of(
            "field/05-olist-payments.csv",
            "",
            """
            2: b81ef226f3fe1789b1e8b2acac839d17 BRL 99.33 BR CREATED no time
            3: a9810da82917af2d9aefd1278f1dcfa0 BRL 24.39 BR CREATED no time
            4: fa65dad1b0e818e3ccc5cb0e39231352 BRL 8.95 BR CREATED no time
            5: fa65dad1b0e818e3ccc5cb0e39231352 BRL 14.68 BR CREATED no time
            """),
        Arguments.of(
            "mappings/olist.csv",
            "olist,repeated=sum",
            """
            2: a BRL 23.63 BR CREATED no time
            4: amount: expected at most 2 decimals in BRL, was 1.234 (column "payment_value")
            5: a BRL 3.00 BR CREATED no time
            """),
        Arguments.of(
            "field/06-superstore-cp1252.csv",
            "superstore,currency=USD,zone=America/New_York",
            """
            2: CA-2016-152156 USD 261.96 US CREATED 2016-11-08T05:00:00Z {customer_id=CG-00001}
            3: CA-2016-152156 USD 731.94 US CREATED 2016-11-08T05:00:00Z {customer_id=CG-00001}
            4: amount: expected at most 2 decimals in USD, was 957.5775 (column "Sales")
            """),
        Arguments.of(
            "mappings/superstore.csv",
            "superstore,currency=CAD,zone=UTC,repeated=first",
            """
            2: CA-1 CAD 261.96 CA CREATED 2016-02-29T00:00:00Z {customer_id=C1}
            3: passed over, another line of order CA-1
            4: created_at: expected a time as M/d/yyyy, was "2/29/2015" (column "Order Date")
            """),
        Arguments.of(
            "mappings/uci.csv",
            "uci",
            """
            2: 536365 GBP 35.64 IE CREATED 2010-12-01T08:26:00Z
            4: amount: expected a number of 0 or more, was -27.50 (column "Amount")
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "field/04-magento-grid.csv ! has the columns of magento, but none with the currency or the"
            + " country or the zone; add --mapping"
            + " magento,currency=EUR,country=DE,zone=Europe/Berlin with your values",
        "field/06-superstore-cp1252.csv ! has the columns of superstore, but none with the currency"
            + " or the zone; add --mapping superstore,currency=EUR,zone=Europe/Berlin with",
        "field/07-uci-online-retail.csv ! has the columns of uci; if that is right, add --mapping"
            + " uci (no column has what a line costs: add a column Amount, Quantity times"
            + " UnitPrice",
        "field/08-square.csv ! has the columns of square, but none with the currency or the"
            + " country",
        "mappings/amazon.tsv ! has the columns of amazon; if that is right, add --mapping amazon",
        "mappings/excel-de-first.csv ! has the columns of excel-de, but none with the zone; add",
      })
  void aPresetThatLacksSomethingSaysWhatToType(String file, String message) {
    assertThatThrownBy(() -> open(file, "")).hasMessageContaining(", line 1: " + message);
  }

  @Test
  void theNearestPresetIsNamedWithWhatIsMissing() {
    assertThatThrownBy(() -> open("Name,Financial Status,Total,Lineitem name,Cur\n"))
        .hasMessageContaining("a CSV header without order_id, amount, country")
        .hasMessageEndingWith(
            "The nearest mapping is shopify, for which it lacks \"Lineitem quantity\"; to try it,"
                + " add --mapping shopify");
    assertThatThrownBy(() -> open("field/07-uci-online-retail.csv", "uci"))
        .hasMessageContaining("line 1: the mapping uci needs a column \"Amount\" for amount; the")
        .hasMessageEndingWith("are then added up)");
  }

  @ParameterizedTest
  @CsvSource({
    "#1001,\"#\",#",
    "A 7,blanks,blank",
    "# 7,\"#\" and blanks,#blank",
    "'#A/1',,",
    "#,,"
  })
  void anIdWithASignSaysHowToRemoveIt(String id, String what, String strip) throws IOException {
    String end = "; to remove its %s, add %s".formatted(what, "%s%s");
    String json = told(open("{\"order_id\":\"" + id + "\",\"amount\":1,\"country\":\"US\"}\n"));
    String ours = told(open("order_id,amount,country\n" + id + ",1,US\n"));
    String theirs =
        told(
            OrderReader.open(
                bytes("order_id,payment_value\n" + id + ",1\n"),
                "test",
                Optional.of(Mappings.find("olist"))));
    if (what == null) {
      assertThat(ours + theirs + json).contains("was \"" + id + "\"").doesNotContain("to remove");
    } else {
      assertThat(json).endsWith("use a mapping with format: json and strip: \"" + strip + "\"\n");
      assertThat(ours).endsWith(end.formatted("--mapping ours,strip=", strip) + "\n");
      assertThat(theirs).endsWith(end.formatted("strip=" + strip, " to the mapping") + "\n");
    }
  }

  @Test
  void jsonOfAShopIsRecognisedByItsFields() throws IOException {
    assertThat(open("field/12-shopify-api.json", "").notice())
        .hasValue(
            "12-shopify-api.json: has the fields of shopify-api, read with --mapping shopify-api");
    String charge =
        "{\"id\":\"ch_1\",\"amount\":1250,\"currency\":\"eur\",\"created\":1767614538,"
            + "\"status\":\"succeeded\",\"payment_method_details\":{\"card\":{\"country\":\"FR\"}}%s}";
    String list = "{\"object\":\"list\",\"has_more\":true,\"data\":[%s]}";
    assertThat(told(open(list.formatted(charge.formatted(",\"captured\":true")))))
        .isEqualTo("1: ch_1 EUR 12.50 FR CONFIRMED 2026-01-05T12:02:18Z\n");
    assertThatThrownBy(() -> open("\n" + charge.formatted("")))
        .hasMessage(
            "test, line 2: objects without order_id, which is required. The nearest mapping is"
                + " stripe-api, for which it lacks \"/captured\"; to try it, add --mapping"
                + " stripe-api");
  }

  @Test
  void jsonOfNobodyWeKnowSaysWhatItHas() throws IOException {
    OrderReader reader = open("{\"schema\":{},\"payload\":{\"order_id\":1}}\n");
    assertThat(reader.notice())
        .hasValue(
            "test: the first object has none of order_id, amount, country, but [schema, payload];"
                + " write a mapping that says which they are (docs/input.md), and give it with"
                + " --mapping FILE");
    assertThat(told(reader)).startsWith("1: order_id: required, but missing");
    for (String ours :
        List.of("{\"amount\":1,\"currency\":\"EUR\",\"status\":\"CREATED\"}\n", "{}", "nothing")) {
      assertThat(open("{\"order_id\":1}\n" + ours).notice()).isEmpty();
      assertThat(open("{" + ours + "\n{}\n").notice()).isEmpty();
    }
  }

  @Test
  void linesOfOneOrderAreAddedUpToAMillionBytes() throws IOException {
    StringBuilder text = new StringBuilder("order_id,payment_value\n");
    for (int i = 0; i < 3_000; i++) {
      text.append("a").append(" ".repeat(400)).append(",0.01\n");
    }
    OrderReader reader =
        OrderReader.open(
            bytes(text.append("b,1\n").toString()),
            "test",
            Optional.of(Mappings.find("olist,repeated=sum")));
    String read = told(reader);
    assertThat(read)
        .startsWith("2: the lines of order a have more than 1000000 bytes; they are not added up")
        .endsWith("3002: b BRL 1.00 BR CREATED no time\n")
        .doesNotContain("a BRL");
  }

  private static OrderReader open(String text) throws IOException {
    return OrderReader.open(bytes(text), "test", Optional.empty());
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
