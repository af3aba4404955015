package net.jumptotech.orders.http;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.http.deadletters.DeadLetterQueries;
import net.jumptotech.orders.http.operations.Recorder;
import net.jumptotech.orders.monitor.LiveFeed;
import net.jumptotech.orders.stream.offsets.Breach;
import net.jumptotech.orders.stream.topics.LagMonitor;

/** Tells which records were deleted before a group read them, until somebody acknowledges it. */
final class BreachQueries {

  private record Breaches(Instant asOf, List<Shown> breaches) {}

  private record Shown(
      String group, String topic, int partition, long records, String text, List<Range> ranges) {}

  private record Range(long first, long last, long records, Instant noticedAt) {}

  private final LiveFeed feed;
  private final LagMonitor monitor;
  private final Recorder recorder;

  BreachQueries(LiveFeed feed, LagMonitor monitor, Recorder recorder) {
    this.feed = feed;
    this.monitor = monitor;
    this.recorder = recorder;
  }

  public Future<Answer> list(Call call) {
    Instant asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return breaches()
        .map(
            found ->
                Answer.ok(new Breaches(asOf, found.stream().map(BreachQueries::shown).toList())));
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
              return recorder.change(
                  call,
                  "acknowledgeBreach",
                  Map.of("lost", breach.toString()),
                  () ->
                      feed.askKafka(() -> monitor.acknowledge(List.of(breach)))
                          .recover(DeadLetterQueries::unavailable));
            })
        .compose(done -> list(call));
  }

  private Future<List<Breach>> breaches() {
    return feed.askKafka(monitor::breaches).recover(DeadLetterQueries::unavailable);
  }

  private static Shown shown(Breach breach) {
    return new Shown(
        breach.group(),
        breach.topic(),
        breach.partition(),
        breach.records(),
        breach.toString(),
        breach.losses().stream()
            .map(it -> new Range(it.from(), it.to() - 1, it.records(), it.since()))
            .toList());
  }
}
