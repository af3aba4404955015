package net.jumptotech.orders.logging;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jumptotech.orders.runtime.LogFields;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

final class RepeatLimitTest {

  private static final Logger LOGGER = (Logger) LoggerFactory.getLogger("somebody");

  private final AtomicLong now = new AtomicLong();
  private final RepeatLimit limit = new RepeatLimit(now::get);
  private final List<ILoggingEvent> written = new ArrayList<>();

  @Test
  void theSameLineIsWrittenOnceASecondAndSaysHowManyWereHeldBack() {
    warn("{}: {}", "payment", "no answer");
    warn("{}: {}", "payment", "no answer");
    warn("{}: {}", "payment", "no answer");
    after(Duration.ofMillis(999));
    warn("{}: {}", "payment", "no answer");
    after(Duration.ofMillis(1));
    warn("{}: {}", "payment", "no answer");

    assertThat(lines())
        .containsExactly(
            "payment: no answer", "payment: no answer (3 more since the last such line)");
    assertThat(limit.isHolding()).isFalse();
  }

  @Test
  void differentReasonsDoNotSwallowEachOther() {
    warn("{}: {}", "payment", "no answer");
    warn("{}: {}", "fraud", "no answer");
    warn("{}: {}", "payment", "refused");
    log(Level.ERROR, "{}: {}", null, "payment", "refused");
    failed(new IllegalStateException("one"));
    failed(new IllegalStateException("other"));
    failed(new IllegalArgumentException("one"));
    failed(new IllegalStateException("one", new RuntimeException("deeper")));
    failed(new IllegalStateException("one"));

    assertThat(written).hasSize(8);
  }

  @Test
  void numbersAndWhatIsAFieldDoNotMakeALineAnother() {
    for (int i = 0; i < 5; i++) {
      LoggingEvent event =
          event(
              Level.WARN, "{}: {} of {}: {}", null, "orders-0@" + i, "dead letter", i, "no amount");
      event.addKeyValuePair(new KeyValuePair(LogFields.PLACE, "orders-0@" + i));
      pass(event);
    }
    assertThat(lines()).containsExactly("orders-0@0: dead letter of 0: no amount");
  }

  @Test
  void theRestIsToldWhenItGetsQuietAndAtTheEnd() {
    warn("it failed");
    warn("it failed");
    warn("it failed");
    assertThat(limit.isHolding()).isTrue();
    assertThat(limit.due()).isEmpty();
    after(Duration.ofSeconds(1));
    written.addAll(limit.due());
    warn("it failed");
    written.addAll(limit.rest());

    assertThat(lines())
        .containsExactly("it failed", "it failed (1 more since the last such line)", "it failed");
    assertThat(limit.isHolding()).isFalse();
    assertThat(limit.rest()).isEmpty();
  }

  @Test
  void aFloodOfDeadLettersIsAFewLinesThatAddUp() {
    for (int i = 0; i < 10_000; i++) {
      LoggingEvent event =
          event(Level.WARN, "{}: dead letter of {}: {}", null, "orders-0@" + i, "g", "no amount");
      event.addKeyValuePair(new KeyValuePair(LogFields.PLACE, "orders-0@" + i));
      pass(event);
      after(Duration.ofNanos(100_000));
    }
    written.addAll(limit.rest());

    assertThat(written).hasSizeLessThanOrEqualTo(3);
    assertThat(happened()).isEqualTo(10_000);
  }

  @Test
  void aFloodOfReasonsThatAClientMakesUpIsBoundedAndAddsUp() {
    for (int i = 0; i < 10_000; i++) {
      warn("dead letter: {}", "unknown field " + i);
      after(Duration.ofNanos(100_000));
    }
    written.addAll(limit.rest());

    assertThat(written).hasSizeLessThanOrEqualTo(25);
    assertThat(happened()).isEqualTo(10_000);
    assertThat(lines())
        .anyMatch(it -> it.endsWith(" more with other causes since the last such line)"));
  }

  @Test
  void aFloodOfMessagesIsBoundedAndAddsUp() {
    for (int i = 0; i < 10_000; i++) {
      warn("message " + i);
    }
    written.addAll(limit.rest());

    assertThat(written).hasSizeBetween(1_001, 1_003);
    assertThat(happened()).isEqualTo(10_000);
    after(Duration.ofSeconds(1));
    written.clear();
    warn("another one");
    warn("and another");
    assertThat(lines()).containsExactly("another one", "and another");
  }

  @Test
  void whoeverWantsToSeeDebugSeesAllOfIt() {
    for (int i = 0; i < 3; i++) {
      log(Level.DEBUG, "polled", null);
    }
    assertThat(written).hasSize(3);
  }

  /** Each line stands for itself and for those that it counts. */
  private long happened() {
    long sum = written.size();
    for (ILoggingEvent line : written) {
      for (KeyValuePair field : LogEvents.fields(line)) {
        sum += field.key.equals(RepeatLimit.HELD_BACK) ? (Long) field.value : 0;
      }
    }
    return sum;
  }

  private void failed(Throwable thrown) {
    log(Level.WARN, "failed", thrown);
  }

  private void warn(String message, Object... arguments) {
    log(Level.WARN, message, null, arguments);
  }

  private void log(Level level, String message, Throwable thrown, Object... arguments) {
    pass(event(level, message, thrown, arguments));
  }

  private static LoggingEvent event(
      Level level, String message, Throwable thrown, Object... arguments) {
    return new LoggingEvent("here", LOGGER, level, message, thrown, arguments);
  }

  private void pass(LoggingEvent event) {
    limit.pass(event).ifPresent(written::add);
  }

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
  }

  private List<String> lines() {
    return written.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }
}
