package net.jumptotech.orders.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.Optional;

/**
 * The header of a record that says which trace it belongs to, as W3C Trace Context defines it. Its
 * companion {@code tracestate} is not carried on.
 */
public final class Traceparent {

  public static final String HEADER = "traceparent";

  /** A later version of the header may be longer than the 55 bytes of today's. */
  private static final int LONGEST = 256;

  private static final TextMapGetter<String> ONE_HEADER =
      (value, name) -> name.equals(HEADER) ? value : null;

  private static final TextMapSetter<StringBuilder> APPENDING =
      (value, name, text) -> {
        if (name.equals(HEADER)) {
          value.append(text);
        }
      };

  private Traceparent() {}

  /**
   * @param value of the header, or null
   * @return 32 hexadecimal digits; empty if the record belongs to no trace that is kept
   */
  public static Optional<String> id(byte[] value) {
    return Optional.of(Span.fromContext(read(value)).getSpanContext())
        .filter(SpanContext::isSampled)
        .map(SpanContext::getTraceId);
  }

  /** The root if there is no trace, or the value is wrong. */
  static Context read(byte[] value) {
    return value == null || value.length > LONGEST
        ? Context.root()
        : W3CTraceContextPropagator.getInstance()
            .extract(Context.root(), new String(value, US_ASCII), ONE_HEADER);
  }

  static byte[] write(Context context) {
    StringBuilder value = new StringBuilder(55);
    W3CTraceContextPropagator.getInstance().inject(context, value, APPENDING);
    return value.toString().getBytes(US_ASCII);
  }
}
