package net.jumptotech.orders.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Instant;
import java.util.List;
import net.jumptotech.orders.monitor.StateLine.Level;
import net.jumptotech.orders.runtime.ProblemKind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class StateWatchTest {

  private static final Instant NOON = Instant.parse("2026-01-05T12:00:00Z");
  private static final StateLine WELL =
      StateLine.of(ProblemKind.WELL, Level.WELL, "All is well", "");
  private static final StateLine BEHIND =
      StateLine.of(ProblemKind.GROUP_BEHIND, Level.BEHIND, "It is 9 s behind", "9 orders wait.")
          .about("g");

  private final StateWatch watch = new StateWatch();
  private final Logger logger = (Logger) LoggerFactory.getLogger(StateWatch.class);
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
    logger.setAdditive(false);
    logger.setLevel(ch.qos.logback.classic.Level.INFO);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(lines);
    logger.setAdditive(true);
    logger.setLevel(null);
  }

  @Test
  void aLineKeepsTheTimeAtWhichItBecameTrueWhileItsNumbersChange() {
    assertThat(at(0, BEHIND).since()).isEqualTo(NOON);
    StateLine worse =
        StateLine.of(ProblemKind.GROUP_BEHIND, Level.BEHIND, "It is 12 s behind", "15 orders wait.")
            .about("g");
    assertThat(at(3, worse).since()).isEqualTo(NOON);
    at(4, WELL);
    assertThat(at(5, BEHIND).since()).as("again").isEqualTo(NOON.plusSeconds(5));
    Instant known = NOON.minusSeconds(60);
    assertThat(at(6, BEHIND.since(known)).since()).isEqualTo(known);
  }

  @Test
  void whatHoldsForTwoSecondsIsLoggedOnceAndItsEndWithHowLongItTook() {
    at(0, WELL);
    at(2, WELL);
    at(3, BEHIND);
    at(4, BEHIND);
    assertThat(logged()).isEmpty();
    at(5, BEHIND);
    at(6, BEHIND);
    at(60, BEHIND);
    assertThat(logged())
        .containsExactly("WARN It is 9 s behind. 9 orders wait. See docs/operate.md#group-behind");
    at(64, WELL);
    at(66, WELL);
    at(67, WELL);
    assertThat(logged()).hasSize(2).last().isEqualTo("INFO All is well again, after 1 min 1 s");
  }

  @Test
  void whatPassesSoonerIsNotLogged() {
    for (int second = 0; second < 20; second++) {
      at(second, second % 2 == 0 ? WELL : BEHIND);
    }
    assertThat(logged()).isEmpty();
  }

  @Test
  void whatLastsIsLoggedAgainEveryTenMinutes() {
    for (int second = 0; second <= 1_210; second++) {
      at(second, BEHIND);
    }
    assertThat(logged()).hasSize(3);
  }

  private StateLine at(int second, StateLine line) {
    return watch.see(List.of(line), NOON.plusSeconds(second)).get(0);
  }

  private List<String> logged() {
    return lines.list.stream().map(it -> it.getLevel() + " " + it.getFormattedMessage()).toList();
  }
}
