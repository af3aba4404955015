package net.jumptotech.orders.event;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.SerializedString;
import java.io.IOException;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one JSON object: those with a name of the contract, and the others apart from them.
 *
 * <p>Every record is read through it, several times. So it takes the fields straight from the
 * parser, and expects them in the order in which most senders write them: a name that is where it
 * is expected is compared in place. Any other order is read too.
 */
final class ObjectFields {

  private static final int ABSENT = -1;

  /** The names of a contract. */
  static final class Names {
    private final List<String> names;
    private final SerializedString[] expected;
    private final int amongOthers;

    /**
     * @param names in the order in which most senders write them
     */
    Names(List<String> names) {
      this(names, "");
    }

    /**
     * @param amongOthers the one that is kept among the other fields
     */
    Names(List<String> names, String amongOthers) {
      this.names = names;
      this.expected = names.stream().map(SerializedString::new).toArray(SerializedString[]::new);
      this.amongOthers = names.indexOf(amongOthers);
    }

    /** Where it is kept, or {@link #ABSENT} if that is among the others. */
    private int place(int at) {
      return at == amongOthers ? ABSENT : at;
    }

    /** As {@link #place}. The constants that a contract was made of are found at once. */
    private int find(String name) {
      for (int i = 0; i < expected.length; i++) {
        if (expected[i].getValue() == name) {
          return place(i);
        }
      }
      return place(names.indexOf(name));
    }
  }

  private final Names contract;
  private final Object[] values;
  private final int[] places; // from 1 on; 0 if it is absent
  private final Map<String, Object> others = new LinkedHashMap<>();
  private int known;

  private ObjectFields(Names contract) {
    this.contract = contract;
    this.values = new Object[contract.expected.length];
    this.places = new int[contract.expected.length];
  }

  /**
   * @throws InvalidEvent as {@link Json#object} does
   */
  static ObjectFields read(byte[] json, Names contract) throws InvalidEvent {
    String text = Json.text(json);
    ObjectFields fields = new ObjectFields(contract);
    try (JsonParser in = Json.parser(text)) {
      if (in.nextToken() == JsonToken.START_OBJECT
          && fields.hasRead(in)
          && in.nextToken() == null) {
        return fields;
      }
    } catch (IOException | NumberFormatException notJson) {
      // explained below
    }
    return of(Json.explainedObject(text), contract);
  }

  static ObjectFields of(Map<String, Object> all, Names contract) {
    ObjectFields fields = new ObjectFields(contract);
    all.forEach((name, value) -> fields.put(contract.find(name), name, value));
    return fields;
  }

  /** Reads to the end of the object; false if a field comes twice. */
  private boolean hasRead(JsonParser in) throws IOException {
    SerializedString[] expected = contract.expected;
    int next = 0;
    while (true) {
      int at = next;
      String name = expected[next].getValue();
      if (!in.nextFieldName(expected[next])) {
        if (!in.hasToken(JsonToken.FIELD_NAME)) {
          return true;
        }
        name = in.currentName();
        at = contract.names.indexOf(name);
      }
      in.nextToken();
      if (!put(contract.place(at), name, Json.value(in))) {
        return false;
      }
      if (at != ABSENT) {
        next = at + 1 < expected.length ? at + 1 : 0;
      }
    }
  }

  /** False if it was there before. */
  private boolean put(int at, String name, Object value) {
    if (at == ABSENT) {
      int before = others.size();
      others.put(name, value);
      return others.size() > before;
    }
    if (places[at] > 0) {
      return false;
    }
    known++;
    values[at] = value;
    places[at] = known + others.size();
    return true;
  }

  /** Null if it is absent, or null itself. */
  Object get(String name) {
    int at = contract.find(name);
    return at == ABSENT ? others.get(name) : values[at];
  }

  boolean has(String name) {
    int at = contract.find(name);
    return at == ABSENT ? others.containsKey(name) : places[at] > 0;
  }

  /** Gives a field of the contract another value. */
  void replace(String name, Object value) {
    values[contract.find(name)] = value;
  }

  /** Those that the contract does not name, in the order given. */
  Map<String, Object> others() {
    return others;
  }

  /** All names, in the order given. */
  List<String> names() {
    String[] all = new String[known + others.size()];
    for (int i = 0; i < places.length; i++) {
      if (places[i] > 0) {
        all[places[i] - 1] = contract.expected[i].getValue();
      }
    }
    Iterator<String> rest = others.keySet().iterator();
    for (int i = 0; i < all.length; i++) {
      all[i] = all[i] == null ? rest.next() : all[i];
    }
    return List.of(all);
  }
}
