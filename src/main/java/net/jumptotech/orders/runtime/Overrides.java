package net.jumptotech.orders.runtime;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Settings from outside the configuration file, strongest first: flags, system properties,
 * environment.
 *
 * <p>The setting {@code payment.in-flight} is the system property {@code orders.payment.in-flight}
 * and the environment variable {@code ORDERS_PAYMENT_IN_FLIGHT}. Some settings have a second
 * environment variable, which is older than this program. A name with our prefix that is no setting
 * is a mistake; an empty variable counts as not set. Secrets come only from the environment, or
 * from a file that it names ({@code CONFLUENT_API_SECRET_FILE}).
 */
public final class Overrides {

  /** Prefix of our system properties. */
  public static final String PROPERTY_PREFIX = "orders.";

  /** Prefix of our environment variables. */
  public static final String ENVIRONMENT_PREFIX = "ORDERS_";

  /** Variables that Kubernetes sets in every container if a service is called {@code orders}. */
  private static final Pattern KUBERNETES = Pattern.compile("ORDERS_(SERVICE|PORT)(_.*)?");

  public static final Overrides NONE = new Overrides(Map.of(), Map.of(), Map.of(), Map.of());

  private final Map<String, Found> flags;
  private final Map<String, String> properties;
  private final Map<String, String> environment;
  private final Map<String, List<String>> aliases;
  private final TreeSet<String> used = new TreeSet<>();

  /**
   * @param name where the value was given: {@code --rate}, {@code HTTP_PORT}
   */
  record Found(String name, String value) {}

  /**
   * @param flags by path of the setting: the flag's name and its value
   * @param aliases additional environment variables, by path, strongest first
   */
  private Overrides(
      Map<String, Found> flags,
      Map<String, String> properties,
      Map<String, String> environment,
      Map<String, List<String>> aliases) {
    this.flags = flags;
    this.properties = properties;
    this.environment = environment;
    this.aliases = aliases;
  }

  public static Overrides of(
      Map<String, String> properties,
      Map<String, String> environment,
      Map<String, List<String>> aliases) {
    return new Overrides(new LinkedHashMap<>(), properties, environment, aliases);
  }

  /** Adds the value of a flag; null if the flag was not given. */
  public Overrides flag(String name, String path, Object value) {
    if (value != null) {
      flags.put(path, new Found(name, value.toString()));
    }
    return this;
  }

  /**
   * The text of a setting that cannot be in a configuration file, such as the path of that file.
   */
  public Optional<String> text(String path) {
    return find(path).map(Found::value);
  }

  /** The override of this setting, if any. */
  Optional<Found> find(String path) {
    List<String> variables = variables(path);
    used.addAll(variables);
    return onCommandLine(path)
        .or(
            () ->
                variables.stream()
                    .filter(name -> !environment.getOrDefault(name, "").isBlank())
                    .findFirst()
                    .map(name -> new Found(name, environment.get(name))));
  }

  /** The value from a flag or a system property. */
  Optional<Found> onCommandLine(String path) {
    String property = PROPERTY_PREFIX + path;
    used.add(property);
    if (flags.containsKey(path)) {
      return Optional.of(flags.get(path));
    }
    return Optional.ofNullable(properties.get(property)).map(value -> new Found(property, value));
  }

  /** The places in the environment where the secret may be. */
  SecretSource secret(String path, boolean files) {
    SecretSource source = new SecretSource(variables(path), files, environment);
    used.addAll(source.names());
    return source;
  }

  private List<String> variables(String path) {
    List<String> variables = new ArrayList<>(aliases.getOrDefault(path, List.of()));
    variables.add(variable(path));
    return variables;
  }

  /** Names with our prefix that no setting has asked for. */
  List<String> unknown() {
    List<String> unknown = new ArrayList<>();
    properties.keySet().stream()
        .filter(name -> name.startsWith(PROPERTY_PREFIX) && !used.contains(name))
        .forEach(unknown::add);
    environment.keySet().stream()
        .filter(name -> name.startsWith(ENVIRONMENT_PREFIX) && !used.contains(name))
        .filter(name -> !KUBERNETES.matcher(name).matches())
        .forEach(unknown::add);
    return unknown;
  }

  /** The known names, for suggestions. */
  TreeSet<String> known() {
    return used;
  }

  private static String variable(String path) {
    return ENVIRONMENT_PREFIX + path.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
  }
}
