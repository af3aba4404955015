package net.jumptotech.orders.http.deadletters;

import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.http.api.Answer;
import net.jumptotech.orders.http.api.Call;
import net.jumptotech.orders.http.api.ParameterRules;
import net.jumptotech.orders.http.api.Parameters;
import net.jumptotech.orders.http.api.Problem;
import net.jumptotech.orders.monitor.KafkaUnresponsive;
import net.jumptotech.orders.monitor.LiveFeed;
import net.jumptotech.orders.stream.deadletters.DeadLetterSearch;
import net.jumptotech.orders.stream.lookup.RecordLookup;

/** Answers from the topic of dead letters. */
public final class DeadLetterQueries {

  private static final String BETWEEN = "_";

  private record Page(
      List<ShownLetter.Whole> deadLetters, Optional<String> next, Instant asOf, long searched) {}

  private final LiveFeed feed;
  private final RecordLookup lookup;

  public DeadLetterQueries(LiveFeed feed, RecordLookup lookup) {
    this.feed = feed;
    this.lookup = lookup;
  }

  public Future<Answer> list(Call call) {
    Parameters given = call.parameters();
    DeadLetterSearch search =
        new DeadLetterSearch(
            given.text(EventJson.ORDER_ID),
            given.text("group"),
            given.text("cursor", DeadLetterQueries::cursor).orElse(Map.of()),
            given.number("limit"));
    HiddenInLetter hidden = new HiddenInLetter(call.hidden());
    Instant asOf = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return feed.askKafka(() -> lookup.deadLetters(search))
        .recover(DeadLetterQueries::unavailable)
        .map(
            page ->
                Answer.ok(
                    new Page(
                        page.letters().stream()
                            .map(it -> ShownLetter.Whole.of(it, hidden))
                            .toList(),
                        Optional.of(page.next())
                            .filter(it -> !it.isEmpty())
                            .map(DeadLetterQueries::text),
                        asOf,
                        page.searched())));
  }

  public Future<Answer> one(Call call) {
    String place = call.parameters().text("place").orElseThrow();
    String[] parts = place.split("-");
    return feed.askKafka(
            () -> lookup.deadLetter(Integer.parseInt(parts[0]), Long.parseLong(parts[1])))
        .recover(DeadLetterQueries::unavailable)
        .map(
            found ->
                found
                    .map(
                        letter ->
                            Answer.ok(
                                ShownLetter.Whole.of(letter, new HiddenInLetter(call.hidden()))))
                    .orElseThrow(
                        () -> Problem.of(404, "There is no dead letter at \"" + place + "\".")));
  }

  public static <T> Future<T> unavailable(Throwable cause) {
    if (cause instanceof RejectedExecutionException) {
      return Future.failedFuture(Problem.tooMany(cause.getMessage() + ". Try again."));
    }
    return Future.failedFuture(
        cause instanceof KafkaUnresponsive
            ? Problem.unavailable(cause.getMessage() + ". Try again later.", null)
            : Problem.unavailable("Kafka does not answer. Try again.", cause));
  }

  /** {@code 0.17_1.5}: partition and offset of each partition. */
  static String text(Map<Integer, Long> next) {
    return new TreeMap<>(next)
        .entrySet().stream()
            .map(it -> it.getKey() + "." + it.getValue())
            .collect(Collectors.joining(BETWEEN));
  }

  /**
   * @throws IllegalArgumentException if no page ever ended so
   */
  static Map<Integer, Long> cursor(String text) {
    Map<Integer, Long> below = new TreeMap<>();
    for (String each : text.split(BETWEEN, -1)) {
      Optional<String[]> parts =
          Optional.of(each)
              .filter(it -> it.matches("[0-9]{1,6}\\.[0-9]{1,18}"))
              .map(it -> it.split("\\."));
      if (parts.isEmpty()
          || below.put(Integer.parseInt(parts.get()[0]), Long.parseLong(parts.get()[1])) != null) {
        throw new IllegalArgumentException(
            "expected the value of next from an earlier answer, was \""
                + ParameterRules.shown(text)
                + "\"");
      }
    }
    return below;
  }
}
