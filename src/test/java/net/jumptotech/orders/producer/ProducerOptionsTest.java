package net.jumptotech.orders.producer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonObject;
import java.util.OptionalInt;
import net.jumptotech.orders.intake.container.Workbooks;
import net.jumptotech.orders.runtime.Settings;
import org.junit.jupiter.api.Test;

class ProducerOptionsTest {

  @Test
  void withoutSettingsOrdersAreMadeUp() {
    assertThat(options(new JsonObject()))
        .isEqualTo(new ProducerOptions(new Source.Synthetic(20, 1, 0.1), 10_000));
  }

  @Test
  void aSourceIsNamedAsOnTheCommandLine() {
    assertThat(options(new JsonObject().put("source", "file:a:b.csv").put("rate", 5)).source())
        .isEqualTo(new Source.File("a:b.csv", OptionalInt.of(5), FileFormat.PLAIN));
    assertThat(options(new JsonObject().put("source", "file:-")).source())
        .isEqualTo(new Source.File("-", OptionalInt.empty(), FileFormat.PLAIN));
    assertThat(options(new JsonObject().put("source", "sample")).source())
        .isEqualTo(new Source.Sample(OptionalInt.empty()));
    assertThat(options(new JsonObject().put("source", "none")).source())
        .isEqualTo(new Source.None());
  }

  @Test
  void everyMistakeIsNoted() {
    Settings settings =
        new Settings(
            new JsonObject()
                .put("source", "kafka")
                .put("rate", 0)
                .put("risky-share", "10%")
                .put("in-flight", 0));
    ProducerOptions.from(settings, Workbooks.NONE);
    assertThatThrownBy(settings::check)
        .hasMessage(
            "rate: expected a whole number from 1 to 100000, was \"0\"\n"
                + "risky-share: expected a number from 0 to 1, was \"10%\"\n"
                + "source: expected synthetic, sample, none, file:PATH or dir:PATH, was \"kafka\"\n"
                + "in-flight: expected a whole number from 1 to 1000000, was \"0\"");
    Settings empty = new Settings(new JsonObject().put("source", "file:"));
    ProducerOptions.from(empty, Workbooks.NONE);
    assertThatThrownBy(empty::check).hasMessage("source: expected file:PATH, was \"file:\"");
  }

  private static ProducerOptions options(JsonObject json) {
    Settings settings = new Settings(json);
    ProducerOptions options = ProducerOptions.from(settings, Workbooks.NONE);
    settings.check();
    return options;
  }
}
