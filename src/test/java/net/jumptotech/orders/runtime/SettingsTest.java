package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {

  private static final Duration FALLBACK = Duration.ofSeconds(42);
  private static final Duration LONGEST = Duration.ofDays(7);

  @Test
  void everyMistakeIsReportedAtOnceWithItsPath() {
    Settings settings =
        settings(
            """
            {"rate": "many", "fraud": {"treshold": 1, "trusted": "US", "zzzzzzzz": 1},
             "http": 8000, "list": 1, "verticles": [{"name": "x", "instances": 0}, "y"],
             "one": {"a": 1}, "on": "maybe", "wait": "2 weeks", "sum": "1,5"}
            """);
    settings.integer("rate", 1, 1, 10);
    Settings fraud = settings.section("fraud");
    fraud.decimal("threshold", "300");
    fraud.list("trusted", List.of());
    settings.section("http").integer("port", 8000, 0, 65535);
    settings.sections("list");
    settings
        .sections("verticles")
        .forEach(
            each -> {
              each.text("name", "");
              each.integer("instances", 1, 1, 64);
            });
    settings.text("one", "");
    settings.flag("on", false);
    settings.duration("wait", FALLBACK, Duration.ZERO, LONGEST);
    settings.decimal("sum", "0");
    settings.mistake("on", "excludes off");
    assertThatThrownBy(settings::check)
        .isInstanceOf(IllegalArgumentException.class)
        .satisfies(
            it ->
                assertThat(it.getMessage().lines())
                    .containsExactlyInAnyOrder(
                        "rate: expected a whole number from 1 to 10, was \"many\"",
                        "fraud.treshold: unknown, did you mean fraud.threshold?",
                        "fraud.zzzzzzzz: unknown, expected one of [threshold, trusted]",
                        "http: expected a section, was \"8000\"",
                        "list: expected a list, was \"1\"",
                        "verticles[1]: expected a section, was \"y\"",
                        "verticles[0].instances: expected a whole number from 1 to 64, was \"0\"",
                        "one: expected one value, was {\"a\":1}",
                        "on: expected true or false, was \"maybe\"",
                        "wait: expected a duration such as 100ms, 2s, 7d, was \"2 weeks\"",
                        "sum: expected a number, was \"1,5\"",
                        "on: excludes off"));
  }

  @Test
  void whatIsAbsentNullOrWrongTakesTheFallback() {
    Settings settings = settings("{\"b\": null, \"c\": \"x\"}");
    assertThat(settings.integer("a", 3, 1, 10)).isEqualTo(3);
    assertThat(settings.integer("b", 3, 1, 10)).isEqualTo(3);
    assertThat(settings.integer("c", 3, 1, 10)).isEqualTo(3);
    assertThat(settings.section("d").text("e", "f")).isEqualTo("f");
    assertThat(settings.list("g", List.of("h"))).containsExactly("h");
    assertThat(settings.sections("i")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "100ms, PT0.1S",
    "2s, PT2S",
    "5m, PT5M",
    "12 h, PT12H",
    "7d, PT168H",
    "PT1.5S, PT1.5S",
    "0s, PT0S"
  })
  void durationsAreWrittenShortOrAsIso(String text, Duration duration) {
    Settings settings = new Settings(new JsonObject().put("wait", text));
    assertThat(settings.duration("wait", FALLBACK, Duration.ZERO, LONGEST)).isEqualTo(duration);
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"100", "2x", "s", "-2s", "1.5s", "9999999999999d", "PT"})
  void otherDurationsAreMistakes(String text) {
    Settings settings = new Settings(new JsonObject().put("wait", text));
    assertThat(settings.duration("wait", FALLBACK, Duration.ZERO, LONGEST)).isEqualTo(FALLBACK);
    assertThatThrownBy(settings::check)
        .hasMessage("wait: expected a duration such as 100ms, 2s, 7d, was \"" + text + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"8d", "PT-1S"})
  void aDurationOutOfBoundsIsAMistake(String text) {
    Settings settings = new Settings(new JsonObject().put("wait", text));
    assertThat(settings.duration("wait", FALLBACK, Duration.ZERO, LONGEST)).isEqualTo(FALLBACK);
    assertThatThrownBy(settings::check)
        .hasMessage("wait: expected a duration from 0s to 7d, was \"" + text + "\"");
  }

  @Test
  void listsAreYamlListsOrTextsWithCommas() {
    Settings settings =
        new Settings(
            new JsonObject()
                .put("a", new JsonArray().add("x").add(1))
                .put("b", " x, y ,,z ")
                .put("c", ""));
    assertThat(settings.list("a", List.of())).containsExactly("x", "1");
    assertThat(settings.list("b", List.of())).containsExactly("x", "y", "z");
    assertThat(settings.list("c", List.of("q"))).containsExactly("q");
  }

  @Test
  void aSectionOfSomebodyElseIsAccepted() {
    Settings settings = settings("{\"service\": {\"cpu\": 256}}");
    settings.ignore("service");
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @Test
  void numbersMayComeAsTextFromTheEnvironment() {
    Settings settings = settings("{\"port\": \" 8080 \", \"on\": \"TRUE\"}");
    assertThat(settings.integer("port", 0, 0, 65535)).isEqualTo(8080);
    assertThat(settings.flag("on", false)).isTrue();
  }

  private static Settings settings(String json) {
    return new Settings(new JsonObject(json));
  }
}
