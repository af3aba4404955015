package net.jumptotech.orders.logging;

/**
 * The trace that the calling thread works for, which every line then has as a field. The one place
 * that tracing has to tell: nothing traces yet.
 */
final class CurrentTrace {

  private CurrentTrace() {}

  /** 32 hexadecimal digits; empty if there is none. */
  static String id() {
    return "";
  }
}
