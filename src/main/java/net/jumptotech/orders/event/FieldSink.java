package net.jumptotech.orders.event;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Takes the fields of one JSON object, in their order, each once. The result is a map ({@link
 * Json#fields(Consumer)}), or bytes without a map in between ({@link Json#bytes(Consumer)}).
 */
public interface FieldSink {

  /**
   * @param value of a type that {@link Json#value} returns
   */
  void put(String name, Object value);

  void put(String name, long value);

  void put(String name, OrderId id);

  /** Puts a field that is an object itself. */
  void object(String name, Consumer<FieldSink> fields);

  default void putUnlessEmpty(String name, String text) {
    if (!text.isEmpty()) {
      put(name, text);
    }
  }

  record ToMap(Map<String, Object> map) implements FieldSink {

    @Override
    public void put(String name, Object value) {
      map.put(name, value);
    }

    @Override
    public void put(String name, long value) {
      map.put(name, value);
    }

    @Override
    public void put(String name, OrderId id) {
      map.put(name, id.integer() ? new BigInteger(id.text()) : id.text());
    }

    @Override
    public void object(String name, Consumer<FieldSink> fields) {
      Map<String, Object> section = new LinkedHashMap<>();
      fields.accept(new ToMap(section));
      map.put(name, section);
    }
  }

  /**
   * JSON text. Fails with {@link UncheckedIOException} if the generator does.
   *
   * @param values writes those that the generator has no method for
   */
  record ToJson(JsonGenerator out, ObjectWriter values) implements FieldSink {

    @Override
    public void put(String name, Object value) {
      try {
        out.writeFieldName(name);
        if (value instanceof String text) {
          out.writeString(text);
        } else if (value instanceof BigDecimal number) {
          out.writeNumber(number);
        } else if (value instanceof BigInteger number) {
          out.writeNumber(number);
        } else {
          values.writeValue(out, value);
        }
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public void put(String name, long value) {
      try {
        out.writeNumberField(name, value);
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public void put(String name, OrderId id) {
      try {
        out.writeFieldName(name);
        if (id.integer()) {
          out.writeNumber(id.text());
        } else {
          out.writeString(id.text());
        }
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }

    @Override
    public void object(String name, Consumer<FieldSink> fields) {
      try {
        out.writeObjectFieldStart(name);
        fields.accept(this);
        out.writeEndObject();
      } catch (IOException impossible) {
        throw new UncheckedIOException(impossible);
      }
    }
  }
}
