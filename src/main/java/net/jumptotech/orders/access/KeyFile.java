package net.jumptotech.orders.access;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The text of a file of keys: a line a key, {@code NAME RIGHT[,RIGHT] HASH [ids PREFIX] [until
 * DATE]}. A name may have two keys, so that one can be replaced without a gap. Lines that begin
 * with {@code #} are comments.
 */
public final class KeyFile {

  /** A thousand shops have a tenth of it. */
  static final int MOST_BYTES = 4 << 20;

  private static final FileAttribute<?>[] OWNER_ONLY =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
          ? new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
          }
          : new FileAttribute<?>[0];
  private static final int KEYS_A_NAME = 2;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_.-]{1,64}");
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9_.:-]{1,32}");
  private static final String IDS = "ids";
  private static final String UNTIL = "until";
  private static final String EXPECTED =
      "expected NAME RIGHT[,RIGHT] HASH [ids PREFIX] [until DATE]";

  private KeyFile() {}

  /** A line for a key whose owner may send orders with any id. */
  public static String line(String name, Set<Right> rights, String key, Optional<LocalDate> until) {
    return line(name, rights, key, Optional.empty(), until);
  }

  /**
   * A line for a key.
   *
   * @param ids what the ids of its orders must begin with
   */
  public static String line(
      String name, Set<Right> rights, String key, Optional<String> ids, Optional<LocalDate> until) {
    return "%s %s %s%s%s"
        .formatted(
            checkName(name),
            rights.stream().sorted().map(Right::toString).collect(Collectors.joining(",")),
            AccessKey.hash(key),
            ids.map(prefix -> " ids " + checkPrefix(prefix)).orElse(""),
            until.map(date -> " until " + date).orElse(""));
  }

  /**
   * Adds a line to a file, which is made if there is none, for its owner alone. Blocks.
   *
   * @throws IllegalArgumentException if a line of the file is wrong, or would then be
   */
  public static void append(Path file, String line) throws IOException {
    String before = Files.exists(file) ? Files.readString(file) : "";
    String separator = before.isEmpty() || before.endsWith("\n") ? "" : "\n";
    parse(before + separator + line);
    if (!Files.exists(file)) {
      Files.createFile(file, OWNER_ONLY);
    }
    Files.writeString(file, separator + line + "\n", StandardOpenOption.APPEND);
  }

  /**
   * @return who has which key, by its hash
   * @throws IllegalArgumentException naming the line; without any hash
   */
  static Map<String, Principal> parse(String text) {
    Map<String, Principal> keys = new HashMap<>();
    Map<String, Integer> names = new HashMap<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
        try {
          add(line.strip().split("\\s+"), keys, names);
        } catch (IllegalArgumentException wrong) {
          throw new IllegalArgumentException("line " + number + ": " + wrong.getMessage(), wrong);
        }
      }
    }
    return keys;
  }

  private static void add(String[] words, Map<String, Principal> keys, Map<String, Integer> names) {
    Map<String, String> options = options(words);
    String name = checkName(words[0]);
    Set<Right> rights = Right.list(words[1]);
    if (!HASH.matcher(words[2]).matches()) {
      throw new IllegalArgumentException(
          "HASH: expected the 64 hexadecimal digits that orders key prints");
    }
    Optional<Instant> until = Optional.ofNullable(options.get(UNTIL)).map(KeyFile::endOf);
    String ids = Optional.ofNullable(options.get(IDS)).map(KeyFile::checkPrefix).orElse("");
    if (keys.put(words[2], new Principal(name, rights, until, ids)) != null) {
      throw new IllegalArgumentException("this key is in the file already");
    }
    if (names.merge(name, 1, Integer::sum) > KEYS_A_NAME) {
      throw new IllegalArgumentException(
          "\"%s\" has more than %d keys: remove those that are not used any more"
              .formatted(name, KEYS_A_NAME));
    }
  }

  /** What follows the hash: each word at most once, with its value, in this order. */
  private static Map<String, String> options(String[] words) {
    Map<String, String> options = new HashMap<>();
    int next = 3;
    for (String option : List.of(IDS, UNTIL)) {
      if (next + 1 < words.length && words[next].equals(option)) {
        options.put(option, words[next + 1]);
        next += 2;
      }
    }
    if (next != words.length) {
      throw new IllegalArgumentException(EXPECTED + ", was " + words.length + " words");
    }
    return options;
  }

  /** The rest of an id must have room behind it. */
  private static String checkPrefix(String prefix) {
    if (!PREFIX.matcher(prefix).matches()) {
      throw new IllegalArgumentException(
          "ids: expected 1 to 32 characters from A-Za-z0-9_.:-, was \"" + prefix + "\"");
    }
    return prefix;
  }

  private static String checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "NAME: expected 1 to 64 characters from A-Za-z0-9_.-, was \"" + name + "\"");
    }
    return name;
  }

  /** The key is good for the whole day, in UTC. */
  private static Instant endOf(String date) {
    try {
      return LocalDate.parse(date).plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException wrong) {
      throw new IllegalArgumentException(
          "until: expected a date such as 2027-12-31, was \"" + date + "\"", wrong);
    }
  }
}
