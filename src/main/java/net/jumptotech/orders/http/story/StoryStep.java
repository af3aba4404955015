package net.jumptotech.orders.http.story;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.stream.WrittenRecord;

/** One step of an order's story in the making. */
final class StoryStep {

  enum State {
    DONE,
    WAITING,
    DEAD_LETTER,
    UNKNOWN
  }

  final String name;
  State state = State.UNKNOWN;
  String verdict;
  String words = "";
  Optional<Instant> at = Optional.empty();
  Optional<WrittenRecord> place = Optional.empty();
  Optional<Instant> writtenAt = Optional.empty();
  Optional<Long> behind = Optional.empty();
  Optional<Duration> waited = Optional.empty();
  Optional<Duration> worked = Optional.empty();
  Optional<JsonObject> explanation = Optional.empty();
  Optional<String> letter = Optional.empty();
  Optional<Boolean> sentAgain = Optional.empty();
  Optional<Boolean> changed = Optional.empty();
  Optional<Map<String, Object>> payment = Optional.empty();

  StoryStep(String name) {
    this.name = name;
  }

  StoryStep set(State state, String words) {
    this.state = state;
    this.words = words;
    return this;
  }

  Told told() {
    return new Told(
        name,
        state,
        verdict,
        words,
        at,
        place,
        writtenAt,
        behind,
        waited.map(StoryStep::ms),
        worked.map(StoryStep::ms),
        explanation,
        letter,
        sentAgain,
        changed,
        payment);
  }

  /**
   * The step as answers show it. The last five are left out where they are empty.
   *
   * @param fraud what the fraud role says of the order
   * @param letter place of the dead letter
   */
  record Told(
      String step,
      State state,
      String verdict,
      String words,
      Optional<Instant> at,
      Optional<WrittenRecord> place,
      Optional<Instant> writtenAt,
      Optional<Long> behind,
      Optional<BigDecimal> waitedMs,
      Optional<BigDecimal> workedMs,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<JsonObject> fraud,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<String> letter,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Boolean> sentAgain,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Boolean> changed,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Optional<Map<String, Object>> payment) {}

  static BigDecimal ms(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
  }
}
