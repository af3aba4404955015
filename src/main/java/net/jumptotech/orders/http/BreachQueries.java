package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.deadletters.DeadLetterQueries;
import net.jumptotech.orders.monitor.LiveFeed;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.offsets.Loss;
import net.jumptotech.orders.stream.topics.LagMonitor;

/** Tells which records were deleted before a group read them, until somebody acknowledges it. */
final class BreachQueries {

  private final LiveFeed feed;
  private final LagMonitor monitor;

  BreachQueries(LiveFeed feed, LagMonitor monitor) {
    this.feed = feed;
    this.monitor = monitor;
  }

  public Future<Answer> list(Call call) {
    Instant asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return breaches()
        .map(
            found -> {
              Map<String, Object> out = new LinkedHashMap<>();
              out.put("as_of", asOf.toString());
              out.put("breaches", found.stream().map(BreachQueries::fields).toList());
              return Answer.ok(out);
            });
  }

  /** Of one partition, up to the last record that the asker was shown. */
  public Future<Answer> acknowledge(Call call) {
    Parameters given = call.parameters();
    String group = given.required("group");
    String topic = given.required("topic");
    long partition = given.required("partition");
    long last = given.required("last");
    return breaches()
        .compose(
            found -> {
              Breach breach =
                  found.stream()
                      .filter(it -> it.group().equals(group) && it.topic().equals(topic))
                      .filter(it -> it.partition() == partition)
                      .findFirst()
                      .flatMap(it -> it.upTo(last))
                      .orElseThrow(
                          () ->
                              Problem.of(
                                  404,
                                  "No lost records of %s-%d up to offset %d are waiting to be acknowledged for %s."
                                      .formatted(topic, partition, last, group)));
              return feed.askKafka(() -> monitor.acknowledge(List.of(breach)))
                  .recover(DeadLetterQueries::unavailable);
            })
        .compose(done -> list(call));
  }

  private Future<List<Breach>> breaches() {
    return feed.askKafka(monitor::breaches).recover(DeadLetterQueries::unavailable);
  }

  private static Map<String, Object> fields(Breach breach) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("group", breach.group());
    out.put("topic", breach.topic());
    out.put("partition", breach.partition());
    out.put("records", breach.records());
    out.put("text", breach.toString());
    out.put("ranges", breach.losses().stream().map(BreachQueries::fields).toList());
    return out;
  }

  private static Map<String, Object> fields(Loss loss) {
    Map<String, Object> out = new LinkedHashMap<>();
    out.put("first", loss.from());
    out.put("last", loss.to() - 1);
    out.put("records", loss.records());
    out.put("noticed_at", loss.since().toString());
    return out;
  }
}
