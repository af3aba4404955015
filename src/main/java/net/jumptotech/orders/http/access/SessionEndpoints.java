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

/** Says who somebody is, and logs people in and out of the page. */
public final class SessionEndpoints {

  private static final String KEY = "key";

  private final Access access;
  private final Optional<Keys> keys;
  private final Optional<Sessions> sessions;
  private final Recorder recorder;

  /**
   * @param access {@code open}: everybody may do everything
   * @param name empty if nobody has logged in
   */
  private record Session(String access, String name, List<String> rights, Instant until) {}

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
                .map(found -> answer(found.orElse(Principal.NOBODY)))
                .onComplete(answer -> answer.send(context), context::fail));
  }

  /**
   * @return fails with 401 if the key is not known or has expired, 409 if nobody need log in
   */
  public Future<Sendable> logIn(Call call) {
    if (sessions.isEmpty()) {
      return Future.failedFuture(
          Problem.of(409, "No log-in is needed: everybody may do everything (http.access: open)."));
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
                context -> answer(context, sessions.get().begin(known), answer(known.principal())));
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
                            .map(it -> recorder.session(call.client().as(it), "logOut"))
                            .orElseGet(Future::succeededFuture))
                .onSuccess(
                    done ->
                        answer(
                            context,
                            sessions.map(Sessions::end).orElse(null),
                            answer(sessions.isEmpty() ? Principal.ANYONE : Principal.NOBODY))));
  }

  private static void answer(RoutingContext context, Cookie cookie, Answer answer) {
    if (cookie != null) {
      context.response().addCookie(cookie);
    }
    answer.send(context);
  }

  private Answer answer(Principal who) {
    return Answer.ok(
        new Session(
            sessions.isEmpty() ? "open" : "keys",
            who.name(),
            Arrays.stream(Right.values()).filter(who::may).map(Right::toString).toList(),
            who.until().orElse(null)));
  }
}
