package net.jumptotech.orders.http.story;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import net.jumptotech.orders.event.Addresses;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Groups;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.deadletters.HiddenInLetter;
import net.jumptotech.orders.http.orders.OrderQueries;
import net.jumptotech.orders.monitor.Freshness;
import net.jumptotech.orders.monitor.LiveFeed;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.lookup.FoundRecord;
import net.jumptotech.orders.stream.lookup.RecordLookup;

/**
 * Asks everybody who knows something of an order: the store, which must answer; Kafka and the fraud
 * role, without whom the story says what is missing.
 */
public final class StoryTeller {

  private static final long TIMEOUT_MS = 2_000;
  private static final long EXPLAIN_MS = 1_000;

  private final Vertx vertx;
  private final OrderStore store;
  private final RecordLookup lookup;
  private final Topics topics;
  private final Groups groups;
  private final LiveFeed feed;
  private final Optional<String> traceLink;

  public StoryTeller(
      Vertx vertx,
      OrderStore store,
      RecordLookup lookup,
      Topics topics,
      Groups groups,
      LiveFeed feed,
      Optional<String> traceLink) {
    this.vertx = vertx;
    this.store = store;
    this.lookup = lookup;
    this.topics = topics;
    this.groups = groups;
    this.feed = feed;
    this.traceLink = traceLink;
  }

  public Future<Answer> tell(Call call) {
    OrderId id = OrderId.of(call.parameters().text("id").orElseThrow());
    Freshness fresh = new Freshness(now(), feed.storeCompleteUpTo());
    HiddenInLetter hidden = new HiddenInLetter(call.hidden());
    Future<Optional<OrderDeadLetters>> visits =
        patiently(feed.askKafka(() -> lookup.visits(id)).map(it -> it.told(hidden::in)));
    return store
        .get(id)
        .recover(OrderQueries::unavailable)
        .compose(document -> visits.compose(known -> tell(id, document, known, fresh)));
  }

  private Future<Answer> tell(
      OrderId id,
      Optional<OrderDocument> document,
      Optional<OrderDeadLetters> visits,
      Freshness fresh) {
    if (document.isEmpty() && visits.map(it -> it.letters().isEmpty()).orElse(true)) {
      throw Problem.of(404, "No order has the id \"" + id + "\"." + feed.whyMissing());
    }
    StoryPlaces places = new StoryPlaces(topics, document);
    Future<Optional<Map<WrittenRecord, FoundRecord>>> records =
        places.all().isEmpty()
            ? Future.succeededFuture(Optional.of(Map.of()))
            : patiently(feed.askKafka(() -> lookup.find(places.all())));
    Future<Optional<JsonObject>> explanation =
        document.flatMap(OrderDocument::placed).isEmpty()
            ? Future.succeededFuture(Optional.empty())
            : explain(Json.bytes(EventJson.fields(document.get().placed().get().order())));
    return records.compose(
        found ->
            explanation.map(
                explained ->
                    Answer.ok(
                        new Story(
                                id,
                                document,
                                visits,
                                places,
                                found,
                                explained,
                                new Progress(feed.lags(), feed.lagsAreCurrent(), groups, topics),
                                fresh,
                                traceLink)
                            .told())));
  }

  private Future<Optional<JsonObject>> explain(byte[] order) {
    return ask(order, EXPLAIN_MS)
        .recover(
            lost ->
                isSilence(lost) // whoever was asked may just have died
                    ? ask(order, EXPLAIN_MS / 2)
                    : Future.failedFuture(lost))
        .map(reply -> Optional.of(reply.body()))
        .otherwise(Optional.empty());
  }

  private static boolean isSilence(Throwable lost) {
    return lost instanceof ReplyException reply && reply.failureType() == ReplyFailure.TIMEOUT;
  }

  private Future<Message<JsonObject>> ask(byte[] order, long withinMs) {
    return vertx
        .eventBus()
        .request(
            Addresses.FRAUD_EXPLAIN,
            Buffer.buffer(order),
            new DeliveryOptions().setSendTimeout(withinMs));
  }

  private static <T> Future<Optional<T>> patiently(Future<T> answer) {
    return answer
        .timeout(TIMEOUT_MS, TimeUnit.MILLISECONDS)
        .map(Optional::of)
        .otherwise(Optional.empty());
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }
}
