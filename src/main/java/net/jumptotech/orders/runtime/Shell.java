package net.jumptotech.orders.runtime;

import java.util.regex.Pattern;

/** Commands that messages suggest, so that people can copy them into a shell. */
public final class Shell {

  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9_./,:=@%+][A-Za-z0-9_./,:=@%+#-]*");

  private Shell() {}

  /** The text as one word of a command: in quotes if the shell would take it apart. */
  public static String word(Object text) {
    String word = text.toString();
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
