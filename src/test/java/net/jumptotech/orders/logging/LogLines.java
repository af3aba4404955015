package net.jumptotech.orders.logging;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Reads lines of the log, strictly. */
public final class LogLines {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

  private LogLines() {}

  public static Map<String, String> ecs(String line) {
    try {
      return JSON.readValue(line, new TypeReference<LinkedHashMap<String, String>>() {});
    } catch (IOException wrong) {
      throw new AssertionError(line, wrong);
    }
  }

  /** Pairs with one blank between them; a value in quotes is as JSON has it. */
  public static Map<String, String> logfmt(String line) {
    Map<String, String> pairs = new LinkedHashMap<>();
    int at = 0;
    while (at < line.length()) {
      int equals = line.indexOf('=', at);
      String key = line.substring(at, Math.max(at, equals));
      assertThat(key).as(line).matches("[A-Za-z0-9_.]+");
      int begin = equals + 1;
      int end = begin;
      String value;
      if (line.startsWith("\"", begin)) {
        end++;
        while (line.charAt(end) != '"') {
          end += line.charAt(end) == '\\' ? 2 : 1;
        }
        end++;
        value = unquoted(line.substring(begin, end));
      } else {
        while (end < line.length() && line.charAt(end) != ' ') {
          end++;
        }
        value = line.substring(begin, end);
        assertThat(value).as(line).matches("[!-~&&[^\"=\\\\]]+");
      }
      assertThat(pairs.put(key, value)).as("the first %s of %s", key, line).isNull();
      assertThat(end == line.length() || line.charAt(end) == ' ').as(line).isTrue();
      at = end + 1;
    }
    return pairs;
  }

  private static String unquoted(String quoted) {
    try {
      return JSON.readValue(quoted, String.class);
    } catch (IOException wrong) {
      throw new AssertionError(quoted, wrong);
    }
  }
}
