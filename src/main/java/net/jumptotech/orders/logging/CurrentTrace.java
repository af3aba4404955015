package net.jumptotech.orders.logging;

import java.util.function.Supplier;

/** The trace that the calling thread works for, which every line then has as a field. */
public final class CurrentTrace {

  private static volatile Supplier<String> source = () -> "";

  private CurrentTrace() {}

  /**
   * @param current the id of the trace, 32 hexadecimal digits; empty text if there is none. Asked
   *     on the thread of each line
   */
  public static void use(Supplier<String> current) {
    source = current;
  }

  static String id() {
    return source.get();
  }
}
