package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** JSON as programs and shops write it. */
class JsonRecordsTest {

  private static final String A = "{\"id\":1,\"a\":{\"b\":[1,2]}}";
  private static final String B = "{\"id\":2}";

  @Test
  void theObjectsOfAnArrayAreRecordsWithTheirLines() throws IOException {
    assertThat(records(field("13-json-array.json")))
        .containsExactly(
            "2 {\"order_id\":1601,\"amount\":12.5,\"country\":\"US\"}",
            "7 {\"order_id\":1602,\"amount\":7,\"country\":\"DE\"}");
    assertThat(records("[]")).isEmpty();
    assertThat(records("\uFEFF\n [" + A + ",\r\r\n" + B + "]\n" + B))
        .containsExactly("2 " + A, "4 " + B, "5 " + B);
  }

  @Test
  void objectsOverSeveralLinesAreRecords() throws IOException {
    assertThat(records(field("14-jq-pretty.json")))
        .containsExactly(
            "1 {\"order_id\":1601,\"amount\":12.5,\"country\":\"US\"}",
            "6 {\"order_id\":1602,\"amount\":7,\"country\":\"DE\"}");
  }

  @Test
  void ordersThatAreWrappedAreFound() throws IOException {
    assertThat(records(field("12-shopify-api.json")))
        .singleElement()
        .asString()
        .startsWith("3 {\"id\":450789469,\"name\":\"#1001\",\"total_price\":\"598.94\"");
    assertThat(records("{\"order\":" + A + "}")).containsExactly("1 " + A);
    assertThat(records("{\"count\":1,\"more\":{\"orders\":[" + A + "]},\"orders\":[" + B + "]}"))
        .containsExactly("1 " + B);
    assertThat(records("{\"order\":" + A + "}\n{\"order\":" + B + "}\n"))
        .containsExactly("1 " + A, "2 " + B);
  }

  @Test
  void aPointerSaysWhereTheyAre() throws IOException {
    String text =
        "{\"object\": [[1], {\"data\": ["
            + B
            + "]}],\n \"payload\": {\"x\": 1,\n"
            + " \"a/b\": ["
            + A
            + ",\n"
            + B
            + ", 3], \"y\": [{}]}, \"z\": {\"a/b\": [4]}}";
    assertThat(records(text, "/payload/a~1b")).containsExactly("3 " + A, "4 " + B, "4 3");
    assertThat(records("{\"data\":[]}", "/data")).isEmpty();
    assertThat(records(A + "\n" + A, "/a")).containsExactly("1 {\"b\":[1,2]}", "2 {\"b\":[1,2]}");
    assertThatThrownBy(() -> records(text, "/orders"))
        .hasMessage("test: there is nothing at /orders");
    assertThatThrownBy(() -> records("{\"orders\": 7}", "/orders"))
        .hasMessage("test: there is nothing at /orders");
  }

  @Test
  void numbersAndTextsStayAsTheyAreWritten() throws IOException {
    String object =
        "{\"n\":12.500,\"e\":1.0E+7,\"l\":12345678901234567890.10,\"t\":\"a \\\" {\\\\ \\u00e9"
            + " \\ud800\",\"\u00FC\":\"\uD83D\uDE00\"}";
    assertThat(records("[\n " + object.replace(",\"", " ,\n\t\"") + "]"))
        .containsExactly("2 " + object);
  }

  @Test
  void linesOfObjectsAreLeftToTheReaderOfLines() throws IOException {
    for (String text :
        List.of(
            A + "\n" + B + "\n",
            A + B + "\n",
            "{\"order_id\":1,\"a\n" + A,
            "{\"order_id\":1,\"order\":{}}\n",
            "{\"order_id\":\"" + "x".repeat(200_000) + "\"}\n" + A)) {
      try (Content content = Read.content(text.getBytes(UTF_8), Hints.NONE)) {
        assertThat(content.records()).isEmpty();
        assertThat(new String(content.text().readAllBytes(), UTF_8)).isEqualTo(text);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[%s,\n {\"id\": 01}, {}] ! line 2, column 10",
        "[%s,\n {\"id\": 1, \"\u00FC\u00FC\": tru}] ! line 2, column 18",
        "[%s,\n {\"id\": \"a\nb\"}] ! line 2, column 11",
        "[%s,\n {\"id\": 1 ! line 2, column 10",
        "[%s,\n {\"id\": 1]] ! line 2, column 10",
        "[%s\n %s] ! line 2, column 2"
      })
  void whatIsNotJsonEndsItWithLineAndColumn(String text) throws IOException {
    String json = text.substring(0, text.indexOf('!') - 1).replace("%s", A);
    try (Content content = Read.content(json.getBytes(UTF_8), Hints.NONE)) {
      Records records = content.records().orElseThrow();
      assertThat(new String(records.next().orElseThrow().bytes(), UTF_8)).isEqualTo(A);
      assertThatThrownBy(records::next)
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("test: not JSON at " + text.substring(text.indexOf('!') + 2))
          .hasMessageEndingWith("; nothing behind it can be read")
          .hasMessageNotContaining("REDACTED");
    }
  }

  @Test
  void bytesThatAreNotUtf8SayWhere() throws IOException {
    byte[] json = ("[" + A + ",\n{\"name\":\"Cr\u00E8me\"}]").getBytes(ISO_8859_1);
    try (Content content = Read.content(json, Hints.NONE)) {
      Records records = content.records().orElseThrow();
      assertThatThrownBy(() -> Read.records(records))
          .hasMessageStartingWith("test, line 2: 0xE8 at byte " + (A.length() + 14));
    }
  }

  @Test
  void anObjectIsBoundedAndWhatIsPassedOverIsNot() throws IOException {
    String large = "\"" + "x".repeat(5_000_000) + "\"";
    assertThat(records("{\"big\": [" + large + "],\n \"orders\": [" + A + "]}", "/orders"))
        .containsExactly("2 " + A);
    assertThatThrownBy(() -> records("[" + A + ",\n{\"a\":" + large + "}]"))
        .hasMessageStartingWith("test, line 2: an object of more than 4,161,536 bytes");
  }

  @Test
  void manyRecordsKeepTheirLinesAndContent() throws IOException {
    StringBuilder text = new StringBuilder("[");
    for (int i = 0; i < 20_000; i++) {
      text.append(i == 0 ? "\n" : ",\n")
          .append("{\"id\": ")
          .append(i)
          .append(", \"t\": \"")
          .append("y".repeat(i % 700))
          .append("\"}");
    }
    List<String> records = Read.records((text + "\n]").getBytes(UTF_16LE), Hints.NONE);
    assertThat(records).hasSize(20_000);
    for (int i = 0; i < 20_000; i++) {
      assertThat(records.get(i))
          .isEqualTo("%d {\"id\":%d,\"t\":\"%s\"}".formatted(i + 2, i, "y".repeat(i % 700)));
    }
  }

  @Test
  void aRecordIsGivenBeforeTheNextOneHasArrived() throws IOException {
    InputStream in =
        new InputStream() {
          private final byte[] begun = ("[" + A + ", ").getBytes(UTF_8);
          private int at;

          @Override
          public int read() {
            assertThat(at).as("waits for more").isLessThan(begun.length);
            return begun[at++];
          }

          @Override
          public int read(byte[] into, int from, int most) {
            into[from] = (byte) read();
            return 1;
          }

          @Override
          public int available() {
            return 0;
          }
        };
    Records records =
        Container.open(in, "test", Hints.NONE, Workbooks.NONE).records().orElseThrow();
    assertThat(records.next()).isPresent();
    assertThat(records.isReady()).isFalse();
  }

  private static List<String> records(String text) throws IOException {
    return Read.records(text.getBytes(UTF_8), Hints.NONE);
  }

  private static List<String> records(String text, String pointer) throws IOException {
    return Read.records(
        text.getBytes(UTF_8),
        new Hints(
            Optional.empty(), Optional.of(JsonPointer.compile(pointer)), Set.of(), ',', '"', '.'));
  }

  private static String field(String file) throws IOException {
    return Files.readString(Path.of("src", "test", "resources", "field", file));
  }
}
