package net.jumptotech.orders.event;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * JSON that knows no event. Reading is strict (a field given twice and text after the value are
 * mistakes); numbers are never read as binary floating point, so what passes through leaves as it
 * came.
 *
 * <p>Safe for use by several threads.
 */
public final class Json {

  private static final int SHOWN = 64;
  private static final int USUAL_LENGTH = 1024;

  /** What Jackson says instead of the source, which it is told to leave out, and of itself. */
  private static final Pattern REDACTED =
      Pattern.compile("Source: REDACTED [^;]*; | \\(bound as .*");

  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              JsonFactory.builder()
                  .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                  .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(64)
                          .maxNumberLength(400)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);
  private static final ObjectReader READER = MAPPER.readerFor(Object.class);
  private static final ObjectWriter WRITER = MAPPER.writer();

  private Json() {}

  /**
   * Reads a JSON object without judging its fields.
   *
   * @throws InvalidEvent if it is not one, with the place where reading stopped
   */
  public static Map<String, Object> object(byte[] json) throws InvalidEvent {
    Object value = value(json);
    if (value instanceof Map<?, ?>) {
      return asObject(value);
    }
    throw new InvalidEvent("", "expected a JSON object, was " + shown(value));
  }

  /**
   * Reads any JSON value: maps, lists, text, numbers ({@link Integer}, {@link Long}, {@link
   * BigInteger}, {@link BigDecimal}), booleans, null.
   */
  public static Object value(byte[] json) throws InvalidEvent {
    if (json == null || json.length == 0) {
      throw new InvalidEvent("", "expected JSON, was empty");
    }
    try {
      return READER.readValue(json);
    } catch (JacksonException cause) {
      String where =
          cause.getLocation() == null
              ? ""
              : " at line "
                  + cause.getLocation().getLineNr()
                  + ", column "
                  + cause.getLocation().getColumnNr();
      throw new InvalidEvent(
          "",
          "not JSON" + where + ": " + REDACTED.matcher(cause.getOriginalMessage()).replaceAll(""));
    } catch (IOException | NumberFormatException cause) {
      // the latter is how an exponent of more than ten digits ends
      throw new InvalidEvent("", "not JSON: " + cause.getMessage());
    }
  }

  /** Writes maps, lists, text, numbers, booleans and null as they were read by {@link #value}. */
  public static byte[] bytes(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** An object with the fields that are put. */
  public static byte[] bytes(Consumer<FieldSink> fields) {
    ByteArrayBuilder json = new ByteArrayBuilder(USUAL_LENGTH);
    try (JsonGenerator out = WRITER.createGenerator(json)) {
      out.writeStartObject();
      fields.accept(new FieldSink.ToJson(out, WRITER));
      out.writeEndObject();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return json.toByteArray();
  }

  /** A map of the fields that are put, in their order. */
  public static Map<String, Object> fields(Consumer<FieldSink> fields) {
    Map<String, Object> out = new LinkedHashMap<>();
    fields.accept(new FieldSink.ToMap(out));
    return out;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  public static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  /** A value as a message shows it, in JSON or shortened. */
  static String shown(Object value) {
    String text = value instanceof String ? "\"" + value + "\"" : String.valueOf(value);
    return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "…";
  }
}
