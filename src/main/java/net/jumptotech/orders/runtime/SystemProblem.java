package net.jumptotech.orders.runtime;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Something that an operator must know and act on, as the API and the page show it until it is
 * gone. Unlike {@link Health} it names the place, and what to do about it.
 *
 * @param kind the same for all problems of a kind, such as {@code open-transaction}
 * @param text a sentence without secrets and without a full stop; at most {@value #LONGEST}
 *     characters are kept
 * @param group the consumer group that it concerns, null where it is not about one
 * @param topic where it is, null where it is not about one
 * @param partition null where it is not about one
 * @param since when it began or was first seen
 * @param fix the command that ends it, or the path of the page that does; empty if there is none
 */
public record SystemProblem(
    String kind,
    Severity severity,
    String text,
    String group,
    String topic,
    Integer partition,
    Instant since,
    String fix) {

  /** As many as anybody is shown; {@link #worstFirst} has them all. */
  public static final int MOST_SHOWN = 20;

  private static final int LONGEST = 500;

  /** The worst first. */
  public enum Severity {
    /** The promise is broken: an order is lost, settled twice, or nobody can know. */
    BREACH,
    /** Something stands still until somebody acts. */
    HALTED,
    /** All works, and something is missing for it to stay so. */
    RISK
  }

  public SystemProblem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(fix, "fix");
    text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
  }

  public static SystemProblem of(String kind, Severity severity, String text, Instant since) {
    return new SystemProblem(kind, severity, text, null, null, null, since, "");
  }

  public SystemProblem inGroup(String name) {
    return new SystemProblem(kind, severity, text, name, topic, partition, since, fix);
  }

  public SystemProblem at(String where, Integer number) {
    return new SystemProblem(kind, severity, text, group, where, number, since, fix);
  }

  public SystemProblem fixedBy(String commandOrPage) {
    return new SystemProblem(kind, severity, text, group, topic, partition, since, commandOrPage);
  }

  /** The same problem, as several may report it. */
  private List<Object> identity() {
    return Arrays.asList(kind, group, topic, partition);
  }

  private SystemProblem seenSince(Instant other) {
    Instant first = since.isBefore(other) ? since : other;
    return new SystemProblem(kind, severity, text, group, topic, partition, first, fix);
  }

  /** Each once, as the first in the stream tells it, since the earliest time that any tells. */
  public static List<SystemProblem> worstFirst(Stream<SystemProblem> reported) {
    Map<List<Object>, SystemProblem> each = new LinkedHashMap<>();
    reported.forEach(it -> each.merge(it.identity(), it, (one, same) -> one.seenSince(same.since)));
    List<SystemProblem> sorted = new ArrayList<>(each.values());
    sorted.sort(Comparator.comparing(SystemProblem::severity).thenComparing(SystemProblem::since));
    return sorted;
  }

  public JsonObject toJson() {
    return new JsonObject()
        .put("kind", kind)
        .put("severity", severity.name())
        .put("text", text)
        .put("group", group)
        .put("topic", topic)
        .put("partition", partition)
        .put("since", since.toString())
        .put("fix", fix);
  }

  /** As another process, of another version perhaps, reports it. */
  public static SystemProblem of(JsonObject json) {
    String said = json.getString("severity");
    Severity severity =
        Stream.of(Severity.values())
            .filter(it -> it.name().equals(said))
            .findFirst()
            .orElse(Severity.HALTED);
    return new SystemProblem(
        json.getString("kind", "unknown"),
        severity,
        json.getString("text", ""),
        json.getString("group"),
        json.getString("topic"),
        json.getInteger("partition"),
        Instant.parse(json.getString("since")),
        json.getString("fix", ""));
  }
}
