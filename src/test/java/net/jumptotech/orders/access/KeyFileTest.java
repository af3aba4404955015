package net.jumptotech.orders.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.LocalDate;
import java.util.EnumSet;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class KeyFileTest {

  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir private Path directory;

  @Test
  void aKeyIsKnownByItsHashUntilTheEndOfItsLastDay() throws Exception {
    Path file = directory.resolve("keys");
    String key = AccessKey.draw();
    String second = AccessKey.draw();
    KeyFile.append(file, "# the shops");
    KeyFile.append(
        file,
        KeyFile.line(
            "shop-a",
            EnumSet.of(Right.SEND_ORDERS, Right.READ_ORDERS),
            key,
            Optional.of(LocalDate.of(2027, 12, 31))));
    KeyFile.append(file, KeyFile.line("shop-a", Right.list("send"), second, Optional.empty()));

    Keys keys = Keys.read(file);
    Principal shop = keys.of(key).orElseThrow().principal();
    assertThat(shop.name()).isEqualTo("shop-a");
    assertThat(shop.rights()).containsOnly(Right.SEND_ORDERS, Right.READ_ORDERS);
    assertThat(shop.isExpired(Instant.parse("2027-12-31T23:59:59Z"))).isFalse();
    assertThat(shop.isExpired(Instant.parse("2028-01-01T00:00:00Z"))).isTrue();
    assertThat(keys.of(second).orElseThrow().principal().until()).isEmpty();
    assertThat(keys.of(AccessKey.draw())).isEmpty();
    assertThat(keys.of(HASH)).as("the hash is not the key").isEmpty();
    assertThat(Files.readString(file)).doesNotContain(key).doesNotContain(second);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    assertThatThrownBy(
            () ->
                KeyFile.append(
                    file,
                    KeyFile.line("shop-a", Right.list("send"), AccessKey.draw(), Optional.empty())))
        .hasMessage(
            "line 4: \"shop-a\" has more than 2 keys: remove those that are not used any more");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "shop-a orders:send                | expected NAME RIGHT[,RIGHT] HASH [ids PREFIX] [until"
            + " DATE], was 2 words",
        "shop:a orders:send HASH           | NAME: expected 1 to 64 characters from A-Za-z0-9_.-,"
            + " was \"shop:a\"",
        "shop-a orders:sand HASH           | did you mean orders:send?",
        "shop-a orders:send, HASH          | expected one of",
        "shop-a orders:send 12ab           | HASH: expected the 64 hexadecimal digits that orders"
            + " key prints",
        "shop-a orders:send HASH until May | until: expected a date such as 2027-12-31, was"
            + " \"May\"",
        "shop-a orders:send HASH since 1   | expected NAME RIGHT[,RIGHT] HASH [ids PREFIX] [until"
            + " DATE], was 5 words",
        "shop-a orders:send HASH until 2027-01-01 ids a | was 7 words",
        "shop-a orders:send HASH ids       | was 4 words",
        "shop-a orders:send HASH ids a/    | ids: expected 1 to 32 characters from A-Za-z0-9_.:-,"
            + " was \"a/\"",
      })
  void aWrongLineIsNamed(String line, String mistake) {
    String text = "\n" + line.replace("HASH", HASH) + "\n";
    assertThatThrownBy(() -> KeyFile.parse(text))
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(mistake);
  }

  @Test
  void aKeyCanBeForIdsWithAPrefix() {
    Optional<LocalDate> until = Optional.of(LocalDate.of(2027, 12, 31));
    String line =
        KeyFile.line("shop-a", Right.list("send"), AccessKey.draw(), Optional.of("shop-a-"), until);
    assertThat(line).matches("shop-a orders:send [0-9a-f]{64} ids shop-a- until 2027-12-31");
    Principal shop = KeyFile.parse(line).values().iterator().next();
    assertThat(shop.ids()).isEqualTo("shop-a-");
    assertThat(shop.until()).isPresent();
    assertThat(shop.atMostUntil(Instant.EPOCH).ids()).isEqualTo("shop-a-");
    assertThat(KeyFile.parse("a orders:send " + HASH).get(HASH).ids()).isEmpty();
  }

  @Test
  void oneKeyIsOnePersons() {
    String text = "a orders:send " + HASH + "\nb orders:send " + HASH + "\n";
    assertThatThrownBy(() -> KeyFile.parse(text))
        .hasMessage("line 2: this key is in the file already");
  }

  @Test
  void anAdministratorHasEveryRight() {
    Principal admin = new Principal("root", EnumSet.of(Right.ADMIN), Optional.empty());
    Principal viewer = new Principal("v", EnumSet.of(Right.READ_ORDERS), Optional.empty());
    assertThat(EnumSet.allOf(Right.class)).allMatch(admin::may).filteredOn(viewer::may).hasSize(1);
    assertThat(
            EnumSet.allOf(Right.class).stream()
                .map(Right::toString)
                .map(Right::of)
                .collect(Collectors.toSet()))
        .isEqualTo(EnumSet.allOf(Right.class));
  }
}
