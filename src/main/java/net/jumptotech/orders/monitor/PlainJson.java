package net.jumptotech.orders.monitor;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;

/** What came over the event bus, as the maps and lists that answers are made of. */
public final class PlainJson {

  private PlainJson() {}

  public static Map<String, Object> of(JsonObject object) {
    Map<String, Object> out = new LinkedHashMap<>();
    object.forEach(field -> out.put(field.getKey(), plain(field.getValue())));
    return out;
  }

  private static Object plain(Object value) {
    if (value instanceof JsonObject object) {
      return of(object);
    }
    return value instanceof JsonArray array ? array.stream().map(PlainJson::plain).toList() : value;
  }
}
