package net.jumptotech.orders.xlsx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** A workbook made of the XML of its parts. */
public final class Workbook {

  private static final String MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
  private static final String TYPES =
      "application/vnd.openxmlformats-officedocument.spreadsheetml.";
  private static final String REL =
      "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

  private final Map<String, String> parts = new LinkedHashMap<>();

  private Workbook() {}

  /**
   * @param rows {@code <row>} elements
   */
  public static Workbook of(String rows) {
    Workbook workbook = new Workbook();
    workbook
        .with(
            "[Content_Types].xml",
            "<Types>"
                + override("/xl/workbook.xml", "sheet.main+xml")
                + override("/xl/styles.xml", "styles+xml")
                + override("/xl/sharedStrings.xml", "sharedStrings+xml")
                + "</Types>")
        .with(
            "xl/workbook.xml",
            "<workbook xmlns=\"%s\" xmlns:r=\"%s\"><sheets>".formatted(MAIN, REL)
                + "<sheet name=\"Notes\" sheetId=\"1\" state=\"hidden\" r:id=\"rId1\"/>"
                + "<sheet name=\"Orders\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>")
        .with(
            "xl/_rels/workbook.xml.rels",
            "<Relationships><Relationship Id=\"rId1\" Target=\"worksheets/sheet1.xml\"/>"
                + "<Relationship Id=\"rId2\" Target=\"worksheets/sheet2.xml\"/></Relationships>")
        .with("xl/worksheets/sheet1.xml", sheet("<row r=\"1\"><c r=\"A1\"><v>1</v></c></row>"))
        .with("xl/worksheets/sheet2.xml", sheet(rows))
        .with("xl/styles.xml", styles())
        .with("xl/sharedStrings.xml", strings("order_id", "amount"))
        .with("docProps/app.xml", "<!DOCTYPE x><x/>")
        .with("xl/media/image1.png", "PNG");
    return workbook;
  }

  private static String override(String part, String type) {
    return "<Override PartName=\"%s\" ContentType=\"%s%s\"/>".formatted(part, TYPES, type);
  }

  static String sheet(String rows) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
        + "<worksheet xmlns=\"%s\"><sheetData>%s</sheetData><mergeCells/></worksheet>"
            .formatted(MAIN, rows);
  }

  /** Style 1 is a date, 2 a time, 3 both, 4 an amount, 5 elapsed hours. */
  private static String styles() {
    return "<styleSheet xmlns=\"%s\"><numFmts>".formatted(MAIN)
        + "<numFmt numFmtId=\"164\" formatCode=\"[$-407]dd\\.mm\\.yyyy\\ hh:mm;@\"/>"
        + "<numFmt numFmtId=\"165\" formatCode=\"#,##0.00\\ &quot;day&quot;\"/>"
        + "<numFmt numFmtId=\"166\" formatCode=\"[h]:mm\"/></numFmts>"
        + "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
        + "<xf numFmtId=\"14\"/><xf numFmtId=\"20\"/><xf numFmtId=\"164\"/>"
        + "<xf numFmtId=\"165\"/><xf numFmtId=\"166\"/></cellXfs></styleSheet>";
  }

  static String strings(String... texts) {
    StringBuilder xml = new StringBuilder("<sst xmlns=\"%s\">".formatted(MAIN));
    for (String text : texts) {
      xml.append("<si><t xml:space=\"preserve\">").append(text).append("</t></si>");
    }
    return xml.append("</sst>").toString();
  }

  Workbook with(String part, String xml) {
    parts.put(part, xml);
    return this;
  }

  Workbook without(String part) {
    parts.remove(part);
    return this;
  }

  byte[] bytes() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, String> part : parts.entrySet()) {
        zip.putNextEntry(new ZipEntry(part.getKey()));
        zip.write(part.getValue().getBytes(UTF_8));
      }
    }
    return bytes.toByteArray();
  }

  public ByteArrayInputStream in() throws IOException {
    return new ByteArrayInputStream(bytes());
  }
}
