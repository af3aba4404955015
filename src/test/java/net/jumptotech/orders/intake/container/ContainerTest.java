package net.jumptotech.orders.intake.container;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

/** What is packed, and what is no text at all. */
class ContainerTest {

  private static final String CSV = "order_id,amount,country\n1,2,DE\n";

  @Test
  void gzipIsUnpackedWhateverIsInIt() throws IOException {
    assertThat(Read.text(gzip(CSV.getBytes(UTF_8)))).isEqualTo(CSV);
    assertThat(Read.text(gzip(("\uFEFF" + CSV).getBytes(UTF_16LE)))).isEqualTo(CSV);
    assertThat(Read.records(gzip("[{\"a\": 1}]".getBytes(UTF_8)), Hints.NONE))
        .containsExactly("1 {\"a\":1}");
    assertThatThrownBy(() -> Read.text(gzip(gzip(CSV.getBytes(UTF_8)))))
        .hasMessage("test is compressed with gzip twice: unpack it");
  }

  @Test
  void membersThatArriveLaterAreReadToo() throws IOException {
    byte[] one = gzip(CSV.getBytes(UTF_8));
    byte[] two = Arrays.copyOf(one, 2 * one.length);
    System.arraycopy(one, 0, two, one.length, one.length);
    try (InputStream slow = Read.slowly(two);
        Content content = Container.open(slow, "test", Hints.NONE, Workbooks.NONE)) {
      assertThat(new String(content.text().readAllBytes(), UTF_8)).isEqualTo(CSV + CSV);
    }
  }

  @Test
  void whatIsCutOffIsReadUpToThere() throws IOException {
    byte[] whole = gzip(CSV.repeat(2_000).getBytes(UTF_8));
    try (Content content = Read.content(Arrays.copyOf(whole, whole.length - 9), Hints.NONE)) {
      assertThat(content.text().readNBytes(CSV.length())).isEqualTo(CSV.getBytes(UTF_8));
      assertThatThrownBy(() -> content.text().readAllBytes()).isInstanceOf(IOException.class);
    }
    assertThatThrownBy(() -> Read.text(Arrays.copyOf(whole, 9)))
        .hasMessageStartingWith("cannot read test: ");
  }

  @Test
  void aFileThatUnpacksToAlmostNothingButSizeEnds() throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed, 64 * 1024)) {
      byte[] blank = new byte[1024 * 1024];
      Arrays.fill(blank, (byte) '\n');
      out.write(CSV.getBytes(UTF_8));
      for (int i = 0; i < 80; i++) {
        out.write(blank);
      }
    }
    try (Content content = Read.content(packed.toByteArray(), Hints.NONE)) {
      assertThatThrownBy(() -> content.text().transferTo(OutputStream.nullOutputStream()))
          .hasMessageStartingWith("test unpacks to more than 200 times its size (67,");
    }
  }

  @Test
  void whatIsNoTextIsNamed() {
    assertRefused("%PDF-1.7", "a PDF: export");
    assertRefused("PK\3\4 some.csv", "a zip archive: unpack it");
    assertRefused(
        "PK\3\4....mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "an OpenDocument spreadsheet: save it as CSV");
    assertRefused("PK\3\4 [Content_Types].xml word/document.xml", "a zip archive: unpack it");
    assertRefused(
        "\u00D0\u00CF\u0011\u00E0\u00A1\u00B1\u001A\u00E1",
        "an Excel workbook in the old format, or one with a password: save it as");
    assertRefused("SQLite format 3\0", "not text (a zero byte at offset 15): give JSON or CSV");
    assertRefused("\0\0\0\0\7{\"a\":1}", "a message framed by a schema registry's serializer");
    assertRefused("\n <html><body>log in", "HTML or XML: give CSV or JSON");
    assertRefused("\u00FF\u00FE\0\0a\0\0\0b\0\0\0", "UTF-32: save it as UTF-8");
  }

  @Test
  void withoutItsPluginAWorkbookSaysBothWaysOut() throws IOException {
    byte[] file = Files.readAllBytes(Path.of("src/test/resources/field/20-workbook.xlsx"));
    assertThatThrownBy(() -> Read.text(file))
        .hasMessageStartingWith(
            "test is an Excel workbook: save it as \"CSV UTF-8 (comma delimited)\", or start with"
                + " --plugins target/plugins");
  }

  @Test
  void anEmptyFileHasNothing() throws IOException {
    for (String text : new String[] {"", "\n \n", "\uFEFF"}) {
      try (Content content = Read.content(text.getBytes(UTF_8), Hints.NONE)) {
        assertThat(content.csv()).isFalse();
        assertThat(content.records()).isEmpty();
      }
    }
  }

  private static void assertRefused(String bytes, String message) {
    assertThatThrownBy(() -> Read.text(bytes.getBytes(ISO_8859_1)))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("test is " + message);
  }

  private static byte[] gzip(byte[] content) throws IOException {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(packed)) {
      out.write(content);
    }
    return packed.toByteArray();
  }
}
