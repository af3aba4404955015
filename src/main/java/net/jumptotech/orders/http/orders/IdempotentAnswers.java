package net.jumptotech.orders.http.orders;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.RecentValues;

/**
 * Answers a request that its sender repeats under the same {@code Idempotency-Key} with the first
 * answer; senders do not see each other's keys. Answers are kept in this process, for a limited
 * time, up to a size, and only if they were successful. A later repeat, or one to another process,
 * sends the orders again, and the pipeline still settles them once. Used on one event loop.
 */
final class IdempotentAnswers {

  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final long MAX_BYTES = 16 * 1_024 * 1_024;

  /** Approximate size of an entry without its key and its answer. */
  private static final int ENTRY_BYTES = 300;

  private final Map<String, byte[]> working = new HashMap<>();
  private final RecentValues<Kept> kept;

  private record Kept(byte[] request, Answer answer) {}

  IdempotentAnswers() {
    this(() -> System.nanoTime() / 1_000_000, MAX_BYTES);
  }

  IdempotentAnswers(LongSupplier clockMs, long maxBytes) {
    this.kept = new RecentValues<>(clockMs, KEPT, maxBytes);
  }

  /**
   * @throws Problem 409 while the same request is in progress, 422 if the key was used for another
   *     one
   */
  Future<Answer> once(String key, Call call, Supplier<Future<Answer>> work) {
    byte[] request = fingerprint(call);
    String entry = call.client().sender() + ' ' + key; // no name has a blank
    Kept before = kept.get(entry).orElse(null);
    byte[] known = before == null ? working.get(entry) : before.request;
    if (known != null && !Arrays.equals(known, request)) {
      throw Problem.of(
          422,
          "Idempotency-Key \""
              + ParameterRules.shown(key)
              + "\" was already used with another body.");
    }
    if (before != null) {
      return Future.succeededFuture(before.answer.with("Idempotency-Replayed", "true"));
    }
    if (known != null) {
      throw Problem.inProgress(
          "The request with Idempotency-Key \""
              + ParameterRules.shown(key)
              + "\" is still being processed. Try again.");
    }
    working.put(entry, request);
    return Future.succeededFuture() // so that an exception becomes a failure
        .compose(go -> work.get())
        .onComplete(
            answer -> {
              working.remove(entry);
              long size = ENTRY_BYTES + entry.length() + answer.length();
              kept.put(entry, new Kept(request, answer), size);
            },
            refused -> working.remove(entry));
  }

  private static byte[] fingerprint(Call call) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(call.contentType().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      return digest.digest(call.body().getBytes());
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every JVM has it
    }
  }
}
