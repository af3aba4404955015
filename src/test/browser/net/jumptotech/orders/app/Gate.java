package net.jumptotech.orders.app;

import com.microsoft.playwright.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/** Stands between a tab and what it reads: lets pass, keeps waiting, or refuses. */
final class Gate {

  static final String REASON = "Refused at the gate.";

  static final Pattern READ = Pattern.compile("/api/|/openapi");
  private static final Pattern LIVE = Pattern.compile("/eventbus/");

  private final List<Route> waiting = new ArrayList<>();
  private Consumer<Route> whoComes = waiting::add;

  Gate(Tab tab) {
    tab.page().route(READ, route -> whoComes.accept(route));
  }

  /** Frames tell nothing either: the socket is there, and silent. */
  Gate silent(Tab tab) {
    tab.page().routeWebSocket(LIVE, socket -> {});
    return this;
  }

  void close() {
    whoComes = waiting::add;
  }

  void refuse() {
    whoComes = Gate::refuse;
    waiting.forEach(Gate::refuse);
    waiting.clear();
  }

  void open() {
    whoComes = Route::resume;
  }

  private static void refuse(Route route) {
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(503)
            .setContentType("application/problem+json")
            .setBody("{\"title\":\"Unavailable\",\"detail\":\"" + REASON + "\"}"));
  }
}
