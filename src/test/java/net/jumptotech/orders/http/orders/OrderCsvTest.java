package net.jumptotech.orders.http.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import net.jumptotech.orders.event.OrderId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCsvTest {

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)", "  =1+1", "\uff1d1+1", "\uff20SUM(A1)"})
  void aCellThatASpreadsheetTakesForAFormulaIsDefused(String text) {
    assertThat(OrderCsv.cell(text)).isIn("'" + text, "\"'" + text + "\"");
  }

  @Test
  void aNumberThatWeWriteIsLeftANumber() {
    assertThat(OrderCsv.cell(BigInteger.valueOf(-5))).isEqualTo("-5");
    assertThat(OrderCsv.cell(OrderId.of(-5))).isEqualTo("-5");
    assertThat(OrderCsv.cell(OrderId.of("-5:x"))).isEqualTo("'-5:x");
  }

  @Test
  void aFormulaBehindASemicolonIsDefusedToo() {
    assertThat(OrderCsv.cell("a;=1+1; -1;b")).isEqualTo("a;'=1+1;' -1;b");
    assertThat(OrderCsv.cell("a; b=c;d")).isEqualTo("a; b=c;d");
  }

  @Test
  void whatWouldEndACellIsQuoted() {
    assertThat(OrderCsv.cell("a,b")).isEqualTo("\"a,b\"");
    assertThat(OrderCsv.cell("a\"b")).isEqualTo("\"a\"\"b\"");
    assertThat(OrderCsv.cell("=a\"b")).isEqualTo("\"'=a\"\"b\"");
    assertThat(OrderCsv.cell("plain")).isEqualTo("plain");
  }

  @Test
  void whatNobodySeesIsAnEscapeAndAnObjectIsJson() {
    assertThat(OrderCsv.cell("a\n\u202eb\ufeff=1")).isEqualTo("a\\u000a\\u202eb\\ufeff=1");
    assertThat(OrderCsv.cell("\t=1")).isEqualTo("\\u0009=1");
    assertThat(OrderCsv.cell(Map.of("name", "Ann"))).isEqualTo("\"{\"\"name\"\":\"\"Ann\"\"}\"");
  }
}
