package net.jumptotech.orders.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.runtime.LogFields;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogAppenderTest {

  private final LoggerContext context = new LoggerContext();
  private final Logger log = context.getLogger("net.jumptotech.orders.stream.pump.Dispatcher");
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LogAppender appender = new LogAppender();

  @BeforeEach
  void start() {
    context.setMDCAdapter(new LogbackMDCAdapter());
    LogEncoder encoder = new LogEncoder();
    encoder.setContext(context);
    encoder.setFormat("ecs");
    encoder.start();
    appender.setContext(context);
    appender.setEncoder(encoder);
    appender.start();
    appender.setOutputStream(written);
    context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME).addAppender(appender);
  }

  @AfterEach
  void stop() {
    context.stop();
  }

  @Test
  void tenThousandDeadLettersAreAFewLinesThatAddUpOnceItIsQuiet() {
    for (int i = 0; i < 10_000; i++) {
      deadLetter(i);
    }
    Await.until(Await.LONG, "all are told", () -> happened() == 10_000);

    assertThat(lines()).hasSizeLessThan(30); // one a second, on a slow machine too
    assertThat(lines().get(0))
        .containsEntry("message", "orders-0@0 key=0: dead letter of payments-group: no amount")
        .containsEntry("labels.place", "orders-0@0")
        .containsEntry("labels.order_id", "0");
    assertThat(lines().get(1).get("message")).endsWith(" more since the last such line)");
  }

  @Test
  void whatIsHeldBackAtTheEndIsTold() {
    for (int i = 0; i < 3; i++) {
      log.atError().setCause(new IllegalStateException("broken")).log("it failed");
    }
    context.stop();

    assertThat(happened()).isEqualTo(3);
    assertThat(lines()).allMatch(line -> line.get("error.message").equals("broken"));
  }

  private void deadLetter(int offset) {
    String place = "orders-0@" + offset;
    log.atWarn()
        .addKeyValue(LogFields.PLACE, place)
        .addKeyValue(LogFields.ORDER_ID, offset)
        .log("{} key={}: dead letter of {}: {}", place, offset, "payments-group", "no amount");
  }

  private long happened() {
    return lines().stream()
        .mapToLong(line -> 1 + Long.parseLong(line.getOrDefault("labels.held_back", "0")))
        .sum();
  }

  private List<Map<String, String>> lines() {
    return written.toString(UTF_8).lines().map(LogLines::ecs).toList();
  }
}
