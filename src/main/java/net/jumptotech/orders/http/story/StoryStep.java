package net.jumptotech.orders.http.story;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import net.jumptotech.orders.http.deadletters.DeadLetterJson;
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
  private final Map<String, Object> more = new LinkedHashMap<>();

  StoryStep(String name) {
    this.name = name;
  }

  StoryStep set(State state, String words) {
    this.state = state;
    this.words = words;
    return this;
  }

  StoryStep with(String field, Object value) {
    more.put(field, value);
    return this;
  }

  Map<String, Object> fields() {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("step", name);
    out.put("state", state.name());
    out.put("verdict", verdict);
    out.put("words", words);
    out.put("at", at.map(Instant::toString).orElse(null));
    out.put("place", place.map(DeadLetterJson::place).orElse(null));
    out.put("written_at", writtenAt.map(Instant::toString).orElse(null));
    out.put("behind", behind.orElse(null));
    out.put("waited_ms", waited.map(StoryStep::ms).orElse(null));
    out.put("worked_ms", worked.map(StoryStep::ms).orElse(null));
    out.putAll(more);
    return out;
  }

  static BigDecimal ms(Duration duration) {
    return BigDecimal.valueOf(duration.toNanos() / 1_000, 3);
  }
}
