package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The page is built from WebJars and type-checked against npm packages: both must be the same. */
class WebuiVersionsTest {

  @ParameterizedTest
  @CsvSource({
    "react, react.version",
    "react-dom, react.version",
    "scheduler, scheduler.version",
  })
  void theBuildAndTheTypeCheckUseTheSameVersion(String library, String property)
      throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String packageJson = Files.readString(Path.of("src/main/webui/package.json"));

    String built = first("<" + Pattern.quote(property) + ">([^<]+)<", pom);
    String checked = first("\"" + Pattern.quote(library) + "\": \"([^\"]+)\"", packageJson);

    assertThat(checked).isEqualTo(built);
  }

  private static String first(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }
}
