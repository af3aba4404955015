package net.jumptotech.orders.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.ByteArrayBuilder;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * JSON, independent of events. Reading is strict: a field given twice, text after the value and
 * invalid UTF-8 are mistakes. Numbers are never read as binary floating point, so values leave as
 * they came.
 *
 * <p>Safe for use by several threads.
 */
public final class Json {

  private static final int SAID = 300;
  private static final int USUAL_LENGTH = 1024;
  private static final int BYTE_ORDER_MARK = 0xEFBBBF;
  private static final char REPLACEMENT = '\uFFFD';

  /**
   * What Jackson prints in place of the source, which it is configured to omit, and about its own
   * settings.
   */
  private static final Pattern REDACTED =
      Pattern.compile("Source: REDACTED [^;]*; | \\(bound as .*");

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
          // senders must not decide what fills our tables (measured: 0.9 MB of 26,000 names with
          // one
          // hash code cost 7 times as much with both)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(64).maxNumberLength(400).build())
          .build();

  /** Also notices when a name comes twice. For that it keeps a set of the names of each object. */
  private static final ObjectMapper MAPPER =
      new ObjectMapper(
              FACTORY.rebuild().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .setVisibility(PropertyAccessor.FIELD, JsonAutoDetect.Visibility.ANY)
          .setVisibility(PropertyAccessor.GETTER, JsonAutoDetect.Visibility.NONE)
          .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .registerModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addSerializer(Role.class, ToStringSerializer.instance)
                  .addSerializer(Optional.class, written(Json::orNull))
                  .addSerializer(JsonObject.class, written(JsonObject::getMap))
                  .addSerializer(JsonArray.class, written(JsonArray::getList)));

  /** Of maps, since the fields of records are ours. */
  private static final ObjectMapper MASKING =
      MAPPER.copy().registerModule(new SimpleModule("masks").addSerializer(Map.class, masked()));

  private static final ObjectReader EXPLAINING = MAPPER.readerFor(Object.class);
  private static final ObjectWriter WRITER = MAPPER.writer();

  private Json() {}

  /**
   * Reads a JSON object without checking its fields.
   *
   * @throws InvalidEvent if it is not one, with the place where reading stopped
   */
  public static Map<String, Object> object(byte[] json) throws InvalidEvent {
    return object(value(json));
  }

  private static Map<String, Object> object(Object value) throws InvalidEvent {
    if (value instanceof Map<?, ?>) {
      return asObject(value);
    }
    throw new InvalidEvent("", "expected a JSON object, was " + Shown.value(value));
  }

  /**
   * Reads any JSON value: maps, lists, text, numbers ({@link Integer}, {@link Long}, {@link
   * BigInteger}, {@link BigDecimal}), booleans, null.
   */
  public static Object value(byte[] json) throws InvalidEvent {
    String text = text(json);
    try (JsonParser in = parser(text)) {
      if (in.nextToken() != null) {
        Object value = value(in);
        if (in.nextToken() == null) {
          return value;
        }
      }
    } catch (IOException | NumberFormatException wrong) {
      // an exponent of more than ten digits is a NumberFormatException
    }
    return explained(text);
  }

  /** A parser that does not notice when a name comes twice. */
  static JsonParser parser(String text) throws IOException {
    return FACTORY.createParser(text);
  }

  /** Reads the value at which the parser stands. */
  static Object value(JsonParser in) throws IOException {
    return switch (in.currentToken()) {
      case VALUE_STRING -> in.getText();
      case VALUE_NUMBER_INT -> in.getNumberValue();
      case VALUE_NUMBER_FLOAT -> in.getDecimalValue();
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case START_OBJECT -> fields(in);
      case START_ARRAY -> elements(in);
      default -> null;
    };
  }

  private static Map<String, Object> fields(JsonParser in) throws IOException {
    Map<String, Object> fields = new LinkedHashMap<>();
    for (String name = in.nextFieldName(); name != null; name = in.nextFieldName()) {
      if (fields.containsKey(name)) {
        throw new JsonParseException(in, "twice: " + name);
      }
      in.nextToken();
      fields.put(name, value(in));
    }
    return fields;
  }

  private static List<Object> elements(JsonParser in) throws IOException {
    List<Object> elements = new ArrayList<>();
    while (in.nextToken() != JsonToken.END_ARRAY) {
      elements.add(value(in));
    }
    return elements;
  }

  /** Reads once more what is wrong, to say what and where. */
  private static Object explained(String text) throws InvalidEvent {
    try {
      return EXPLAINING.readValue(text);
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
          "not JSON"
              + where
              + ": "
              + Shown.cut(REDACTED.matcher(cause.getOriginalMessage()).replaceAll(""), SAID));
    } catch (NumberFormatException cause) {
      throw new InvalidEvent("", "not JSON: " + Shown.cut(cause.getMessage(), SAID));
    }
  }

  /**
   * As {@link #object(byte[])}, for a text that could not be read in another way.
   *
   * @param text of {@link #text}
   */
  static Map<String, Object> explainedObject(String text) throws InvalidEvent {
    return object(explained(text));
  }

  /** Decodes strictly: Jackson accepts overlong forms, and guesses at UTF-16 and UTF-32. */
  static String text(byte[] json) throws InvalidEvent {
    if (json == null || json.length == 0) {
      throw new InvalidEvent("", "expected JSON, was empty");
    }
    String foreign = foreign(json);
    if (!foreign.isEmpty()) {
      throw new InvalidEvent("", "not JSON: " + foreign);
    }
    int from = json.length > 2 && first(json, 3) == BYTE_ORDER_MARK ? 3 : 0;
    String text = new String(json, from, json.length - from, UTF_8);
    if (text.indexOf(REPLACEMENT) >= 0) { // sent as such, or a replacement for invalid bytes
      ByteBuffer in = ByteBuffer.wrap(json, from, json.length - from);
      if (UTF_8.newDecoder().decode(in, CharBuffer.allocate(json.length), true).isError()) {
        int at = in.position();
        throw new InvalidEvent("", "not UTF-8 at byte %d (0x%02X)".formatted(at + 1, json[at]));
      }
    }
    return text;
  }

  /** What kind of data it is instead, by its first bytes; empty if unknown. */
  private static String foreign(byte[] json) {
    int two = json.length > 5 ? first(json, 2) : 0;
    if (two == 0xFEFF || two == 0xFFFE || isHalfZeros(json)) {
      return "UTF-16: send UTF-8";
    }
    if (two == 0x1F8B) {
      return "compressed with gzip: send it uncompressed";
    }
    return json.length > 5 && json[0] == 0
        ? "starts with a schema id (magic byte 0 of a schema registry's serializer): send plain"
            + " JSON"
        : "";
  }

  private static boolean isHalfZeros(byte[] json) {
    return json.length > 5
        && (json[0] == 0) != (json[1] == 0)
        && (json[0] == 0) == (json[2] == 0)
        && (json[1] == 0) == (json[3] == 0);
  }

  private static int first(byte[] json, int count) {
    int number = 0;
    for (int i = 0; i < count; i++) {
      number = number << 8 | json[i] & 0xFF;
    }
    return number;
  }

  /**
   * Writes maps, lists, text, numbers, booleans and null as they were read by {@link #value}.
   * Records become objects: their components in order, {@code asOf} as {@code as_of}, an empty
   * {@link Optional} as null, times as ISO 8601.
   */
  public static byte[] bytes(Object value) {
    try {
      return WRITER.writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /**
   * The same, with a mask in place of the values of personal fields, however deep. An order is a
   * map wherever it is part of an answer, and the components of records are our own.
   */
  public static byte[] bytes(Object value, PersonalFields hidden) {
    if (hidden.isEmpty()) {
      return bytes(value);
    }
    try {
      return MASKING.writer().withAttribute(PersonalFields.class, hidden).writeValueAsBytes(value);
    } catch (JsonProcessingException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }

  /** Writes an object with the fields that are put. */
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

  /** Makes a map of what {@link #bytes(Object)} writes of a record. */
  public static Map<String, Object> fields(Record value) {
    return asObject(MAPPER.convertValue(value, Object.class));
  }

  /** Makes a map of the fields that are put, in their order. */
  public static Map<String, Object> fields(Consumer<FieldSink> fields) {
    Map<String, Object> out = new LinkedHashMap<>();
    fields.accept(new FieldSink.ToMap(out));
    return out;
  }

  @SuppressWarnings("unchecked") // JSON objects have text keys
  public static Map<String, Object> asObject(Object value) {
    return (Map<String, Object>) value;
  }

  private static Object orNull(Optional<?> value) {
    return value.orElse(null);
  }

  @SuppressWarnings("rawtypes") // Jackson looks serializers up by class
  private static JsonSerializer<Map> masked() {
    return new JsonSerializer<>() {
      @Override
      public void serialize(Map value, JsonGenerator out, SerializerProvider mapper)
          throws IOException {
        PersonalFields hidden = (PersonalFields) mapper.getAttribute(PersonalFields.class);
        out.writeStartObject();
        for (Map.Entry<String, Object> field : asObject(value).entrySet()) {
          out.writeFieldName(field.getKey());
          if (hidden.has(field.getKey())) {
            out.writeString(PersonalFields.MASK);
          } else {
            mapper.defaultSerializeValue(field.getValue(), out);
          }
        }
        out.writeEndObject();
      }
    };
  }

  private static <T> JsonSerializer<T> written(Function<T, Object> as) {
    return new JsonSerializer<>() {
      @Override
      public void serialize(T value, JsonGenerator out, SerializerProvider mapper)
          throws IOException {
        mapper.defaultSerializeValue(as.apply(value), out);
      }

      @Override
      public boolean isEmpty(SerializerProvider mapper, T value) {
        return as.apply(value) == null; // what JsonInclude.Include.NON_EMPTY leaves out
      }
    };
  }
}
