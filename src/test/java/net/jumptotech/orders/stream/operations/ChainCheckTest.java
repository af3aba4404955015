package net.jumptotech.orders.stream.operations;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
  void aCheckThatBeginsBehindARootComesToTheSame() throws Exception {
    Chain silent = new Chain("silent");
    write(silent, "before");
    writeBoth();
    writeRoot();
    write(silent, "after"); // not since the root before, so the root does not name it
    writeBoth();
    writeRoot("2026-05-01");
    write(two, "last");

    ChainCheck all = check();
    ChainCheck some = checkAfter(root(7));
    assertThat(some.first()).isEmpty();
    assertThat(some.root()).isEqualTo(all.root());
    assertThat(some.records()).isEqualTo(all.records());
    assertThat(some.roots()).isEqualTo(all.roots());
    assertThat(some.sinceRoot()).isEqualTo(all.sinceRoot());
    assertThat(some.since()).contains(root(7));
  }

  @Test
  void aCheckThatBeginsBehindARootFindsWhatIsWrongAfterIt() throws Exception {
    writeBoth();
    writeRoot();
    writeBoth();
    writeRoot("2026-05-01");
    DailyRoot begin = root(6);
    values.set(1, "{}".getBytes(UTF_8));
    assertThat(checkAfter(begin).first()).as("it was checked before").isEmpty();
    byte[] removed = values.remove(9);
    assertThat(checkAfter(begin).first())
        .hasToString("Optional[offset 10: " + missing("one") + "]");
    values.add(9, removed);
    values.set(8, text(8).replace("b1", "b9").getBytes(UTF_8));
    assertThat(checkAfter(begin).first().orElseThrow().toString()).startsWith("offset 8: was alt");
  }

  private static String missing(String writer) {
    return "before it, record 6 of the writer " + writer + " is missing";
  }

  @Test
  void aRootThatIsForgedIsNamedByTheCheckThatBeginsBeforeIt() throws Exception {
    writeBoth();
    writeRoot();
    DailyRoot begin = root(6);
    writeBoth();
    Operation root = DailyRoot.of("2026-05-01", "ab".repeat(32), 13, 13, check().sinceRoot());
    values.add(one.next(root, AT).bytes());
    assertThat(checkAfter(begin).first())
        .hasToString("Optional[offset 13: its root is not that of the 13 records before it]");
  }

  @Test
  void whatWasFoundIsForgottenBeforeTheRootOfTheLastDayButOne() {
    writeBoth();
    values.set(2, "{}".getBytes(UTF_8));
    assertThat(forgetful().first()).isPresent();
    writeRoot("2026-05-01");
    assertThat(forgetful().first()).isPresent();
    assertThat(forgetful().since()).isEmpty();
    writeRoot("2026-05-02");
    assertThat(forgetful().first()).isEmpty();
    assertThat(forgetful().since().orElseThrow().day()).isEqualTo("2026-05-01");
    assertThat(check().first()).as("by a check of everything it is found").isPresent();
  }

  private ChainCheck forgetful() {
    ChainCheck check = new ChainCheck(Optional.empty());
    for (int i = 0; i < values.size(); i++) {
      check.add(i, values.get(i));
    }
    return check;
  }

  @Test
  void aRootThatWasNotedElsewhereIsFoundOrNot() {
    writeBoth();
    String noted = check().root();
    write(one, "after");
    ChainCheck check = new ChainCheck(noted);
    ChainCheck other = new ChainCheck(noted);
    for (int i = 0; i < values.size(); i++) {
      check.add(i, values.get(i));
      if (i != 3) {
        other.add(i, values.get(i));
      }
    }
    assertThat(check.recordsOfSought()).hasValue(6);
    assertThat(other.recordsOfSought()).isEmpty();
  }

  @Test
  void theSearchForARootFindsTheNewestOfTheDayBeforeTheLast() throws Exception {
    writeBoth();
    writeRoot("2026-05-01");
    writeRoot("2026-05-01");
    writeBoth();
    writeRoot("2026-05-02");
    writeRoot("2026-05-02");
    write(one, "after");
    for (int chunk : new int[] {1, 2, 3, 100}) {
      RootSearch search = new RootSearch();
      for (int below = values.size(); below > 0 && search.found().isEmpty(); below -= chunk) {
        for (int i = Math.max(0, below - chunk); i < below; i++) {
          search.add(values.get(i));
        }
        search.goBack();
      }
      assertThat(search.found()).as("chunks of %d", chunk).contains(root(7));
    }
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
    writeRoot("2026-04-30");
  }

  private void writeRoot(String day) {
    values.add(one.next(verified(check()).rootOf(day), AT).bytes());
  }

  private static OperationReader.Verified verified(ChainCheck check) {
    return new OperationReader.Verified(
        check.records(),
        check.offset(),
        check.root(),
        check.since(),
        check.roots(),
        check.first(),
        check.sinceRoot());
  }

  private DailyRoot root(int at) throws Exception {
    return DailyRoot.read(Json.object(values.get(at)));
  }

  /** Of what came after a root. */
  private ChainCheck checkAfter(DailyRoot root) {
    ChainCheck check = new ChainCheck(Optional.of(root));
    for (int i = (int) root.offset(); i < values.size(); i++) {
      check.add(i, values.get(i));
    }
    return check;
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
