package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mappings of files that are not UTF-8, or not lines. */
class ContainersTest {

  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String CSV = "Nr;Summe;Kunde\n1;1.234,50;Cr\u00E8me \u20AC\n";

  @TempDir private Path directory;
  private Mapping semicolons;

  @BeforeEach
  void writeMapping() throws IOException {
    Path file = directory.resolve("german.yaml");
    Files.writeString(
        file,
        "separator: semicolon\ndecimal: comma\ncurrency: EUR\ncountry: DE\nkeep: Kunde\n"
            + "fields:\n  order_id: Nr\n  amount: Summe\n");
    semicolons = Mappings.find(file + ",encoding=windows-1252");
  }

  @Test
  void anEncodingOfAMappingIsUsedAndRefusedLinesStayAsTheyAre() throws IOException {
    byte[] file = (CSV + "2;x;Cr\u00E8me\n").getBytes(WINDOWS);
    List<Intake> read = read(file, semicolons);
    assertThat(shown(read.get(0))).isEqualTo("2 1 1234.50 Cr\u00E8me \u20AC");
    assertThat(((Intake.Refused) read.get(1)).bytes())
        .isEqualTo("2;x;Cr\u00E8me".getBytes(WINDOWS));
  }

  @Test
  void whatTheFirstBytesSayIsBelievedBeforeAnEncodingThatIsGiven() throws IOException {
    for (Charset each : List.of(UTF_8, UTF_16LE)) {
      assertThat(shown(read(("\uFEFF" + CSV).getBytes(each), semicolons).get(0)))
          .isEqualTo("2 1 1234.50 Cr\u00E8me \u20AC");
    }
  }

  @Test
  void aPointerOfAMappingFindsTheOrders() throws IOException {
    Path file = directory.resolve("api.yaml");
    Files.writeString(
        file,
        "format: json\nrecords: /result/items\ncurrency: EUR\ncountry: DE\n"
            + "fields:\n  order_id: /nr\n  amount: /sum/gross\n");
    String json =
        "{\"result\": {\"page\": 1, \"items\": [\n"
            + "  {\"nr\": \"A-1\",\n"
            + "   \"sum\": {\"gross\": 12.50}},\n"
            + "  {\"nr\": \"A-2\", \"sum\": {}}\n"
            + "]}}";
    List<Intake> read = read(json.getBytes(UTF_8), Mappings.find(file.toString()));
    assertThat(shown(read.get(0))).isEqualTo("2 A-1 12.50 null");
    assertThat(read.get(1).line()).isEqualTo(4);
    assertThat(((Intake.Refused) read.get(1)).reason()).hasMessageContaining("amount");
  }

  @Test
  void rowsWithAValueThatNoOrderHasArePassedOver() throws IOException {
    Path file = directory.resolve("types.yaml");
    String rules =
        "currency: EUR\ncountry: DE\nno-order-if: {%sType: [Refund, Fee], %sNr: Total}\n";
    String fields = "fields: {order_id: %sNr, amount: %sSum}\n";
    Files.writeString(file, (rules + fields).formatted("", "", "", ""));
    List<Intake> read =
        read("Nr,Type,Sum\n1,sale,2\n2, REFUND ,3\nTotal,5\n".getBytes(UTF_8), find(file));
    assertThat(read.get(0)).isInstanceOf(Intake.Accepted.class);
    assertThat(((Intake.PassedOver) read.get(1)).why()).isEqualTo("\"Type\" is \"REFUND\"");
    assertThat(((Intake.PassedOver) read.get(2)).why()).isEqualTo("\"Nr\" is \"Total\"");
    assertThatThrownBy(() -> read("Nr,Sum\n1,2\n".getBytes(UTF_8), find(file)))
        .hasMessageContaining("needs a column \"Type\" for no-order-if");
    Files.writeString(file, "optional: Type\n", StandardOpenOption.APPEND);
    assertThat(read("Nr,Sum\n1,2\n".getBytes(UTF_8), find(file))).hasSize(1);
    Files.writeString(file, "format: json\n" + (rules + fields).formatted("/", "/", "/", "/"));
    String json = "{\"Nr\":1,\"Sum\":2}\n{\"Nr\":2,\"Sum\":3,\"Type\":\"fee\"}\n";
    assertThat(((Intake.PassedOver) read(json.getBytes(UTF_8), find(file)).get(1)).why())
        .isEqualTo("\"/Type\" is \"fee\"");
  }

  private static Mapping find(Path file) {
    return Mappings.find(file.toString());
  }

  private static String shown(Intake intake) {
    var order = ((Intake.Accepted) intake).order();
    return "%d %s %s %s"
        .formatted(intake.line(), order.id(), order.total().amount(), order.more().get("Kunde"));
  }

  private static List<Intake> read(byte[] file, Mapping mapping) throws IOException {
    List<Intake> all = new ArrayList<>();
    try (OrderReader orders =
        OrderReader.open(new ByteArrayInputStream(file), "test", Optional.of(mapping))) {
      for (Optional<Intake> it = orders.next(); it.isPresent(); it = orders.next()) {
        all.add(it.get());
      }
    }
    return all;
  }
}
