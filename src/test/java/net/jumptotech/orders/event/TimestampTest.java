package net.jumptotech.orders.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads what the JDK reads, as the JDK reads it. */
final class TimestampTest {

  private static final long SEED = 20_260_105;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-05T10:42:18.091Z",
        "2026-01-05T10:42:18Z",
        "2026-01-05T10:42:18.1Z",
        "2026-01-05T10:42:18.123456789Z",
        "0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59.999999999Z",
        "2024-02-29T00:00:00Z",
        "2026-01-05T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01-05T10:42:18+02:00",
        "2026-01-05t10:42:18z",
        "2026-01-05T10:42:18.Z",
        "+12026-01-05T10:42:18Z",
        "-0001-01-05T10:42:18Z"
      })
  void whatTheJdkReadsIsReadTheSame(String text) {
    assertThat(read(text)).isEqualTo(jdk(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "Z",
        "2026-01-05",
        "2026-01-05T10:42:18",
        "2026-13-05T10:42:18Z",
        "2026-02-29T10:42:18Z",
        "2026-01-05T25:42:18Z",
        "2026-01-05T10:60:18Z",
        "2026-01-05T10:42:18.1234567890Z",
        "2026-01-05T10:42:18,5Z",
        "2026-01-05T10:42:18.x1Z",
        "2026-01-05 10:42:18Z",
        "٢٠٢٦-01-05T10:42:18Z"
      })
  void whatTheJdkRefusesIsRefused(String text) {
    assertThat(jdk(text)).isNull();
    assertThatThrownBy(() -> Timestamp.parse(text)).isInstanceOf(DateTimeException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-01-05T10:42:18Z",
        "2026-01-05T10:42:18.1Z",
        "2026-01-05T10:42:18.091Z",
        "1990-09-09T09:00:09.123456789Z",
        "2024-02-29T23:59:59.999999999Z"
      })
  void theUsualFormIsReadWithoutTheJdk(String text) {
    assertThat(Timestamp.byHand(text)).contains(Instant.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "2026-01-05T10:42:18",
        "2026-01-05T10:42:18X",
        "2026-01-05T10:42:18.Z",
        "2026-01-05T10:42:18,5Z",
        "2026-01-05T10:42:1805Z",
        "2026-01-05T10:42:18.1/Z",
        "2026-01-05T10:42:18.:Z",
        "2026-01-05T10:42:18.1234567890Z",
        "2026-01-05T10:42:18.091+02:00",
        "2026-01-05T24:00:00Z",
        "2016-12-31T23:59:60Z",
        "2026-01/05T10:42:18Z",
        "2026-01-0xT10:42:18Z"
      })
  void anyOtherFormIsLeftToTheJdk(String text) {
    assertThat(Timestamp.byHand(text)).isEmpty();
  }

  @Test
  void whatWeWriteIsReadBack() {
    Random random = new Random(SEED);
    for (int i = 0; i < 100_000; i++) {
      Instant instant =
          Instant.ofEpochSecond(
              random.nextLong(-62_135_596_800L, 253_402_300_800L), random.nextInt(1_000_000_000));
      assertThat(Timestamp.parse(instant.toString())).isEqualTo(instant);
    }
  }

  @Test
  void timesAreWrittenAsTheJdkWritesThem() {
    Random random = new Random(SEED);
    int[] units = {1_000_000_000, 1_000_000, 1_000, 1};
    for (int i = 0; i < 100_000; i++) {
      long second = random.nextLong(-62_135_596_800L, 253_402_300_800L);
      int unit = units[random.nextInt(units.length)];
      Instant at =
          Instant.ofEpochSecond(
              random.nextInt(8) == 0 ? second - second % 60 : second,
              unit * (long) random.nextInt(1_000_000_000 / unit));
      assertThat(Timestamp.text(at)).isEqualTo(at.toString());
    }
    assertThat(Timestamp.text(Instant.parse("0001-01-01T00:00:00Z"))).hasSize(20);
  }

  private static Instant read(String text) {
    try {
      return Timestamp.parse(text);
    } catch (DateTimeException refused) {
      return null;
    }
  }

  private static Instant jdk(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeException refused) {
      return null;
    }
  }
}
