package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Texts in the encodings that people have. */
class EncodingTest {

  private static final Charset WINDOWS = Charset.forName("windows-1252");
  private static final String TEXT =
      "order_id,amount,country,name\r\n1,12.50,DE,J\u00FCrgen Gr\u00F6\u00DFe\r\n"
          + "2,7,FR,\uD83D\uDE00 \u20AC\r\n";

  @Test
  void utf16IsReadWithAByteOrderMarkAndWithout() throws IOException {
    for (Charset each : List.of(UTF_16LE, UTF_16BE)) {
      assertThat(Read.text(("\uFEFF" + TEXT).getBytes(each))).isEqualTo(TEXT);
      assertThat(Read.text(TEXT.getBytes(each))).isEqualTo(TEXT);
    }
    assertThat(Read.text(field("11-utf16-excel-unicode-text.csv")))
        .isEqualTo("order_id,amount,country\r\n1,12.50,US\r\n");
  }

  @Test
  void everyLineEndIsLeftAsItIs() throws IOException {
    for (String end : List.of("\r", "\n", "\r\n")) {
      String text = "sep=,\n" + TEXT.replace("\r\n", end);
      assertThat(Read.text(text.getBytes(UTF_16LE))).isEqualTo(text);
      assertThat(Read.text(text.getBytes(UTF_8))).isEqualTo(text);
    }
    assertThat(Read.text(field("23-cr-only.csv"))).contains("\r1,12.50,US\r").doesNotContain("\n");
    assertThat(Read.text(field("15-sep-line.csv"))).startsWith("sep=,\norder_id");
  }

  @Test
  void largeTextsOfManyBuffersAreTheSame() throws IOException {
    String large = (TEXT + "\u4E2D\u6587 \uD83D\uDE00\n").repeat(5_000);
    assertThat(Read.text(large.getBytes(UTF_16BE))).isEqualTo(large);
    assertThat(Read.text(large.getBytes(UTF_8))).isEqualTo(large);
  }

  @Test
  void whatArrivesByteByByteIsTheSame() throws IOException {
    String german = "n\n1,J\u00FCrgen Gr\u00F6\u00DFe\n";
    for (byte[] file : List.of(german.getBytes(UTF_16LE), german.getBytes(UTF_8))) {
      try (InputStream slow = Read.slowly(file);
          Content content = Container.open(slow, "test", Hints.NONE, Workbooks.NONE)) {
        assertThat(new String(content.text().readAllBytes(), UTF_8)).isEqualTo(german);
      }
    }
  }

  @Test
  void anEncodingThatIsGivenIsUsed() throws IOException {
    assertThat(Read.text(field("06-superstore-cp1252.csv"), given(WINDOWS)))
        .contains(",\u00A0Rounded Back");
    String greek = "\u03B1\u03B2\u03B3,\u20AC\n";
    Charset windowsGreek = Charset.forName("windows-1253");
    assertThat(Read.text(greek.getBytes(windowsGreek), given(windowsGreek))).isEqualTo(greek);
    assertThat(Read.text(("\uFEFF" + TEXT).getBytes(UTF_8), given(WINDOWS)))
        .as("a mark is believed before it")
        .endsWith(TEXT);
  }

  @Test
  void whatIsNoTextInItsEncodingSaysWhere() throws IOException {
    try (Content json = Read.content("[\r\n\"\u0081\"]".getBytes(ISO_8859_1), given(WINDOWS))) {
      Records records = json.records().orElseThrow();
      assertThatThrownBy(records::next)
          .hasMessageStartingWith(
              "test, line 2: 0x81 at byte 4 of the file is no character in windows-1252");
    }
    assertMalformed(
        new byte[] {'a', 0, '\n', 0, 0, (byte) 0xDC, 'b', 0},
        UTF_16LE,
        "test, line 2: 0x00 0xDC at byte 4 of the file is no character in UTF-16LE");
    assertMalformed(
        new byte[] {(byte) 0xFF, (byte) 0xFE, 'a', 0, '\n', 0, 'b', 0, '\n', 0, 'c'},
        UTF_16LE,
        "test, line 3: 0x63 at byte 10 of the file is no character in UTF-16LE");
  }

  private static void assertMalformed(byte[] file, Charset encoding, String message)
      throws IOException {
    try (Content content = Read.content(file, given(encoding))) {
      assertThatThrownBy(() -> content.text().readAllBytes()).hasMessageStartingWith(message);
    }
  }

  private static Hints given(Charset encoding) {
    return new Hints(Optional.of(encoding), Optional.empty(), Set.of(), ',', '"', '.');
  }

  private static byte[] field(String file) throws IOException {
    return Files.readAllBytes(Path.of("src", "test", "resources", "field", file));
  }
}
