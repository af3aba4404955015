package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OrderCsvTest {

  @ParameterizedTest
  @ValueSource(strings = {"=1+1", "+1", "-1", "@SUM(A1)"})
  void aCellThatASpreadsheetTakesForAFormulaIsDefused(String text) {
    assertThat(OrderCsv.cell(text)).isIn("'" + text, "\"'" + text + "\"");
  }

  @Test
  void aNumberThatWeWriteIsLeftANumber() {
    assertThat(OrderCsv.cell(BigInteger.valueOf(-5))).isEqualTo("-5");
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
