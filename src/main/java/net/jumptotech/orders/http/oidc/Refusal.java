package net.jumptotech.orders.http.oidc;

/** Why a token is not accepted: the end of a sentence that begins with it, without its values. */
public final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Refusal(String why) {
    super(why, null, false, false); // it is an answer, not a fault: nobody reads its stack
  }
}
