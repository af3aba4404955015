package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SecretTest {

  private static final String MARKED = "S3cr3t-\"\\ {}";
  private static final Map<String, List<String>> OLDER =
      Map.of("kafka.api-secret", List.of("CONFLUENT_API_SECRET"));
  private static final String ADVICE =
      "set CONFLUENT_API_SECRET, or set CONFLUENT_API_SECRET_FILE to a file that contains it";

  @TempDir private Path directory;

  @ParameterizedTest
  @ValueSource(strings = {"CONFLUENT_API_SECRET", "ORDERS_KAFKA_API_SECRET"})
  void aSecretComesFromTheEnvironmentAndIsShownMasked(String variable) {
    Settings settings = settings(Map.of(), Map.of(variable, MARKED));

    Optional<Secret> secret = settings.section("kafka").secret("api-secret");

    assertThat(secret).map(Secret::reveal).contains(MARKED);
    assertThat(secret.toString()).doesNotContain("S3cr3t");
    assertThat(settings.effective())
        .containsEntry("kafka.api-secret", new Settings.Effective("********", variable));
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "\r\n"})
  void aSecretComesFromTheFileThatTheEnvironmentNamesWithoutItsLineEnd(String end)
      throws IOException {
    Path file = Files.writeString(directory.resolve("secret"), MARKED + end);
    Settings settings = settings(Map.of(), Map.of("ORDERS_KAFKA_API_SECRET_FILE", file.toString()));

    assertThat(settings.section("kafka").secret("api-secret")).map(Secret::reveal).contains(MARKED);
    assertThatCode(settings::check).doesNotThrowAnyException();
  }

  @Test
  void whatIsNotSetIsAbsent() {
    Settings settings = settings(Map.of(), Map.of("CONFLUENT_API_SECRET", " "));

    assertThat(settings.section("kafka").secret("api-secret")).isEmpty();
    assertThat(settings.effective())
        .containsEntry("kafka.api-secret", new Settings.Effective("", "default"));
  }

  @Test
  void aFileThatCannotBeReadIsAMistakeThatNamesVariableAndPath() throws IOException {
    Path nowhere = directory.resolve("nowhere");
    Path empty = Files.writeString(directory.resolve("empty"), "\n");

    assertThatThrownBy(() -> read(Map.of(), Map.of("CONFLUENT_API_SECRET_FILE", "" + nowhere)))
        .hasMessage(
            "CONFLUENT_API_SECRET_FILE: cannot read \"" + nowhere + "\": NoSuchFileException");
    assertThatThrownBy(() -> read(Map.of(), Map.of("CONFLUENT_API_SECRET_FILE", "" + empty)))
        .hasMessage("CONFLUENT_API_SECRET_FILE: \"" + empty + "\" is empty");
  }

  @Test
  void aSecretGivenTwiceIsAMistake() {
    Map<String, String> both =
        Map.of("CONFLUENT_API_SECRET", MARKED, "CONFLUENT_API_SECRET_FILE", "somewhere");

    assertThatThrownBy(() -> read(Map.of(), both))
        .hasMessage(
            "CONFLUENT_API_SECRET: CONFLUENT_API_SECRET_FILE is set too: keep only one of them");
  }

  @Test
  void elsewhereASecretIsAMistakeThatDoesNotShowIt() {
    Settings inDescriptor =
        new Settings(
            new JsonObject().put("kafka", new JsonObject().put("api-secret", MARKED)),
            Overrides.of(Map.of(), Map.of(), OLDER));
    inDescriptor.section("kafka").secret("api-secret");

    assertThatThrownBy(inDescriptor::check)
        .hasMessage(
            "kafka.api-secret: a secret does not belong in a configuration file: " + ADVICE);
    assertThatThrownBy(() -> read(Map.of("orders.kafka.api-secret", MARKED), Map.of()))
        .hasMessage(
            "orders.kafka.api-secret: a secret does not belong on the command line: " + ADVICE);
  }

  @Test
  void aMisspeltNameOfAFileIsAMistake() {
    assertThatThrownBy(() -> read(Map.of(), Map.of("ORDERS_KAFKA_API_SECRET_FIEL", "x")))
        .hasMessage(
            "ORDERS_KAFKA_API_SECRET_FIEL: unknown, did you mean ORDERS_KAFKA_API_SECRET_FILE?");
  }

  private static void read(Map<String, String> properties, Map<String, String> environment) {
    Settings settings = settings(properties, environment);
    settings.section("kafka").secret("api-secret");
    settings.check();
  }

  private static Settings settings(
      Map<String, String> properties, Map<String, String> environment) {
    return new Settings(new JsonObject(), Overrides.of(properties, environment, OLDER));
  }
}
