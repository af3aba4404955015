package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.intake.mapping.Mappings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RefusedFileTest {

  private static final String MARK = "\uFEFF";

  @TempDir private Path directory;
  private Path input;
  private final List<Order> orders = new ArrayList<>();

  @BeforeEach
  void name() {
    input = directory.resolve("orders.csv");
  }

  @Test
  void refusedLinesAreKeptAsTheyWereAndAMendedOneIsAnOrder() throws IOException {
    Path refused =
        feed(
            """
            order_id,amount,country,note
            1,2.50,DE,ok
            2,"x","DE","say ""when"",
            please"
            3,5,DE
            4,9.00,DE,"open
            """,
            Optional.empty());
    assertThat(refused).isEqualTo(directory.resolve("orders.csv.refused.csv"));
    assertThat(Files.readString(refused))
        .isEqualTo(
            MARK
                + """
                orders_refused_reason,order_id,amount,country,note
                "line 3: amount: expected a number, was ""x""\",2,"x","DE","say ""when"",
                please"
                "line 5: expected 4 columns, was 3",3,5,DE
                "line 6: a quote is opened and never closed; the lines after it are read one by one",4,9.00,DE,"open
                """);
    Path again = feedAgain(refused, "\"x\"", "4.20", Optional.empty());
    assertThat(orders).extracting(order -> order.id().text()).containsExactly("2");
    assertThat(orders.get(0).more())
        .containsOnlyKeys("note")
        .containsEntry("note", "say \"when\",\nplease");
    // what is still wrong keeps one reason
    assertThat(Files.readAllLines(again))
        .hasSize(3)
        .first()
        .isEqualTo(MARK + "orders_refused_reason,order_id,amount,country,note");
    assertThat(Files.readAllLines(again).get(1))
        .isEqualTo("\"line 4: expected 5 columns, was 4\",3,5,DE");
  }

  @Test
  void theReasonIsIgnoredWithAMappingAndTheEncodingIsThatOfTheFile() throws IOException {
    Path mapping = directory.resolve("mapping.yaml");
    Files.writeString(
        mapping,
        """
        separator: semicolon
        quote: "'"
        encoding: windows-1252
        decimal: comma
        currency: EUR
        repeated: sum
        keep: [Käufer]
        fields: {order_id: Nr, amount: Summe, country: Land}
        """);
    Optional<String> how = Optional.of(mapping.toString());
    Charset windows = Charset.forName("windows-1252");
    byte[] file =
        "Nr;Summe;Land;Käufer\n1;2,50;DE;Jörg\n2;1,00;DE;'O''Hara;\n B'\n2;eins;DE;Zoë\n"
            .getBytes(windows);
    Path refused = feed(file, how);
    String text = Files.readString(refused, windows);
    assertThat(text)
        .startsWith("orders_refused_reason;Nr;Summe;Land;Käufer\n'line 3: amount: ")
        .contains("';2;1,00;DE;'O''Hara;\n B'\n'line 3: ", "';2;eins;DE;Zoë\n");
    orders.clear();
    feed(text.replace("eins", "1,50").getBytes(windows), how);
    assertThat(orders)
        .singleElement()
        .satisfies(
            order -> {
              assertThat(order.total()).hasToString("EUR 2.50");
              assertThat(order.more()).containsOnlyKeys("Käufer");
            });
  }

  @Test
  void jsonIsKeptOneRecordALine() throws IOException {
    String wrong = "{\"order_id\":2,\"amount\":-1,\"country\":\"DE\"}";
    input = directory.resolve("orders.json");
    Path refused =
        feed("{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n" + wrong + "\n", Optional.empty());
    assertThat(refused).isEqualTo(directory.resolve("orders.json.refused.ndjson"));
    assertThat(Files.readString(refused)).isEqualTo(wrong + "\n");
  }

  @Test
  void jsonThatWasBelowAPointerIsFedAgainWithTheSameMapping() throws IOException {
    Path mapping = directory.resolve("mapping.yaml");
    Files.writeString(
        mapping,
        """
        format: json
        records: /result/items
        currency: EUR
        country: DE
        repeated: sum
        fields: {order_id: /nr, amount: /sum/gross}
        """);
    Optional<String> how = Optional.of(mapping.toString());
    String file =
        """
        {"page": 1, "result": {"items": [
          {"nr": 1, "sum": {"gross": 1}},
          {"nr": 2, "sum": {"gross": 2}},
          {"nr": 2, "sum": {"gross": "x"}},
          {"nr": 3, "sum": {}}]}}
        """;
    Path refused = feed(file, how);
    assertThat(Files.readString(refused))
        .isEqualTo(
            """
            {"nr":2,"sum":{"gross":2}}
            {"nr":2,"sum":{"gross":"x"}}
            {"nr":3,"sum":{}}
            """);
    orders.clear();
    String mended =
        Files.readString(refused).replace("\"x\"", "0.50").replace("{}", "{\"gross\":3}");
    assertThat(feed(mended, how)).isNull();
    assertThat(orders).extracting(Order::total).hasToString("[EUR 2.50, EUR 3.00]");
    assertThatThrownBy(() -> feed("{\"error\": {\"nr\": 1}}", how))
        .hasMessageContaining("there is nothing at /result/items");
  }

  @Test
  void aFormerFileIsNotOverwrittenAndNothingIsLeftOfAnUnfinishedOne() throws IOException {
    String text = "order_id,amount,country\n1,x,DE\n";
    Path first = feed(text, Optional.empty());
    Files.writeString(first, "mended");
    assertThat(feed(text, Optional.empty()))
        .isEqualTo(directory.resolve("orders.csv.refused-2.csv"));
    assertThat(Files.readString(first)).isEqualTo("mended");
    try (RefusedFile unfinished = new RefusedFile(input, Optional.empty())) {
      read(text.getBytes(UTF_8), Optional.empty(), unfinished);
      assertThat(files()).hasSize(3);
    }
    assertThat(files()).hasSize(2);
  }

  @Test
  void withoutRefusedLinesThereIsNoFile() throws IOException {
    try (RefusedFile refused = new RefusedFile(input, Optional.empty())) {
      assertThat(refused.finish()).isEmpty();
    }
    assertThat(files()).isEmpty();
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.toList();
    }
  }

  private Path feed(String text, Optional<String> mapping) throws IOException {
    return feed(text.getBytes(UTF_8), mapping);
  }

  private Path feedAgain(Path file, String wrong, String right, Optional<String> mapping)
      throws IOException {
    orders.clear();
    return feed(Files.readString(file).replaceFirst("," + wrong, "," + right), mapping);
  }

  /** Returns the file of what was refused; null if nothing was. */
  private Path feed(byte[] file, Optional<String> mapping) throws IOException {
    try (RefusedFile refused = new RefusedFile(input, Optional.empty())) {
      read(file, mapping, refused);
      return refused.finish().orElse(null);
    }
  }

  private void read(byte[] file, Optional<String> mapping, RefusedFile refused) throws IOException {
    OrderReader reader =
        OrderReader.open(new ByteArrayInputStream(file), "orders.csv", mapping.map(Mappings::find));
    Optional<Intake> next = reader.next();
    while (next.isPresent()) {
      if (next.get() instanceof Intake.Refused wrong) {
        refused.add(wrong, reader.csv());
      } else if (next.get() instanceof Intake.Accepted right) {
        orders.add(right.order());
      }
      next = reader.next();
    }
  }
}
