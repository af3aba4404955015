package net.jumptotech.orders.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reads typed values from a configuration tree and its overrides. Mistakes are collected, not
 * thrown, so that {@link #check} can report all of them at once, each with the place where the
 * value was given. A key that no code reads is a mistake too.
 */
public final class Settings {

  private static final String NOWHERE = "default";
  private static final int MOST_PORT = 65_535;
  private static final int NEARLY = 3;
  private static final int MOST_NAMED = 20;

  private final String path;
  private final JsonObject tree;
  private final Reading reading;
  private final boolean showsAbsent;
  private final TreeSet<String> asked = new TreeSet<>();
  private final Map<String, String> formerNames = new HashMap<>();
  private final List<Settings> sections = new ArrayList<>();

  /** State that all sections of one tree share. */
  private record Reading(
      Overrides overrides,
      List<String> mistakes,
      List<String> oldNames,
      Map<String, Effective> effective) {}

  /**
   * @param from where the value was given, {@code default} if nowhere
   */
  public record Effective(String value, String from) {}

  public Settings(JsonObject tree) {
    this(tree, Overrides.NONE);
  }

  public Settings(JsonObject tree, Overrides overrides) {
    this(
        "",
        tree,
        new Reading(overrides, new ArrayList<>(), new ArrayList<>(), new LinkedHashMap<>()),
        true);
  }

  private Settings(String path, JsonObject tree, Reading reading, boolean showsAbsent) {
    this.path = path;
    this.tree = tree;
    this.reading = reading;
    this.showsAbsent = showsAbsent;
  }

  public Settings section(String key) {
    return addSection(new Settings(path + key + ".", tree(key), reading, true));
  }

  /**
   * A section that may also be given as one value, which then is the value of the key {@code
   * shortFor}.
   */
  public Settings section(String key, String shortFor) {
    Object value = tree.getValue(key);
    if (value == null || value instanceof JsonObject) {
      return section(key);
    }
    asked.add(key);
    JsonObject below = new JsonObject().put(shortFor, value);
    return addSection(new Settings(path + key + ".", below, reading, true));
  }

  /**
   * A section whose keys have dots ({@code ssl.truststore.type}) and may also be nested. It may
   * have many keys, so {@link #effective} lists only those that are given.
   */
  public Settings dotted(String key) {
    asked.add(key);
    JsonObject flat = new JsonObject();
    Object value = tree.getValue(key);
    if (value instanceof JsonObject object) {
      flatten("", object, flat);
    } else if (value != null) {
      mistake(key, "expected a section"); // the value may contain a secret
    }
    return addSection(new Settings(path + key + ".", flat, reading, false));
  }

  private void flatten(String above, JsonObject object, JsonObject flat) {
    for (String key : object.fieldNames()) {
      if (object.getValue(key) instanceof JsonObject below) {
        flatten(above + key + ".", below, flat);
      } else {
        flat.put(above + key, object.getValue(key));
      }
    }
  }

  private Settings addSection(Settings section) {
    sections.add(section);
    return section;
  }

  /**
   * Also accepts the name that a key had in an earlier version, in the tree and in overrides.
   * {@link #oldNames} lists where it is still used.
   */
  public Settings renamed(String former, String key) {
    formerNames.put(key, former);
    return this;
  }

  /** The value parsed by {@code parser}, or the fallback if it is absent, empty or wrong. */
  public <T> T value(String key, Function<String, T> parser, T fallback) {
    return read(key, fallback, parser, this::oneValue);
  }

  /**
   * @param given converts a value in the tree to the text for the parser
   */
  private <T> T read(
      String key, T fallback, Function<String, T> parser, Function<Object, String> given) {
    asked.add(key);
    Optional<String> former = Optional.ofNullable(formerNames.get(key));
    Optional<Overrides.Found> override =
        reading
            .overrides
            .find(path + key)
            .or(() -> former.flatMap(name -> reading.overrides.find(path + name)));
    String inTree = tree.containsKey(key) ? key : former.filter(tree::containsKey).orElse(key);
    Object value = override.<Object>map(Overrides.Found::value).orElse(tree.getValue(inTree));
    String from = override.map(Overrides.Found::name).orElse(path + inTree);
    if (former.isPresent()) {
      noteOldName(former.get(), key, from);
    }
    T result = fallback;
    String shown = ConfigText.of(fallback);
    if (value == null || value.equals("")) {
      from = NOWHERE;
    } else {
      try {
        String text = given.apply(value).trim();
        result = parser.apply(text);
        shown = text;
      } catch (IllegalArgumentException wrong) {
        reading.mistakes.add(from + ": " + wrong.getMessage());
      }
    }
    show(key, shown, from);
    return result;
  }

  /** If a setting is given by its former name, notes whether that value is the one used. */
  private void noteOldName(String former, String key, String usedFrom) {
    Optional<String> override = reading.overrides.find(path + former).map(Overrides.Found::name);
    if (override.isEmpty() && !tree.containsKey(former)) {
      return;
    }
    String given = override.orElse(path + former);
    reading.oldNames.add(
        given.equals(usedFrom)
            ? "%s is an old name, which still works: use %s".formatted(given, path + key)
            : "%s is ignored: it is an old name, and %s is given too".formatted(given, usedFrom));
  }

  private String oneValue(Object value) {
    if (value instanceof JsonObject || value instanceof JsonArray) {
      throw new IllegalArgumentException("expected one value, was " + value);
    }
    return value.toString();
  }

  /**
   * A value that is never shown, not even in a mistake. It comes from the environment, or from the
   * file that {@code …_FILE} there names. In a configuration file or on the command line it is a
   * mistake.
   */
  public Optional<Secret> secret(String key) {
    return secret(key, true);
  }

  /**
   * The same, but the variable with {@code _FILE} is a setting of its own, which names a file that
   * is read again when it changes.
   */
  public Optional<Secret> secretBesideItsFile(String key) {
    return secret(key, false);
  }

  private Optional<Secret> secret(String key, boolean files) {
    asked.add(key);
    SecretSource source = reading.overrides.secret(path + key, files);
    String from = source.name().orElse(NOWHERE);
    Optional<Overrides.Found> onCommandLine = reading.overrides.onCommandLine(path + key);
    if (onCommandLine.isPresent()) {
      from = onCommandLine.get().name();
      reading.mistakes.add(
          from + ": a secret does not belong on the command line: " + source.advice());
    }
    Object inDescriptor = tree.getValue(key);
    if (inDescriptor != null && !inDescriptor.equals("")) {
      from = path + key;
      mistake(key, "a secret does not belong in a configuration file: " + source.advice());
    }
    Optional<Secret> secret = Optional.empty();
    try {
      secret = source.read();
    } catch (IllegalArgumentException wrong) {
      reading.mistakes.add(source.name().orElseThrow() + ": " + wrong.getMessage());
    }
    show(key, secret.map(Secret::toString).orElse(""), from);
    return secret;
  }

  private void show(String key, String value, String from) {
    if (showsAbsent || !from.equals(NOWHERE)) {
      reading.effective.put(path + key, new Effective(value, from));
    }
  }

  public String text(String key, String fallback) {
    return value(key, Function.identity(), fallback);
  }

  public int integer(String key, int fallback, int min, int max) {
    return (int) number(key, fallback, min, max);
  }

  public long number(String key, long fallback, long min, long max) {
    return value(key, text -> ConfigText.number(text, min, max), fallback);
  }

  /** A port, empty if it is not given; 0 takes a free one. */
  public Optional<Integer> port(String key) {
    String port = value(key, text -> "" + ConfigText.number(text, 0, MOST_PORT), "");
    return Optional.of(port).filter(text -> !text.isEmpty()).map(Integer::valueOf);
  }

  public boolean flag(String key, boolean fallback) {
    return value(key, ConfigText::flag, fallback);
  }

  public BigDecimal decimal(String key, String fallback) {
    return value(key, ConfigText::decimal, new BigDecimal(fallback));
  }

  /** {@code 100ms}, {@code 2s}, {@code 5m}, {@code 12h}, {@code 7d}, or ISO 8601 ({@code PT2S}). */
  public Duration duration(String key, Duration fallback, Duration min, Duration max) {
    return value(key, text -> ConfigText.duration(text, min, max), fallback);
  }

  /** A number from 0 to 1. */
  public double share(String key, double fallback) {
    return value(key, ConfigText::share, fallback);
  }

  /** A YAML list, or a text with commas between the values. */
  public List<String> list(String key, List<String> fallback) {
    return list(key, Function.identity(), fallback);
  }

  /** As above, for lists that are converted. */
  public <T> T list(String key, Function<List<String>, T> parser, T fallback) {
    return read(
        key,
        fallback,
        text ->
            parser.apply(
                Arrays.stream(text.split(","))
                    .map(String::trim)
                    .filter(part -> !part.isEmpty())
                    .toList()),
        value ->
            value instanceof JsonArray array
                ? array.stream().map(String::valueOf).collect(Collectors.joining(","))
                : oneValue(value));
  }

  /** A YAML list of texts, or one text; commas do not separate. */
  public List<String> texts(String key) {
    return read(
        key,
        List.of(),
        text -> text.lines().map(String::strip).filter(line -> !line.isEmpty()).toList(),
        value ->
            value instanceof JsonArray array
                ? array.stream().map(String::valueOf).collect(Collectors.joining("\n"))
                : oneValue(value));
  }

  /** Lists of sections, such as {@code verticles}. */
  public List<Settings> sections(String key) {
    asked.add(key);
    List<Settings> found = new ArrayList<>();
    Object value = tree.getValue(key);
    if (value != null && !(value instanceof JsonArray)) {
      mistake(key, "expected a list, was \"" + value + "\"");
    } else if (value != null) {
      JsonArray array = (JsonArray) value;
      for (int i = 0; i < array.size(); i++) {
        if (array.getValue(i) instanceof JsonObject object) {
          found.add(addSection(new Settings(path + key + "[" + i + "].", object, reading, true)));
        } else {
          mistake(key + "[" + i + "]", "expected a section, was \"" + array.getValue(i) + "\"");
        }
      }
    }
    return found;
  }

  /** As {@link #sections}; if there are none, one section without values. */
  public List<Settings> sectionsOrOne(String key) {
    List<Settings> found = sections(key);
    return found.isEmpty()
        ? List.of(new Settings(path + key + "[0].", new JsonObject(), reading, true))
        : found;
  }

  /** A whole section that other code reads; empty if it is absent. */
  public JsonObject tree(String key) {
    asked.add(key);
    Object value = tree.getValue(key);
    if (value == null || value instanceof JsonObject) {
      return value == null ? new JsonObject() : (JsonObject) value;
    }
    mistake(key, "expected a section, was \"" + value + "\"");
    return new JsonObject();
  }

  /** Whether a value was given anywhere, right or wrong. Read it first. */
  public boolean isGiven(String key) {
    Effective value = reading.effective.get(path + key);
    return value != null && !value.from.equals(NOWHERE);
  }

  /** Accepts a section of another program unread. */
  public void ignore(String key) {
    asked.add(key);
  }

  /**
   * Adds a mistake that a single value does not show, such as two values that exclude each other.
   */
  public void mistake(String key, String message) {
    reading.mistakes.add(path + key + ": " + message);
  }

  /** Every value that was read, by path, in the order of reading. */
  public Map<String, Effective> effective() {
    return Collections.unmodifiableMap(reading.effective);
  }

  /** One line for each setting that is given by the name it had in an earlier version. */
  public List<String> oldNames() {
    return List.copyOf(reading.oldNames);
  }

  /**
   * @throws IllegalArgumentException listing every wrong value and every unknown key, one per line
   */
  public void check() {
    addUnknownKeys();
    for (String name : reading.overrides.unknown()) {
      reading.mistakes.add(name + ": " + unknown(name, reading.overrides.known(), ""));
    }
    if (!reading.mistakes.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", reading.mistakes));
    }
  }

  private void addUnknownKeys() {
    for (String key : tree.fieldNames()) {
      if (!asked.contains(key) && !formerNames.containsValue(key)) {
        mistake(key, unknown(key, asked, path));
      }
    }
    sections.forEach(Settings::addUnknownKeys);
  }

  private static String unknown(String name, SortedSet<String> known, String prefix) {
    return nearest(name, known)
        .map(near -> "unknown, did you mean " + prefix + near + "?")
        .orElse("unknown" + (known.size() > MOST_NAMED ? "" : ", expected one of " + known));
  }

  /**
   * Whether a host is this machine, judging by its text: no name is resolved, and an unknown one
   * counts as another machine.
   */
  public static boolean isLoopback(String host) {
    return host.startsWith("127.") || host.equals("localhost") || host.matches("\\[?::1]?");
  }

  /** The known name that is most similar, if it is similar enough. */
  public static Optional<String> nearest(String name, Collection<String> known) {
    return known.stream()
        .filter(each -> distance(each, name) < NEARLY)
        .min((one, other) -> distance(one, name) - distance(other, name));
  }

  /** The Levenshtein distance. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j < row.length; j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j < row.length; j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }
}
