package net.jumptotech.orders.http.access;

import io.vertx.core.Future;
import io.vertx.core.http.Cookie;
import io.vertx.ext.web.RoutingContext;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jumptotech.orders.access.Keys;
import net.jumptotech.orders.access.Principal;
import net.jumptotech.orders.access.Right;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.http.operations.Recorder;
import net.jumptotech.orders.runtime.SystemProblem;

/** Says who somebody is, and logs people in and out of the page. */
public final class SessionEndpoints {

  private static final String KEY = "key";
  private static final Identity NOBODY = Identity.of(Principal.NOBODY);

  private final Access access;
  private final Optional<Keys> keys;
  private final Optional<Sessions> sessions;
  private final Recorder recorder;

  /**
   * @param access the ways to say who one is; {@code open}: everybody may do everything
   * @param name empty if nobody has logged in
   * @param session whether it is a session, which a log-out ends
   * @param problem why nobody can log in with the provider now
   */
  private record Session(
      List<String> access,
      String name,
      List<String> rights,
      Instant until,
      boolean session,
      String problem) {}

  public SessionEndpoints(Access access, Recorder recorder) {
    this.access = access;
    this.keys = access.keys();
    this.sessions = access.sessions();
    this.recorder = recorder;
  }

  public Future<Sendable> get(Call call) {
    return Future.succeededFuture(
        context ->
            access
                .who(context.request())
                .map(found -> answer(found.orElse(NOBODY)))
                .onComplete(answer -> answer.send(context), context::fail));
  }

  /**
   * @return fails with 401 if the key is not known or has expired, 409 if nobody need log in
   */
  public Future<Sendable> logIn(Call call) {
    if (keys.isEmpty()) {
      return Future.failedFuture(
          Problem.of(
              409,
              sessions.isEmpty()
                  ? "No log-in is needed: everybody may do everything (http.access: open)."
                  : "Nobody has a key here (http.access)."));
    }
    Keys.Known known =
        keys.flatMap(it -> it.of(key(call)))
            .filter(it -> !it.principal().isExpired(Instant.now()))
            .orElseThrow(
                () -> Problem.of(401, "This key is not known, or has expired.", Access.CHALLENGE));
    return recorder
        .session(call.client().as(known.principal()), "logIn")
        .map(
            done ->
                context ->
                    answer(
                        context,
                        sessions.orElseThrow().begin(known),
                        answer(new Identity(known.principal(), Optional.of("")))));
  }

  private static String key(Call call) {
    try {
      if (Json.object(call.body().getBytes()).get(KEY) instanceof String key) {
        return key;
      }
      throw Problem.invalid(KEY, "expected a text");
    } catch (InvalidEvent wrong) {
      throw Problem.invalid(wrong.problems());
    }
  }

  public Future<Sendable> logOut(Call call) {
    return Future.succeededFuture(
        context ->
            access
                .who(context.request())
                .otherwise(Optional.empty())
                .compose(
                    who ->
                        who.filter(it -> sessions.isPresent())
                            .map(it -> recorder.session(call.client().as(it.principal()), "logOut"))
                            .orElseGet(Future::succeededFuture))
                .compose(
                    done ->
                        sessions
                            .map(it -> it.end(context.request()))
                            .orElseGet(Future::succeededFuture))
                .onSuccess(
                    cookie ->
                        answer(
                            context,
                            cookie,
                            answer(sessions.isEmpty() ? Identity.of(Principal.ANYONE) : NOBODY))));
  }

  private static void answer(RoutingContext context, Cookie cookie, Answer answer) {
    if (cookie != null) {
      context.response().addCookie(cookie);
    }
    answer.send(context);
  }

  private Answer answer(Identity identity) {
    Principal who = identity.principal();
    return Answer.ok(
        new Session(
            access.modes(),
            who.name(),
            Arrays.stream(Right.values()).filter(who::may).map(Right::toString).toList(),
            who.until().orElse(null),
            identity.session().isPresent(),
            access.logIn().isEmpty()
                ? null
                : access.problems().stream().map(SystemProblem::text).findFirst().orElse(null)));
  }
}
