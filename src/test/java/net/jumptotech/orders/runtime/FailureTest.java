package net.jumptotech.orders.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class FailureTest {

  @Test
  void inWordsIsOneLineWithoutNamesOfClasses() {
    assertThat(Failure.inWords(new IOException(" disk full\nat 5 "))).isEqualTo("disk full");
    assertThat(Failure.inWords(new IllegalStateException())).isEqualTo("illegal state");
    assertThat(Failure.inWords(new CompletionException(new TimeoutException("x"))))
        .isEqualTo(Failure.SILENCE);
    assertThat(Failure.inWords(new IOException("y".repeat(1_000)))).hasSize(201).endsWith("y…");
  }

  @Test
  void describeSaysWhatItIsIfItHasNoMessage() {
    IOException cause = new IOException("no route");
    assertThat(Failure.describe(cause)).isEqualTo("no route");
    assertThat(Failure.describe(new IOException())).isEqualTo("java.io.IOException");
    assertThat(Failure.describeRoot(new IllegalStateException("outer", cause)))
        .isEqualTo("no route");
  }

  @Test
  void onlyWhatFuturesPutAroundItIsUnwrapped() {
    IOException cause = new IOException(new IllegalStateException());
    assertThat(Failure.unwrapped(new CompletionException(new ExecutionException(cause))))
        .isSameAs(cause);
  }

  @Test
  void causesThatFormACircleHaveAnEnd() {
    Throwable one = new IllegalStateException("one");
    one.initCause(new IllegalStateException("other", one));
    assertThat(Failure.causes(one)).hasSize(20);
  }
}
