package net.jumptotech.orders.http;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The types that a TypeScript file exports: interfaces and unions, as far as {@code wire.ts} uses
 * the language. Anything else fails.
 */
final class WireTypes {

  private static final Pattern EXPORT =
      Pattern.compile(
          "(?m)^export (?:interface (\\w+)( extends [\\w, ]+)? (\\{.*?^})|type (\\w+) = (.*?);)",
          Pattern.DOTALL);
  private static final Pattern COMMENT = Pattern.compile("/\\*.*?\\*/|//[^\n]*", Pattern.DOTALL);
  private static final Pattern TOKEN = Pattern.compile("'[^']*'|\\w+|\\[]|\\S");

  private final Map<String, String> types = new TreeMap<>();
  private final Map<String, List<String>> bases = new HashMap<>();

  WireTypes(String source) {
    Matcher found = EXPORT.matcher(COMMENT.matcher(source).replaceAll(""));
    while (found.find()) {
      if (found.group(1) == null) {
        types.put(found.group(4), found.group(5));
        continue;
      }
      types.put(found.group(1), found.group(3));
      if (found.group(2) != null) {
        bases.put(found.group(1), List.of(found.group(2).replace(" extends ", "").split(", ")));
      }
    }
  }

  /** The exported interfaces. */
  List<String> interfaces() {
    return types.keySet().stream().filter(name -> types.get(name).startsWith("{")).toList();
  }

  /** The kinds of value at each path of the type, see {@link Shape}. */
  Shape shape(String name) {
    Shape shape = named(name);
    shape.names.add(name);
    return shape;
  }

  private Shape named(String name) {
    if (!types.containsKey(name)) {
      throw new IllegalArgumentException("no exported type " + name);
    }
    Shape shape = new Parser(types.get(name)).union();
    bases.getOrDefault(name, List.of()).forEach(base -> shape.addAll(shape(base)));
    return shape;
  }

  /** Reads one type. */
  private final class Parser {

    private final Deque<String> tokens = new ArrayDeque<>();

    Parser(String text) {
      TOKEN.matcher(text).results().forEach(token -> tokens.add(token.group()));
    }

    Shape union() {
      Shape shape = new Shape();
      take("|");
      do {
        shape.addAll(intersection());
      } while (take("|"));
      return shape;
    }

    private Shape intersection() {
      Shape shape = list();
      while (take("&")) {
        shape.addAll(list());
      }
      return shape;
    }

    private Shape list() {
      Shape shape = single();
      while (take("[]")) {
        shape = Shape.of("array").with("[]", shape);
      }
      return shape;
    }

    private Shape single() {
      String token = tokens.remove();
      if (token.startsWith("'")) {
        return Shape.of(token);
      }
      return switch (token) {
        case "string", "number", "boolean", "null", "unknown" -> Shape.of(token);
        case "(" -> {
          Shape inner = union();
          expect(")");
          yield inner;
        }
        case "Record" -> {
          List.of("<", "string", ",").forEach(this::expect);
          Shape values = union();
          expect(">");
          yield Shape.of("object").with(".*", values);
        }
        case "{" -> object();
        default -> shape(token);
      };
    }

    private Shape object() {
      Shape shape = Shape.of("object");
      while (!take("}")) {
        boolean open = take("[");
        String name = tokens.remove();
        if (open) { // [more: string]: the names are not known
          List.of(":", "string", "]").forEach(this::expect);
        }
        boolean optional = take("?");
        expect(":");
        Shape value = union();
        shape.with(open ? ".*" : "." + name, optional ? value.optional() : value);
        take(";");
      }
      return shape;
    }

    private boolean take(String token) {
      return token.equals(tokens.peek()) && tokens.remove() != null;
    }

    private void expect(String token) {
      if (!take(token)) {
        throw new IllegalArgumentException(
            "expected " + token + ", was " + new ArrayList<>(tokens));
      }
    }
  }

  /**
   * A type by path: {@code .groups[].lag} is {@code [null, number]}. A constant stands for itself,
   * {@code absent} among the kinds says that a field may be missing, {@code .*} are fields of any
   * name.
   */
  static final class Shape {

    final Map<String, TreeSet<String>> kinds = new TreeMap<>();

    /** Interfaces that were met on the way. */
    final TreeSet<String> names = new TreeSet<>();

    static Shape of(String kind) {
      return new Shape().add("", kind);
    }

    Shape add(String path, String kind) {
      kinds.computeIfAbsent(path, any -> new TreeSet<>()).add(kind);
      return this;
    }

    Shape optional() {
      return add("", "absent");
    }

    Shape with(String step, Shape below) {
      below.kinds.forEach((path, all) -> all.forEach(kind -> add(step + path, kind)));
      names.addAll(below.names);
      return this;
    }

    void addAll(Shape other) {
      with("", other);
    }
  }
}
