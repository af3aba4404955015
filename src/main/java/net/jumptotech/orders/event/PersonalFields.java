package net.jumptotech.orders.event;

import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The fields of an order that say who somebody is. A name stands for every field whose name
 * contains its words: {@code email} for {@code billing_email}, {@code customerEmail} and {@code
 * E-Mail}.
 *
 * <p>What is hidden is replaced by one and the same text: a hash could be guessed, and would tell
 * which orders are of one person.
 */
public final class PersonalFields {

  public static final String MASK = "***";

  /** Hides nothing. */
  public static final PersonalFields NONE = new PersonalFields(Set.of());

  /** What shops usually call them; {@code customer} is also in {@code customer_id}. */
  public static final List<String> USUAL =
      List.of(
          "customer",
          "buyer",
          "recipient",
          "email",
          "mail",
          "name",
          "firstname",
          "lastname",
          "fullname",
          "surname",
          "username",
          "phone",
          "mobile",
          "fax",
          "address",
          "street",
          "city",
          "zip",
          "postcode",
          "postal_code",
          "birthday",
          "birthdate",
          "birth",
          "ip",
          "iban",
          "note",
          "comment");

  private final Set<String> names;

  /**
   * @param names in any spelling
   */
  public PersonalFields(Collection<String> names) {
    this.names =
        names.stream()
            .map(name -> new Words(name).letters.toString())
            .filter(letters -> !letters.isEmpty())
            .collect(Collectors.toUnmodifiableSet());
  }

  /** The names, as comparisons see them. */
  @Override
  public String toString() {
    return String.join(",", new TreeSet<>(names));
  }

  public boolean isEmpty() {
    return names.isEmpty();
  }

  public boolean has(String field) {
    if (names.isEmpty()) {
      return false;
    }
    Words words = new Words(field);
    return names.stream().anyMatch(words::have);
  }

  /** A name in lower-case letters and digits, and where in them a word begins or ends. */
  private static final class Words {
    private final StringBuilder letters = new StringBuilder();
    private final BitSet borders = new BitSet();

    Words(String name) {
      boolean small = false;
      for (int i = 0; i < name.length(); i++) {
        char each = name.charAt(i);
        if (!Character.isLetterOrDigit(each) || small && Character.isUpperCase(each)) {
          borders.set(letters.length());
        }
        if (Character.isLetterOrDigit(each)) {
          letters.append(String.valueOf(each).toLowerCase(Locale.ROOT));
        }
        small = Character.isLowerCase(each);
      }
      borders.set(0);
      borders.set(letters.length());
    }

    boolean have(String words) {
      int at = letters.indexOf(words);
      while (at >= 0) {
        if (borders.get(at) && isEnd(at + words.length())) {
          return true;
        }
        at = letters.indexOf(words, at + 1);
      }
      return false;
    }

    /** Also of the plural. */
    private boolean isEnd(int at) {
      return borders.get(at)
          || letters.indexOf("s", at) == at && borders.get(at + 1)
          || letters.indexOf("es", at) == at && borders.get(at + 2);
    }
  }
}
