package net.jumptotech.orders.http.access;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.Cookie;
import io.vertx.core.http.CookieSameSite;
import io.vertx.ext.web.RoutingContext;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.api.Sendable;
import net.jumptotech.orders.http.oidc.LogIn;
import net.jumptotech.orders.http.oidc.Refusal;
import net.jumptotech.orders.http.oidc.Unavailable;
import net.jumptotech.orders.http.operations.Recorder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends people to the provider and takes them back. A browser follows these links itself, so they
 * always answer with a redirect, to a path of ours or to the provider; what went wrong is a word in
 * the query, which the page puts in a sentence.
 */
public final class ProviderEndpoints {

  private static final Logger log = LoggerFactory.getLogger(ProviderEndpoints.class);

  /**
   * Comes with the provider's redirect, which another site starts, so it cannot be {@code Strict}.
   */
  static final String COOKIE = "__Host-orders-log-in";

  private final Access access;
  private final Recorder recorder;

  public ProviderEndpoints(Access access, Recorder recorder) {
    this.access = access;
    this.recorder = recorder;
  }

  /** Sends a browser to the provider. */
  public Future<Sendable> begin(Call call) {
    String returnTo = call.parameters().text("return_to").orElse("/");
    return logIn()
        .begin(returnTo)
        .<Sendable>map(
            begun ->
                context -> {
                  context
                      .response()
                      .addCookie(keep(begun.kept()).setMaxAge(LogIn.LASTS.toSeconds()));
                  redirect(begun.location()).send(context);
                })
        .recover(cause -> Future.succeededFuture(redirect(failed(cause))));
  }

  /** Takes a browser back from the provider. */
  public Future<Sendable> finish(Call call) {
    LogIn logIn = logIn();
    Parameters given = call.parameters();
    LogIn.Returned returned =
        new LogIn.Returned(
            given.text("code").orElse(""),
            given.text("state").orElse(""),
            given.text("iss").orElse(""),
            given.text("error").orElse(""));
    return Future.succeededFuture(
        context ->
            logIn
                .finish(returned, kept(context))
                .compose(
                    done ->
                        recorder
                            .session(call.client().as(done.principal()), "logIn")
                            .map(recorded -> done))
                .onComplete(
                    done -> {
                      context
                          .response()
                          .addCookie(access.sessions().orElseThrow().begin(done.principal()));
                      leave(context, done.returnTo());
                    },
                    cause -> leave(context, failed(cause))));
  }

  /** A log-in has one try. */
  private static void leave(RoutingContext context, String to) {
    context.response().addCookie(keep("").setMaxAge(0));
    redirect(to).send(context);
  }

  private LogIn logIn() {
    return access
        .logIn()
        .orElseThrow(
            () ->
                Problem.of(
                    409,
                    "Nobody can log in with a provider here (http.access, http.oidc.client-id)."));
  }

  private static Answer redirect(String to) {
    return new Answer(303, "text/plain", Buffer.buffer()).with("Location", to);
  }

  private static String kept(RoutingContext context) {
    Cookie cookie = context.request().getCookie(COOKIE);
    return cookie == null ? "" : cookie.getValue();
  }

  private static Cookie keep(String value) {
    return Sessions.cookie(COOKIE, value, CookieSameSite.LAX);
  }

  private static String failed(Throwable cause) {
    String word =
        cause instanceof LogIn.Over
            ? "over"
            : cause instanceof LogIn.Denied
                ? "denied"
                : cause instanceof Unavailable ? "unavailable" : "refused";
    if (cause instanceof Refusal) {
      log.warn(
          "http.oidc: the ID token of somebody who logs in is refused: {}", cause.getMessage());
    } else if (cause instanceof LogIn.Denied) {
      log.info("http.oidc: the provider let somebody not in: {}", cause.getMessage());
    } else if (word.equals("refused")) {
      log.warn("http.oidc: somebody could not log in", cause);
    }
    return "/?log_in=" + word;
  }
}
