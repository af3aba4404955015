package net.jumptotech.orders.stream.operations;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import net.jumptotech.orders.event.FieldSink;
import net.jumptotech.orders.event.Json;

/**
 * The records of one writer: numbered, each with the hash of the one before. Several processes
 * write to the topic at once, so each has a chain of its own; the daily root ties them together.
 */
final class Chain {

  private final String writer;
  private long number;
  private String last = Sealed.NONE;

  /**
   * @param writer no other chain has this name
   */
  Chain(String writer) {
    this.writer = writer;
  }

  /** The record of an operation, which is the last one from now on. */
  Sealed next(Operation operation, Instant at) {
    number++;
    String previous = last;
    Sealed sealed =
        Sealed.of(
            Json.bytes(
                (FieldSink out) -> {
                  out.put("writer", writer);
                  out.put("number", number);
                  out.put("previous", previous);
                  out.put("at", at.truncatedTo(ChronoUnit.MILLIS).toString());
                  out.put("who", operation.who());
                  out.put("from", operation.from());
                  out.put("action", operation.action());
                  out.put("outcome", operation.outcome().toString());
                  putUnlessEmpty(out, "what", operation.what());
                  operation.why().ifPresent(it -> out.put("why", it));
                  putUnlessEmpty(out, "before", operation.before());
                  putUnlessEmpty(out, "after", operation.after());
                  operation.of().ifPresent(it -> out.put("of", it));
                }));
    last = sealed.hash();
    return sealed;
  }

  private static void putUnlessEmpty(FieldSink out, String name, Map<String, Object> values) {
    if (!values.isEmpty()) {
      out.put(name, (Object) values);
    }
  }
}
