package net.jumptotech.orders.http.oidc;

import java.time.Instant;
import java.util.Optional;
import net.jumptotech.orders.runtime.ProblemKind;
import net.jumptotech.orders.runtime.SystemProblem;

/** Why nobody can tell now whether a token is good. */
public final class Unavailable extends RuntimeException {

  private static final long serialVersionUID = 1L;

  Unavailable(String why) {
    super(why, null, false, false);
  }

  /**
   * What an operator must know about it.
   *
   * @param before the last report, whose time counts; empty if all was well
   */
  static SystemProblem problem(String text, Optional<SystemProblem> before) {
    return SystemProblem.of(
        ProblemKind.LOG_IN_UNAVAILABLE,
        SystemProblem.Severity.RISK,
        text,
        before.map(SystemProblem::since).orElseGet(Instant::now));
  }
}
