package net.jumptotech.orders.store.couchbase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ConnectionStringTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '>',
      value = {
        "db > couchbase://db",
        "db:11210 > couchbase://db:11210",
        "couchbase://db > couchbase://db",
        "couchbases://db > couchbases://db",
        "couchbases://db1:11207,db2 > couchbases://db1:11207,db2",
        "db1, db2 > couchbase://db1,db2",
        "[::1]:11210 > couchbase://[::1]:11210",
        "cb.abc.cloud.couchbase.com > couchbases://cb.abc.cloud.couchbase.com",
        "cb.abc.cloud.couchbase.com:11207 > couchbases://cb.abc.cloud.couchbase.com",
        "couchbase://cb.abc.Cloud.Couchbase.com:11210 > couchbases://cb.abc.Cloud.Couchbase.com",
      })
  void aSchemeOrPortIsUnderstoodAndCapellaHasNoPortAndTls(String given, String expected) {
    assertThat(ConnectionString.of(given, false).text()).isEqualTo(expected);
  }

  @Test
  void tlsCanBeAskedForApart() {
    assertThat(ConnectionString.of("couchbase://db", true).text()).isEqualTo("couchbases://db");
    assertThat(ConnectionString.of("db", true).isSecure()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://db:8091", "db:port", "db:0", "db:99999", "db,", "", "db/bucket", "a b"})
  void whatIsNoHostIsSaidWithTheValue(String given) {
    assertThatThrownBy(() -> ConnectionString.of(given, false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("was \"" + given + "\"");
  }

  @Test
  void onlyThisMachineIsLoopback() {
    assertThat(ConnectionString.of("127.0.0.1:11210", false).isLoopback()).isTrue();
    assertThat(ConnectionString.of("localhost", false).isLoopback()).isTrue();
    assertThat(ConnectionString.of("127.0.0.1.example.org", false).isLoopback()).isFalse();
    assertThat(ConnectionString.of("localhost,db", false).isLoopback()).isFalse();
  }
}
