package net.jumptotech.orders.http.oidc;

/** Why nobody can tell now whether a token is good. */
public final class Unavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unavailable(String why) {
    super(why, null, false, false);
  }
}
