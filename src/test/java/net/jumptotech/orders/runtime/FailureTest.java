package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.common.errors.DisconnectException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void peopleAreToldWhatHappenedAndNoNamesOfClasses() {
    assertThat(Failure.inWords(new CompletionException(new TimeoutException("Call: listOffsets"))))
        .isEqualTo("no answer in time");
    assertThat(Failure.inWords(new org.apache.kafka.common.errors.TimeoutException("fetch")))
        .isEqualTo("no answer in time");
    assertThat(Failure.inWords(new DisconnectException("node 1")))
        .isEqualTo("the connection was lost");
    assertThat(Failure.inWords(new IllegalStateException("the database is locked\nat line 1")))
        .isEqualTo("the database is locked");
    assertThat(Failure.inWords(new NullPointerException(null))).isEqualTo("null pointer");
    assertThat(Failure.inWords(new IllegalStateException("x".repeat(300)))).hasSize(201);
  }
}
