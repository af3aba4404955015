package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonValuesTest {

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":[1,2.50,\"x\",{}],\"b\":{\"c\":null}}", "[]", "\"x\"", "1E+999", "true"})
  void whatIsReadIsWrittenAsItCame(String json) throws Exception {
    assertThat(Json.bytes(Json.value(json.getBytes(UTF_8)))).isEqualTo(json.getBytes(UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[]", "{\"a\":1,\"b\":[1,\"x\"]}", "[{},{\"c\":null}]", "7"})
  void aShortValueIsShownWhole(String json) throws Exception {
    assertThat(Shown.value(Json.value(json.getBytes(UTF_8)))).isEqualTo(json);
  }

  @Test
  void aValueThatGoesOnEndsWithDots() {
    String sixty = "x".repeat(60);
    assertThat(Shown.value(List.of("x" + sixty, 1))).isEqualTo("[\"x" + sixty + "\"…");
    Map<String, Object> map =
        Json.fields(
            out -> {
              out.put("a", "x".repeat(57));
              out.put("b", "y");
            });
    assertThat(Shown.value(map)).isEqualTo("{\"a\":\"" + "x".repeat(57) + "\"…");
    assertThat(Shown.cut("abc", 3)).isEqualTo("abc");
    assertThat(Shown.cut("abcd", 3)).isEqualTo("abc…");
  }

  @Test
  void theFirstByteThatIsNoUtf8IsToldAlsoAtTheBeginningAndBehindAByteOrderMark() {
    assertThatThrownBy(() -> Json.value(bytes(0xFF, '1'))).hasMessage("not UTF-8 at byte 1 (0xFF)");
    assertThatThrownBy(() -> Json.value(bytes(0xEF, 0xBB, 0xBF, '"', 0xFF, '"')))
        .hasMessage("not UTF-8 at byte 5 (0xFF)");
  }

  private static byte[] bytes(int... values) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int value : values) {
      out.write(value);
    }
    return out.toByteArray();
  }
}
