package net.jumptotech.orders.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.DisconnectException;
import org.junit.jupiter.api.Test;

class CauseTest {

  @Test
  void peopleAreToldWhatHappenedAndNoNamesOfClasses() {
    assertThat(Cause.inWords(new CompletionException(new TimeoutException("Call: listOffsets"))))
        .isEqualTo("no answer in time");
    assertThat(Cause.inWords(new org.apache.kafka.common.errors.TimeoutException("fetch")))
        .isEqualTo("no answer in time");
    assertThat(Cause.inWords(new DisconnectException("node 1")))
        .isEqualTo("the connection was lost");
    assertThat(Cause.inWords(new IllegalStateException("the database is locked\nat line 1")))
        .isEqualTo("the database is locked");
    assertThat(Cause.inWords(new NullPointerException(null))).isEqualTo("null pointer");
    assertThat(Cause.inWords(new IllegalStateException("x".repeat(300)))).hasSize(201);
  }
}
