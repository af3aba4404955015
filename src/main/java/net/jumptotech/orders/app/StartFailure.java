package net.jumptotech.orders.app;

/** Why the program cannot start, in a line that says what to do about it. */
final class StartFailure extends RuntimeException {

  private static final long serialVersionUID = 1L;

  StartFailure(String message) {
    super(message, null, false, false);
  }
}
