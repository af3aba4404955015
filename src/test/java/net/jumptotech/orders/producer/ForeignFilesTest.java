package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.junit5.VertxExtension;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people have in hand who have never heard of us: exports of shops, and what Excel saves. */
@ExtendWith(VertxExtension.class)
class ForeignFilesTest {

  private static final Path FIELD = Path.of("src", "test", "resources", "field");
  private static final String HEADER = "order_id,amount,country,note\n";

  @TempDir private Path directory;

  private static Vertx vertx;

  @BeforeAll
  static void open(Vertx vertx) {
    ForeignFilesTest.vertx = vertx;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      quoteCharacter = '`',
      value = {
        "03-ebay-orders.csv ! , line 2: has the columns of ebay, but none with the zone; add"
            + " --mapping ebay,zone=Europe/Berlin with ! your values",
        "06-superstore-cp1252.csv ! , line 1: has the columns of superstore, but none with the"
            + " currency or the zone; add --mapping ! your values",
        "20-workbook.xlsx ! ` is an Excel workbook: save it as \"CSV UTF-8 (comma delimited)\", or"
            + " start with --plugins` ! puts what reads workbooks",
        "28-schema-registry-frame.bin ! ` is a message framed by a schema registry's serializer"
            + " (magic byte 0, schema id 1): give only the plain JSON` ! one object per line"
      })
  void aFileThatIsNoneOfOursIsRefusedInASentence(String file, String what, String end) {
    Source.File source =
        new Source.File(FIELD.resolve(file).toString(), OptionalInt.empty(), FileFormat.PLAIN);
    assertThatThrownBy(() -> Feeds.check(source))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(file + what)
        .hasMessageEndingWith(end);
    assertThatThrownBy(() -> read(FIELD.resolve(file))).hasMessageStartingWith(file + what);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "09-our-names-semicolon-decimal-comma.csv ! 100045 100046",
        "10-our-names-shop-values.csv ! 131002 131003 131004 131005 131006 131007",
        "11-utf16-excel-unicode-text.csv ! 1",
        "12-shopify-api.json ! 1001",
        "13-json-array.json ! 1601 1602",
        "14-jq-pretty.json ! 1601 1602",
        "15-sep-line.csv ! 1901",
        "16-header-case-and-space.csv ! 2001",
        "17-blanks-around-values.csv ! 2401 2402",
        "18-stray-quote.csv ! 2501 2503 2505 2506",
        "19-line-items-same-id.csv ! CA-1 CA-1 CA-1",
        "21-excel-text-ids.csv ! 00123 00124",
        "22-some-refused.ndjson ! A1 A2 A4 A5",
        "23-cr-only.csv ! 1 2",
        "24-no-created-at.csv ! nocreated-1 nocreated-2"
      })
  void whatCanBeReadForCertainIs(String file, String ids) throws Exception {
    List<Input> inputs = read(FIELD.resolve(file));
    assertThat(ids(inputs)).containsExactly(ids.split(" "));
  }

  @Test
  void whatIsRefusedOfAFileSaysWhereAndWhy() throws Exception {
    assertThat(refusals(read(FIELD.resolve("10-our-names-shop-values.csv"))))
        .singleElement()
        .asString()
        .startsWith("10-our-names-shop-values.csv:2 order_id: expected an integer, or text")
        .contains("status: expected one of [CREATED, CONFIRMED, CANCELLED], was \"paid\"");
    assertThat(refusals(read(FIELD.resolve("18-stray-quote.csv"))))
        .containsExactly(
            "18-stray-quote.csv:3 not CSV: text after a closing quote; write a quote inside quotes"
                + " twice",
            "18-stray-quote.csv:5 a quote is opened and never closed; the lines after it are read"
                + " one by one");
  }

  @Test
  void utf16IsReadWithoutAByteOrderMarkToo() throws Exception {
    for (Charset each : List.of(UTF_16LE, UTF_16BE)) {
      List<Input> inputs = all(open((HEADER + "1,2,DE,\u00FC \u20AC\n").getBytes(each)));
      assertThat(((Input.Valid) inputs.get(0)).order().more())
          .containsEntry("note", "\u00FC \u20AC");
      assertThat(ids(all(open("{\"order_id\":7,\"amount\":1,\"country\":\"DE\"}".getBytes(each)))))
          .containsExactly("7");
    }
  }

  @Test
  void jsonOverSeveralLinesSaysWhereAnOrderIsWrong() throws Exception {
    assertThat(refusals(all(open("{\"orders\": [\n {\"order_id\": 1}\n]}".getBytes(UTF_8)))))
        .singleElement()
        .asString()
        .startsWith("test:2 amount: ");
    Feed broken =
        open(
            "[{\"order_id\":1,\"amount\":1,\"country\":\"DE\"},\n {\"order_id\":2,}]"
                .getBytes(UTF_8));
    assertThat(ids(await(broken.read(500)))).containsExactly("1");
    assertThatThrownBy(() -> await(broken.read(500)))
        .hasMessageStartingWith("test: not JSON at line 2, column 16: ");
  }

  @Test
  void whatIsNoTextIsNamed() {
    assertRefused("%PDF-1.7".getBytes(UTF_8), "test is a PDF: ");
    assertRefused("PK\3\4 some.csv".getBytes(UTF_8), "test is a zip archive: unpack it");
    assertRefused(
        "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1".getBytes(ISO_8859_1),
        "test is an Excel workbook in the old format, or");
    assertRefused(
        "SQLite format 3\0".getBytes(UTF_8), "test is not text (a zero byte at offset 15)");
    assertRefused("\n <html><body>log in".getBytes(UTF_8), "test is HTML or XML: ");
    assertRefused("\u001F\u008B\b\0\0".getBytes(ISO_8859_1), "cannot read test: ");
  }

  @Test
  void whatIsNoHeaderIsToldWhatItIs() {
    assertRefused(
        "1,12.50,US\n2,7.00,DE\n".getBytes(UTF_8),
        "test, line 1: expected a CSV header, was values [1, 12.50, US]; put a line above");
    assertRefused(
        "id\tamount\tcountry\n1\t2\tDE\n".getBytes(UTF_8),
        "test, line 1: columns separated by tabs, but not with the names order_id, amount,");
    assertRefused("sep=;\norder_id;amount\n".getBytes(UTF_8), "test, line 1: columns separated by");
    assertRefused(
        "order_id,ammount,country\n".getBytes(UTF_8),
        "test, line 1: a CSV header without amount (is it \"ammount\"?) (it has order_id,"
            + " country)");
    assertRefused(
        "order_id,amount,land\u00E8\n".getBytes(ISO_8859_1),
        "test, line 1: not UTF-8: byte 0xE8 after 20 characters; save the file as UTF-8");
  }

  @Test
  void aNameThatTwoColumnsMayMeanIsGivenToNone() throws Exception {
    assertThatThrownBy(
            () -> all(open("Order ID,OrderId,amount,country\n1,2,3,DE\n".getBytes(UTF_8))))
        .hasMessageContaining("without order_id");
    assertThat(ids(all(open("order_id,Order ID,amount,country\n1,2,3,DE\n".getBytes(UTF_8)))))
        .containsExactly("1");
  }

  @Test
  void anIndentedObjectIsToldFromABrokenLine() throws Exception {
    String order = "{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n";
    List<Input> indented =
        all(
            open(
                "\n{\"order_id\": 7,\n \"amount\": 2, \"country\": \"DE\"}\n{\n}".getBytes(UTF_8)));
    assertThat(ids(indented)).containsExactly("7");
    assertThat(refusals(indented)).singleElement().asString().startsWith("test:4 ");
    List<Input> inputs = all(open(("{\"order_id\":1,\"a\n" + order).getBytes(UTF_8)));
    assertThat(ids(inputs)).containsExactly("1");
    assertThat(refusals(inputs)).singleElement().asString().startsWith("test:1 not JSON at column");
  }

  @ParameterizedTest
  @ValueSource(strings = {"orders.ndjson.gz", "orders.ndjson"})
  void gzipIsReadWhateverTheNameOfTheFile(String name) throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write("{\"order_id\":1,\"amount\":1,\"country\":\"DE\"}\n".repeat(1_000).getBytes(UTF_8));
    }
    Path file = Files.write(directory.resolve(name), packed.toByteArray());
    assertThat(read(file)).hasSize(1_000);
    byte[] half = java.util.Arrays.copyOf(packed.toByteArray(), packed.size() - 12);
    Files.write(file, half);
    assertThatThrownBy(() -> read(file)).hasMessageStartingWith(name + ", line ");
  }

  @Test
  void aPlainFileMayBeNamedAsIfItWerePacked() throws Exception {
    Path file = Files.writeString(directory.resolve("orders.csv.gz"), HEADER + "1,2,DE,\n");
    assertThat(ids(read(file))).containsExactly("1");
  }

  @Test
  void aQuoteThatNothingClosesEndsWithItsLineHoweverLongTheFile() throws Exception {
    String line = "%d,2,DE,%s\n";
    StringBuilder text = new StringBuilder(HEADER).append("1,2,DE,\"open\r\n");
    for (int i = 2; i < 9; i++) {
      text.append(line.formatted(i, "x".repeat(900_000)));
    }
    List<Input> inputs =
        all(open(text.append("9,2,DE,\"a\nb\"\n10,2,DE,\"open").toString().getBytes(UTF_8)));
    assertThat(ids(inputs)).containsExactly("2", "3", "4", "5", "6", "7", "8", "9");
    assertThat(refusals(inputs)).hasSize(2).allMatch(it -> it.contains("never closed"));
    assertThat(((Input.Invalid) inputs.get(0)).bytes()).isEqualTo("1,2,DE,\"open".getBytes(UTF_8));
    assertThat(inputs.get(inputs.size() - 1).place()).isEqualTo("test:12");
  }

  @Test
  void aRecordThatAQuoteMadeOfSeveralLinesSaysSo() throws Exception {
    List<Input> inputs =
        all(open((HEADER + "1,2,DE,\"open\n2,2,DE,x\n3,2,DE,\"x\"\n4,2,DE,x\n").getBytes(UTF_8)));
    assertThat(ids(inputs)).containsExactly("4");
    assertThat(refusals(inputs))
        .singleElement()
        .asString()
        .startsWith("test:2 ")
        .endsWith("; a quote opened in line 2 continues to line 4");
  }

  @Test
  void blanksCountInsideOfQuotesOnly() throws Exception {
    List<Input> inputs =
        all(open((HEADER + " 1 , 2 , DE , \" a, b \" \n2,2,DE,\" \n\"\n").getBytes(UTF_8)));
    assertThat(ids(inputs)).containsExactly("1", "2");
    assertThat(((Input.Valid) inputs.get(0)).order().more()).containsEntry("note", " a, b ");
    assertThat(((Input.Valid) inputs.get(1)).order().more()).containsEntry("note", " \n");
  }

  private static void assertRefused(byte[] file, String message) {
    assertThatThrownBy(() -> all(open(file))).hasMessageStartingWith(message);
  }

  private static List<Input> read(Path file) throws Exception {
    return all(
        await(
            Feeds.open(
                new Source.File(file.toString(), OptionalInt.empty(), FileFormat.PLAIN),
                Optional.empty(),
                vertx.getOrCreateContext(),
                new FakeSequence(),
                ProducerTimeouts.STANDARD)));
  }

  private static Feed open(byte[] file) throws Exception {
    return await(
        FileFeed.open(
            vertx.getOrCreateContext(),
            "test",
            FileFormat.PLAIN,
            Optional.empty(),
            () -> new ByteArrayInputStream(file)));
  }

  private static List<Input> all(Feed feed) throws Exception {
    List<Input> all = new ArrayList<>();
    for (List<Input> some = await(feed.read(500)); !some.isEmpty(); some = await(feed.read(500))) {
      all.addAll(some);
    }
    feed.close();
    return all;
  }

  private static List<String> ids(List<Input> inputs) {
    return inputs.stream().flatMap(it -> it.orderId().stream()).map(it -> it.text()).toList();
  }

  private static List<String> refusals(List<Input> inputs) {
    return inputs.stream()
        .filter(Input.Invalid.class::isInstance)
        .map(it -> it.place() + " " + ((Input.Invalid) it).reason().getMessage())
        .toList();
  }
}
