package net.jumptotech.orders.http.access;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.Addresses;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sessions that somebody has ended, until they would have ended by themselves: a copy of their
 * cookie must not be worth anything. All processes on the event bus tell each other, and one that
 * starts asks the others. Used on one event loop.
 */
final class EndedSessions {

  static final int MOST = 50_000;

  private static final Logger log = LoggerFactory.getLogger(EndedSessions.class);
  private static final int IN_A_MESSAGE = 500;
  private static final String ENDED = "ended";
  private static final String ASKED = "asked";

  private final Vertx vertx;
  private final Map<String, Long> ended = new LinkedHashMap<>(); // seconds of their ends
  private MessageConsumer<JsonObject> consumer;

  EndedSessions(Vertx vertx) {
    this.vertx = vertx;
  }

  void start() {
    consumer = vertx.eventBus().consumer(Addresses.ENDED_SESSIONS, this::hear);
    vertx.eventBus().publish(Addresses.ENDED_SESSIONS, new JsonObject().put(ASKED, true));
  }

  void stop() {
    if (consumer != null) {
      consumer.unregister();
    }
  }

  /**
   * @param until when the session would have ended
   */
  void add(String id, Instant until) {
    keep(id, until.getEpochSecond());
    publish(List.of(entry(id, until.getEpochSecond())));
  }

  boolean has(String id) {
    return ended.containsKey(id);
  }

  private void keep(String id, long until) {
    long now = Instant.now().getEpochSecond();
    ended.values().removeIf(end -> end < now);
    if (until >= now) {
      ended.put(id, until);
    }
    if (ended.size() > MOST) {
      String first = ended.keySet().iterator().next();
      ended.remove(first);
      log.warn("more than {} sessions were ended in 8 hours: a copy of one counts again", MOST);
    }
  }

  private void hear(Message<JsonObject> message) {
    JsonObject body = message.body();
    if (body.containsKey(ASKED)) {
      tellAll();
    }
    JsonArray entries = body.getJsonArray(ENDED, new JsonArray());
    for (int i = 0; i < entries.size(); i++) {
      keep(entries.getJsonArray(i).getString(0), entries.getJsonArray(i).getLong(1));
    }
  }

  private void tellAll() {
    List<JsonArray> all =
        ended.entrySet().stream().map(it -> entry(it.getKey(), it.getValue())).toList();
    for (int from = 0; from < all.size(); from += IN_A_MESSAGE) {
      publish(all.subList(from, Math.min(all.size(), from + IN_A_MESSAGE)));
    }
  }

  private static JsonArray entry(String id, long until) {
    return new JsonArray().add(id).add(until);
  }

  private void publish(List<JsonArray> entries) {
    vertx
        .eventBus()
        .publish(Addresses.ENDED_SESSIONS, new JsonObject().put(ENDED, new JsonArray(entries)));
  }
}
