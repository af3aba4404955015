package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

final class IndexesTest {

  @Test
  void eachStatementCreatesWhatLacksInTheBucketThatIsConfigured() {
    List<String> statements = Indexes.statements("other-bucket");

    assertThat(statements)
        .hasSize(9)
        .allMatch(it -> it.matches("CREATE INDEX \\w+ IF NOT EXISTS ON `other-bucket` \\(.+\\)"));
  }

  @Test
  void eachFieldInAnIndexIsOneThatDocumentsHave() {
    List<String> fields =
        List.of(
            StoredDocument.POSITION,
            StoredDocument.MINUTE,
            StoredDocument.PAYMENT,
            StoredDocument.AMOUNT,
            StoredDocument.FLAGGED,
            StoredDocument.CONFLICT,
            StoredDocument.STUB,
            StoredDocument.PAID,
            StoredDocument.PAID_CURRENCY,
            StoredDocument.AMOUNT_MILLIONS,
            StoredDocument.AMOUNT_REST,
            StoredDocument.PAID_MILLIONS,
            StoredDocument.PAID_REST);

    for (String statement : Indexes.statements("b")) {
      String keys = statement.substring(statement.indexOf('(') + 1, statement.lastIndexOf(')'));
      for (String key : keys.replace(" DESC", "").replace("`", "").split(",\\s*")) {
        if (key.startsWith("_meta.")) {
          assertThat(fields).contains(key.substring("_meta.".length()));
        } else {
          assertThat(key).isIn("country", "currency", "status");
        }
      }
    }
  }
}
