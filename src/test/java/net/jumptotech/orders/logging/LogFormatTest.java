package net.jumptotech.orders.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.LoggingEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.runtime.LogFields;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

final class LogFormatTest {

  private static final Instant AT = Instant.parse("2026-11-30T10:52:25.120Z");

  /** Docker and the awslogs driver cut a line there. */
  private static final int DOCKERS_LINE = 16 * 1024;

  static List<String> hostile() {
    return List.of(
        "",
        " ",
        "say \"no\" \\ and 'yes' = a=b",
        "one\n2026-11-30T10:52:25.120Z ERROR Main: forged\r\nlevel=ERROR",
        "red \u001b[31m, \u009b31m, bell \u0007, null \u0000, delete \u007f",
        "left to right \u202e turned, \u2028 line separator \u2029 \u0085",
        "Zürich 東京 \ud83d\ude00",
        "lone \ud83d and \ude00, and last \ud83d");
  }

  @Test
  void textIsWhatItAlwaysWas() {
    LoggingEvent event = event("orders-2@1500 key=7: dead letter");
    event.addKeyValuePair(new KeyValuePair(LogFields.PLACE, "orders-2@1500"));

    assertThat(written(LogFormat.TEXT, event))
        .matches("2026-1[12]-\\S+:25\\.120(Z|[+-]\\d\\d:\\d\\d) WARN  Pump: .*\\n")
        .endsWith(" WARN  Pump: orders-2@1500 key=7: dead letter\n");
  }

  @Test
  void aTraceInTextTakesLinesThatAreIndented() {
    LoggingEvent event = thrown("broken\n2026-11-30T10:52:25.120Z ERROR Main: forged");

    List<String> lines = written(LogFormat.TEXT, event).lines().toList();

    assertThat(lines).hasSizeGreaterThan(3);
    assertThat(lines.get(1)).startsWith("java.lang.IllegalStateException: broken");
    assertThat(lines.get(2)).isEqualTo("\t2026-11-30T10:52:25.120Z ERROR Main: forged");
    assertThat(lines.subList(2, lines.size()))
        .allMatch(line -> line.startsWith("\t") || line.startsWith("Caused by: "));
  }

  @Test
  void ecsHasTheNamesOfTheSchemaAndFieldsOfItsOwn() {
    LoggingEvent event = thrown("broken");
    about(event);

    Map<String, String> line = LogLines.ecs(written(LogFormat.ECS, event));

    assertThat(List.copyOf(line.keySet()).subList(0, 3))
        .containsExactly("@timestamp", "log.level", "message");
    assertThat(OffsetDateTime.parse(line.get("@timestamp")).toInstant()).isEqualTo(AT);
    assertThat(line)
        .containsEntry("log.level", "WARN")
        .containsEntry("message", "it failed")
        .containsEntry("ecs.version", "8.11.0")
        .containsEntry("log.logger", "net.jumptotech.orders.stream.pump.Pump")
        .containsEntry("process.thread.name", "a thread")
        .containsEntry("labels.order_id", "7")
        .containsEntry("labels.place", "orders-2@1500")
        .containsEntry("trace.id", "0af7651916cd43dd8448eb211c80319c")
        .containsEntry("url.path", "/api/orders")
        .containsEntry("error.type", "java.lang.IllegalStateException")
        .containsEntry("error.message", "broken");
    assertThat(line.get("error.stack_trace"))
        .startsWith("java.lang.IllegalStateException: broken\n\tat ")
        .contains("Caused by: java.io.IOException: disk");
  }

  @Test
  void logfmtHasTheSameFields() {
    LoggingEvent event = thrown("broken");
    about(event);
    event.addKeyValuePair(new KeyValuePair("level", "not ours"));

    Map<String, String> line = LogLines.logfmt(written(LogFormat.LOGFMT, event).stripTrailing());

    assertThat(OffsetDateTime.parse(line.get("time")).toInstant()).isEqualTo(AT);
    assertThat(line)
        .containsEntry("level", "WARN")
        .containsEntry("logger", "net.jumptotech.orders.stream.pump.Pump")
        .containsEntry("msg", "it failed")
        .containsEntry("order_id", "7")
        .containsEntry("place", "orders-2@1500")
        .containsEntry("trace_id", "0af7651916cd43dd8448eb211c80319c")
        .containsEntry("path", "/api/orders")
        .containsEntry("_level", "not ours")
        .containsEntry("error_type", "java.lang.IllegalStateException")
        .containsEntry("error", "broken");
    assertThat(line.get("stack_trace")).contains("\n\tat ", "Caused by: java.io.IOException: disk");
  }

  @Test
  void theLastCauseIsThereHoweverDeepTheCalls() {
    LoggingEvent event = thrown("x".repeat(10_000));
    assertThat(LogEvents.trace(event.getThrowableProxy()))
        .hasSizeLessThan(Escape.TRACE_BYTES)
        .contains("\n\t... ")
        .contains("\nCaused by: java.io.IOException: disk\n\t... ");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatOthersSendNeitherEndsALineNorCommandsATerminal(String sent) {
    LoggingEvent event = LogEvents.saying(sent, thrown(sent));
    event.addKeyValuePair(new KeyValuePair(LogFields.ORDER_ID, sent));
    event.addKeyValuePair(new KeyValuePair(sent, "a name"));
    String whole =
        sent.replaceAll(
            "(?<![\ud800-\udbff])[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])", "\ufffd");

    String ecs = oneLine(LogFormat.ECS, event);
    assertThat(LogLines.ecs(ecs))
        .containsEntry("message", whole)
        .containsEntry("labels.order_id", whole)
        .containsEntry("error.message", whole);

    String logfmt = oneLine(LogFormat.LOGFMT, event);
    assertThat(LogLines.logfmt(logfmt))
        .containsEntry("msg", whole)
        .containsEntry("order_id", whole)
        .containsEntry("error", whole);

    String text = written(LogFormat.TEXT, event);
    assertThat(text).doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u2028-\u202e&&[^\\n\\t]]");
    assertThat(text.lines().filter(line -> line.startsWith("2026-"))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(LogFormat.class)
  void aLineIsBoundedWhateverIsSent(LogFormat format) {
    for (String part : List.of("x", "\u0001", "\ud83d\ude00", "\nx", "\"")) {
      String huge = part.repeat(100_000);
      LoggingEvent event = LogEvents.saying(huge, thrown(huge));
      event.addKeyValuePair(new KeyValuePair(LogFields.ORDER_ID, huge));
      event.addKeyValuePair(new KeyValuePair(huge, huge));

      String line = written(format, event);

      assertThat(line.getBytes(UTF_8)).hasSizeLessThan(DOCKERS_LINE);
      assertThat(line).contains(" more characters)");
      if (format == LogFormat.ECS) {
        LogLines.ecs(line);
      } else if (format == LogFormat.LOGFMT) {
        LogLines.logfmt(line.stripTrailing());
      }
    }
  }

  @Test
  void aNameThatIsThereTwiceIsWrittenOnce() {
    LoggingEvent event = event("twice");
    event.addKeyValuePair(new KeyValuePair("a b", "1"));
    event.addKeyValuePair(new KeyValuePair("a-b", "2"));

    assertThat(LogLines.ecs(written(LogFormat.ECS, event))).containsEntry("labels.a_b", "1");
    assertThat(LogLines.logfmt(written(LogFormat.LOGFMT, event).stripTrailing()))
        .containsEntry("a_b", "1");
  }

  @Test
  void anyOtherNameIsAMistakeAndWritesText() {
    assertThat(LogFormat.parse("ecs")).isEqualTo(LogFormat.ECS);
    assertThatThrownBy(() -> LogFormat.parse("json"))
        .hasMessage("expected text, logfmt or ecs, was \"json\"");
    LogEncoder encoder = new LogEncoder();
    encoder.setFormat("json");
    assertThat(new String(encoder.encode(event("hello")), UTF_8)).endsWith(" WARN  Pump: hello\n");
  }

  private static LoggingEvent event(String message) {
    LoggingEvent event = new LoggingEvent();
    event.setLoggerName("net.jumptotech.orders.stream.pump.Pump");
    event.setLevel(Level.WARN);
    event.setMessage(message);
    event.setThreadName("a thread");
    event.setInstant(AT);
    return event;
  }

  private static LoggingEvent thrown(String message) {
    Logger logger = (Logger) LoggerFactory.getLogger("net.jumptotech.orders.stream.pump.Pump");
    LoggingEvent event =
        new LoggingEvent(
            "here",
            logger,
            Level.WARN,
            null,
            new IllegalStateException(message, new IOException("disk")),
            null);
    return LogEvents.saying("it failed", withThread(event));
  }

  private static LoggingEvent withThread(LoggingEvent event) {
    event.setThreadName("a thread");
    event.setInstant(AT);
    return event;
  }

  private static void about(LoggingEvent event) {
    event.addKeyValuePair(new KeyValuePair(LogFields.ORDER_ID, 7));
    event.addKeyValuePair(new KeyValuePair(LogFields.PLACE, "orders-2@1500"));
    event.addKeyValuePair(new KeyValuePair(LogFields.TRACE_ID, "0af7651916cd43dd8448eb211c80319c"));
    event.addKeyValuePair(new KeyValuePair(LogFields.PATH, "/api/orders"));
  }

  private static String oneLine(LogFormat format, LoggingEvent event) {
    String line = written(format, event);
    assertThat(line).endsWith("\n");
    String content = line.substring(0, line.length() - 1);
    assertThat(content).doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f\u2028-\u202e]");
    return content;
  }

  /** As the encoder gives it, which has to be UTF-8. */
  private static String written(LogFormat format, LoggingEvent event) {
    LogEncoder encoder = new LogEncoder();
    encoder.use(format);
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(encoder.encode(event))).toString();
    } catch (CharacterCodingException wrong) {
      throw new AssertionError(wrong);
    }
  }
}
