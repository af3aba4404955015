package net.jumptotech.orders.stream.settled;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class SettledIndexTest {

  private final SettledIndex index = new SettledIndex();

  @Test
  void anEmptyIndexKnowsNoId() {
    assertThat(List.of("0", "1", "7", "A1", "", "007")).noneMatch(this::contains);
    assertThat(index.size()).isZero();
  }

  @Test
  void idsThatLookAlikeAreDifferentIds() {
    List<String> ids =
        List.of(
            "0",
            "00",
            "7",
            "07",
            "007",
            "-7",
            "+7",
            "7 ",
            "7.0",
            "999999999999999999",
            "1000000000000000000",
            "9223372036854775807",
            "9223372036854775808",
            "18446744073709551623", // 2^64 + 7: must not wrap around to 7
            "a",
            "A",
            "");
    for (int i = 0; i < ids.size(); i++) {
      String id = ids.get(i);
      assertThat(contains(id)).as(id).isFalse();
      add(id);
      assertThat(contains(id)).as(id).isTrue();
      assertThat(index.size()).isEqualTo(i + 1L);
    }
  }

  @Test
  void addingAnIdTwiceKeepsItOnce() {
    for (int round = 0; round < 2; round++) {
      List.of("0", "42", "order-42").forEach(this::add);
    }
    assertThat(index.size()).isEqualTo(3);
  }

  @Test
  void itAnswersLikeASetOverRandomIdsOfAllKindsWhileItGrows() {
    Random random = new Random(20_260_105);
    Set<String> truth = new HashSet<>();
    for (int i = 0; i < 200_000; i++) {
      String id = randomId(random);
      assertThat(contains(id)).as(id).isEqualTo(truth.contains(id));
      if (random.nextBoolean()) {
        add(id);
        truth.add(id);
      }
    }
    assertThat(index.size()).isEqualTo(truth.size());
    assertThat(truth).allMatch(this::contains);
  }

  @Test
  void anIdTakesAtMostEightBytes() {
    SettledIndex numbers = new SettledIndex();
    SettledIndex texts = new SettledIndex();
    for (int i = 1; i <= 1_000_000; i++) {
      numbers.add(Integer.toString(i).getBytes(UTF_8));
      texts.add(("order-" + i).getBytes(UTF_8));
      if (i >= 400_000 && i % 1_000 == 0) {
        assertThat(numbers.bytes()).as("%,d numbers", i).isLessThanOrEqualTo(8L * i);
        assertThat(texts.bytes()).as("%,d texts", i).isLessThanOrEqualTo(8L * i);
      }
    }
    assertThat(texts.size()).isEqualTo(1_000_000);
  }

  @Test
  void aFewIdsTakeFewBytes() {
    assertThat(index.bytes()).isZero();
    add("1");
    assertThat(index.bytes()).isLessThan(1_000);
    IntStream.range(0, 10_000).forEach(i -> add("order-" + i));
    assertThat(index.bytes()).isLessThan(30 * 10_000);
  }

  @Test
  void numbersInARowDoNotClusterSoThatLookingThemUpGetsSlow() {
    IntStream.range(0, 300_000).forEach(i -> add(Integer.toString(i * 64)));
    long started = System.nanoTime();
    IntStream.range(0, 300_000).forEach(i -> contains(Integer.toString(i * 64 + 1)));
    assertThat((System.nanoTime() - started) / 300_000).as("ns a look-up").isLessThan(20_000);
  }

  private static String randomId(Random random) {
    return switch (random.nextInt(5)) {
      case 0 -> Integer.toString(random.nextInt(50_000));
      case 1 -> "0".repeat(random.nextInt(3)) + random.nextInt(1_000);
      case 2 -> "order-" + random.nextInt(50_000);
      case 3 -> Long.toString(random.nextLong(900_000_000_000_000_000L, Long.MAX_VALUE));
      default -> Long.toString(random.nextInt(100)) + random.nextLong(Long.MAX_VALUE);
    };
  }

  private boolean contains(String id) {
    return index.contains(id.getBytes(UTF_8));
  }

  private void add(String id) {
    index.add(id.getBytes(UTF_8));
  }
}
