package net.jumptotech.orders.xlsx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.intake.container.WorkbookReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Workbooks as Excel and other programs write them, and such as nobody should write. */
class XlsxReaderTest {

  private static final long MEMORY = 16 * 1024 * 1024;

  private static final String HEADER =
      "<row r=\"2\"><c r=\"A2\" t=\"s\"><v>0</v></c><c r=\"C2\" t=\"s\"><v>1</v></c></row>";

  @TempDir private Path temporary;

  @Test
  void theRowsOfTheFirstSheetThatIsShownAreRead() throws IOException {
    assertThat(
            rows(
                Workbook.of(
                    HEADER
                        + "<row r=\"7\"><c r=\"A7\" t=\"inlineStr\"><is><r><t>A</t></r><r><t> 1"
                        + " </t></r></is></c><c r=\"B7\" t=\"b\"><v>1</v></c><c"
                        + " r=\"C7\"><v>12.50</v></c><c r=\"D7\" t=\"e\"><v>#N/A</v></c><c r=\"E7\""
                        + " s=\"1\"/></row>")))
        .containsExactly("2 [order_id, , amount]", "7 [A 1 , TRUE, 12.50, #N/A, ]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '!',
      value = {
        "12.50 ! 12.50",
        "1E7 ! 10000000",
        "1.0E7 ! 10000000",
        "-3 ! -3",
        "19.989999999999998 ! 19.99",
        "1234.5699999999999 ! 1234.57",
        "0.1 ! 0.1",
        "1E-3 ! 0.001",
        "4507894691234567890 ! 4507894691234567890",
        "4.5078946912345677E+18 ! 4.5078946912345677E+18",
        "1E+300 ! 1E+300",
        "1E-999999999 ! 1E-999999999"
      })
  void aNumberStaysAsItIsWritten(String written, String read) throws IOException {
    assertThat(cell("<c r=\"A1\"><v>" + written + "</v></c>")).isEqualTo(read);
  }

  @Test
  void aNumberHasTheDecimalMarkThatIsExpected() throws IOException {
    Workbook workbook = Workbook.of("<row r=\"1\"><c r=\"A1\"><v>1234.5</v></c></row>");
    try (WorkbookReader.Sheet sheet =
        new XlsxReader(MEMORY, temporary).open(workbook.in(), "test", ',')) {
      assertThat(sheet.next().orElseThrow().cells()).containsExactly("1234,5");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "1, 46143, 2026-05-01",
    "1, 46143.5, 2026-05-01T12:00:00",
    "3, 46143.415972222225, 2026-05-01T09:59:00",
    "3, 46143, 2026-05-01T00:00:00",
    "3, 46143.000011574, 2026-05-01T00:00:01",
    "1, 1, 1900-01-01",
    "1, 59, 1900-02-28",
    "1, 60, 60",
    "1, 61, 1900-03-01",
    "2, 0.41597222222222224, 09:59:00",
    "5, 1.5, 1.5",
    "4, 46143, 46143",
    "0, 46143, 46143",
    "1, -1, -1",
    "1, 1E300, 1E300"
  })
  void aDateIsIso(int style, String number, String text) throws IOException {
    assertThat(cell("<c r=\"A1\" s=\"%d\"><v>%s</v></c>".formatted(style, number))).isEqualTo(text);
  }

  @Test
  void datesSince1904AreReadAsSuch() throws IOException {
    Workbook workbook = Workbook.of("<row r=\"1\"><c r=\"A1\" s=\"1\"><v>44681</v></c></row>");
    workbook.with(
        "xl/workbook.xml",
        "<workbook"
            + " xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><workbookPr"
            + " date1904=\"1\"/><sheets><sheet name=\"a\" sheetId=\"2\""
            + " r:id=\"rId2\"/></sheets></workbook>");
    assertThat(rows(workbook)).containsExactly("1 [2026-05-01]");
  }

  @Test
  void textsAreAsTheyAre() throws IOException {
    Workbook workbook =
        Workbook.of(
                "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\""
                    + " t=\"s\"><v>1</v></c></row>")
            .with(
                "xl/sharedStrings.xml",
                Workbook.strings("00123 &lt;a&gt;\n\u00FC", "a_x000D_b_x005F_x000D_"));
    assertThat(rows(workbook)).containsExactly("1 [00123 <a>\n\u00FC, a\rb_x000D_]");
  }

  @Test
  void theResultOfAFormulaCounts() throws IOException {
    assertThat(cell("<c r=\"A1\"><f>B1*2</f><v>12.5</v></c>")).isEqualTo("12.5");
    assertThat(
            cell(
                "<c r=\"A1\" s=\"1\"><f t=\"shared\" ref=\"A1:A9\""
                    + " si=\"0\">B1</f><v>46143</v></c>"))
        .isEqualTo("2026-05-01");
    assertThat(cell("<c r=\"A1\" t=\"str\"><f>B1&amp;\"&gt;\"</f><v>x</v></c>")).isEqualTo("x");
    assertThat(cell("<c r=\"A1\" t=\"str\"><f>B1</f><v></v></c>")).isEmpty();
    assertBroken(
        Workbook.of("<row r=\"1\"><c r=\"A1\"><f>B1*2</f></c></row>"),
        "cell A1 has a formula without a result; open the file in Excel and save it again");
  }

  @Test
  void aWorkbookMayLackStylesAndSharedTexts() throws IOException {
    Workbook workbook = Workbook.of("<row><c><v>7</v></c></row>");
    workbook.without("xl/styles.xml").without("xl/sharedStrings.xml");
    assertThat(rows(workbook)).containsExactly("1 [7]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "<!DOCTYPE x [<!ENTITY a \"b\">]>",
        "<!-- -->",
        "<![CDATA[x]]>",
        "<row r=\"1\"><c x='>' r=\"ZZZZZZ1\"><v>1</v></c></row>",
        "<row r=\"1\"><si/></row>",
        "<row r=\"1\"><c"
            + " r=\"A1\"><v>11111111111111111111111111111111111111111111111111111111111111111</v></c></row>",
        "<row r=\"x\"><c r=\"A1\"><v>1</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>2000000000</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>-7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\" t=\"what\"><v>-7</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>&a;</v></c></row>",
        "<row r=\"1\"><c r=\"A1\"><v>1</c></row>",
        "<row r=\"1\"><c r=\"A1\"><v"
      })
  void whatNoProgramWritesIsRefused(String rows) {
    assertBroken(Workbook.of(rows), "");
  }

  @Test
  void whatTakesTooMuchIsRefused() {
    assertBroken(
        Workbook.of("<row><c t=\"str\"><v>" + "x".repeat(200_000) + "</v></c></row>"),
        "a value is too long");
    assertBroken(
        Workbook.of(
            "<row>" + "<c t=\"str\"><v>12345678901234567890</v></c>".repeat(130_000) + "</row>"),
        "a row has more than 4,194,304 bytes");
    assertBroken(
        Workbook.of("")
            .with("xl/styles.xml", "<styleSheet>" + " ".repeat(9_000_000) + "</styleSheet>"),
        "");
    assertBroken(
        Workbook.of("")
            .with("xl/sharedStrings.xml", "<sst>" + "<si/>".repeat(1_000_000) + "</sst>"),
        "its texts take more than a quarter of the memory");
    assertBroken(
        Workbook.of("<row><c><v>1</v></c></row>\n".repeat(2_500_000)),
        "unpacks to more than 200 times its size");
  }

  @Test
  void whatIsNoWorkbookIsNamed() throws IOException {
    Path file = Path.of("src", "test", "resources", "field", "20-workbook.xlsx");
    assertThatThrownBy(
            () -> new XlsxReader().open(Files.newInputStream(file), "20-workbook.xlsx", '.'))
        .isInstanceOf(IOException.class)
        .hasMessage("20-workbook.xlsx is an Excel workbook without a sheet");
    assertBroken(Workbook.of("").without("xl/_rels/workbook.xml.rels"), "not found");
    assertBroken(Workbook.of("").without("xl/workbook.xml"), "not found");
  }

  @Test
  void noTemporaryFileIsLeft() throws IOException {
    rows(Workbook.of(HEADER));
    assertBroken(Workbook.of("<!-- -->"), "");
    assertThat(temporary).isEmptyDirectory();
  }

  private void assertBroken(Workbook workbook, String message) {
    assertThatThrownBy(() -> rows(workbook))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith("test")
        .hasMessageContaining(message);
  }

  private String cell(String cell) throws IOException {
    return rows(Workbook.of("<row r=\"1\">" + cell + "</row>"))
        .get(0)
        .replaceAll("^1 \\[|\\]$", "");
  }

  private List<String> rows(Workbook workbook) throws IOException {
    List<String> rows = new ArrayList<>();
    try (WorkbookReader.Sheet sheet =
        new XlsxReader(MEMORY, temporary).open(workbook.in(), "test", '.')) {
      for (Optional<WorkbookReader.Row> it = sheet.next(); it.isPresent(); it = sheet.next()) {
        rows.add(it.get().number() + " " + it.get().cells());
      }
      assertThat(sheet.next()).as("behind the end").isEmpty();
    }
    return rows;
  }
}
