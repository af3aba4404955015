package net.jumptotech.orders.runtime;

/** A text that is never shown by accident: its {@link #toString} is a mask. */
public final class Secret {

  static final String MASK = "********";

  private final String text;

  public Secret(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException("a secret must not be empty");
    }
    this.text = text;
  }

  /** Only for the client library that needs it. */
  public String reveal() {
    return text;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Secret secret && secret.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return MASK;
  }
}
