package net.jumptotech.orders.stream.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.stream.operations.Operation.Outcome;
import org.junit.jupiter.api.Test;

final class ChainCheckTest {

  private static final Instant AT = Instant.parse("2026-05-01T10:00:00Z");

  private final Chain one = new Chain("one");
  private final Chain two = new Chain("two");
  private final List<byte[]> values = new ArrayList<>();

  @Test
  void whatWasWrittenIsWhole() {
    writeBoth();
    writeRoot();
    write(one, "after");

    assertThat(check().first()).isEmpty();
    assertThat(check().records()).isEqualTo(8);
    assertThat(check().roots())
        .singleElement()
        .satisfies(it -> assertThat(it.records()).isEqualTo(6));
  }

  @Test
  void anAlteredByteIsNamed() {
    writeBoth();
    values.set(2, text(2).replace("a2", "a9").getBytes(UTF_8));

    assertThat(first()).isEqualTo("offset 2: was altered: its hash is not that of its content");
  }

  @Test
  void aRecordThatWasAlteredTogetherWithItsHashIsNamedByTheOneThatFollows() throws Exception {
    writeBoth();
    byte[] content = Sealed.read(values.get(2)).orElseThrow().content();
    String altered = new String(content, UTF_8).replace("a2", "a9");
    values.set(2, Sealed.of(altered.getBytes(UTF_8)).bytes());
    assertThat(Json.object(values.get(2))).containsEntry("action", "a9");

    assertThat(first())
        .isEqualTo(
            "offset 2: was altered: record 3 of one, at offset 4, follows a record with another"
                + " hash");
  }

  @Test
  void aRecordThatIsMissingInTheMiddleIsNamedEvenIfTheRestMovesUp() {
    writeBoth();
    byte[] removed = values.remove(2);
    assertThat(first()).isEqualTo("offset 3: before it, record 2 of the writer one is missing");

    values.add(2, removed);
    ChainCheck gap = new ChainCheck();
    for (int offset : new int[] {0, 1, 4, 5}) {
      gap.add(offset, values.get(offset));
    }
    assertThat(gap.first()).hasToString("Optional[offset 2: 2 to 3 are missing]");
  }

  @Test
  void recordsThatAreMissingAtTheEndOfAChainAreNamedByTheRoot() {
    writeBoth();
    writeRoot();
    values.remove(5);
    values.remove(3);

    assertThat(first())
        .isEqualTo("offset 4: before it, records 2 to 3 of the writer two are missing");
  }

  @Test
  void aWholeChainThatIsMissingIsNamedByTheRoot() {
    writeBoth();
    writeRoot();
    List.of(5, 3, 1).forEach(at -> values.remove((int) at));

    assertThat(first())
        .isEqualTo("offset 3: before it, records 1 to 3 of the writer two are missing");
  }

  @Test
  void anotherOrderIsNamed() {
    writeBoth();
    values.add(2, values.remove(4));
    assertThat(first()).isEqualTo("offset 2: before it, record 2 of the writer one is missing");
  }

  @Test
  void anotherOrderOfTwoWritersIsNamedByTheRoot() {
    writeBoth();
    writeRoot();
    values.add(2, values.remove(3)); // of two writers, so that each chain is whole
    assertThat(first()).isEqualTo("offset 6: its root is not that of the 6 records before it");
  }

  @Test
  void aCopyAndAForeignRecordAreNamed() {
    writeBoth();
    values.add(values.get(0));
    assertThat(first()).isEqualTo("offset 6: record 1 of one comes after record 3 of it");

    values.clear();
    values.add("{}".getBytes(UTF_8));
    assertThat(first()).isEqualTo("offset 0: is no record of ours: it does not end with a hash");
    values.set(0, Sealed.of("{\"a\":1}".getBytes(UTF_8)).bytes());
    assertThat(first()).startsWith("offset 0: is no record of ours");
    values.set(0, null);
    assertThat(first()).startsWith("offset 0: is no record of ours");
  }

  @Test
  void whatIsGoneFromTheEndIsNoticedByWhoHasReadIt() {
    writeBoth();
    ChainCheck check = check();
    check.end(4);
    assertThat(check.first())
        .hasToString("Optional[offset 4: 4 to 5 were there before and are missing]");
  }

  @Test
  void theRootIsThatOfEveryRecordInItsOrder() {
    writeBoth();
    String root = check().root();
    for (int i = 0; i < values.size(); i++) {
      byte[] removed = values.remove(i);
      assertThat(check().root()).isNotEqualTo(root);
      values.add(i, removed);
    }
    assertThat(check().root()).isEqualTo(root);
  }

  @Test
  void textsAreBoundedAndAlwaysText() throws Exception {
    values.add(
        one.next(
                Operation.of(
                    "\uD83D\uDE00".repeat(250).substring(1), "h", "a", Outcome.DONE, Map.of()),
                AT)
            .bytes());
    assertThat(check().first()).isEmpty();
    assertThat((String) Json.object(values.get(0)).get("who")).hasSizeLessThan(520);
  }

  private void writeBoth() {
    for (int i = 1; i < 4; i++) {
      write(one, "a" + i);
      write(two, "b" + i);
    }
  }

  private void write(Chain chain, String action) {
    values.add(
        chain
            .next(Operation.of("who", "127.0.0.1", action, Outcome.DONE, Map.of("id", 1)), AT)
            .bytes());
  }

  private void writeRoot() {
    ChainCheck before = check();
    Operation root =
        DailyRoot.of("2026-04-30", before.root(), before.records(), before.sinceRoot());
    values.add(one.next(root, AT).bytes());
  }

  private String text(int at) {
    return new String(values.get(at), UTF_8);
  }

  private ChainCheck check() {
    ChainCheck check = new ChainCheck();
    for (int i = 0; i < values.size(); i++) {
      check.add(i, values.get(i));
    }
    return check;
  }

  private String first() {
    return check().first().orElseThrow().toString();
  }
}
