package net.jumptotech.orders.runtime;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The source of one secret: a variable, or the file that {@code …_FILE} names. If both are set, or
 * two names of the same variable, the secret is ambiguous, which is a mistake.
 */
final class SecretSource {

  private static final String FILE_SUFFIX = "_FILE";

  private final List<String> variables;
  private final boolean files;
  private final List<String> given = new ArrayList<>();
  private final Map<String, String> environment;

  /**
   * @param variables names for the secret itself, strongest first
   * @param files whether {@code …_FILE} names a file with the secret; if not, that is a setting of
   *     its own
   */
  SecretSource(List<String> variables, boolean files, Map<String, String> environment) {
    this.variables = variables;
    this.files = files;
    this.environment = environment;
    names().stream()
        .filter(name -> !environment.getOrDefault(name, "").isBlank())
        .forEach(given::add);
  }

  /** Every name that is read. */
  List<String> names() {
    List<String> names = new ArrayList<>(variables);
    if (files) {
      variables.forEach(each -> names.add(each + FILE_SUFFIX));
    }
    return names;
  }

  /** The name under which the secret was given. */
  Optional<String> name() {
    return given.stream().findFirst();
  }

  /** How to give the secret correctly. */
  String advice() {
    return "set %s, or set %s to a file that contains it"
        .formatted(variables.get(0), variables.get(0) + FILE_SUFFIX);
  }

  /**
   * @throws IllegalArgumentException with a message that contains nothing secret
   */
  Optional<Secret> read() {
    if (given.isEmpty()) {
      return Optional.empty();
    }
    if (given.size() > 1) {
      throw new IllegalArgumentException(
          given.stream().skip(1).collect(Collectors.joining(", "))
              + " is set too: keep only one of them");
    }
    String name = given.get(0);
    String value = environment.get(name);
    String text = withoutLineEnd(variables.contains(name) ? value : content(value));
    if (text.isEmpty()) {
      throw new IllegalArgumentException("\"" + value + "\" is empty");
    }
    return Optional.of(new Secret(text));
  }

  private static String content(String file) {
    try {
      return Files.readString(Path.of(file), UTF_8);
    } catch (IOException | InvalidPathException unreadable) {
      throw new IllegalArgumentException(
          "cannot read \"%s\": %s".formatted(file, unreadable.getClass().getSimpleName()));
    }
  }

  private static String withoutLineEnd(String text) {
    return text.replaceFirst("[\\r\\n]+\\z", "");
  }
}
