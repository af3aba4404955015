package net.jumptotech.orders.runtime;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A problem that an operator must act on; the API and the page show it until it is gone. Unlike
 * {@link Health} it names the place and the remedy. The same cause in several partitions of a topic
 * is one problem.
 *
 * @param kind a {@link ProblemKind}; another one if a process of another version reports it
 * @param text a sentence without secrets and without a full stop, about its first partition; at
 *     most {@value #LONGEST} characters are kept
 * @param group the consumer group, null if it is not about one
 * @param topic where it is, null if it is not about one
 * @param partitions with the number of affected records, 0 if unknown; empty if it is not about
 *     partitions
 * @param since when it began or was first seen
 * @param fix the command that ends it, or the path of the page that does; empty if there is none
 */
public record SystemProblem(
    String kind,
    Severity severity,
    String text,
    String group,
    String topic,
    SortedMap<Integer, Long> partitions,
    Instant since,
    String fix) {

  /** How many are shown; {@link #worstFirst} has them all. */
  public static final int MOST_SHOWN = 20;

  private static final int LONGEST = 500;
  private static final int MOST_PARTITIONS = 1_000;
  private static final int MOST_NAMED = 8;

  /** The worst first. */
  public enum Severity {
    /** A guarantee is broken: an order is lost, settled twice, or nobody can know. */
    BREACH,
    /** Something is blocked until somebody acts. */
    HALTED,
    /** Everything works, but may not continue to. */
    RISK
  }

  public SystemProblem {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(since, "since");
    Objects.requireNonNull(fix, "fix");
    text = text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    partitions = Collections.unmodifiableSortedMap(partitions);
  }

  public static SystemProblem of(ProblemKind kind, Severity severity, String text, Instant since) {
    return new SystemProblem(
        kind.toString(), severity, text, null, null, new TreeMap<>(), since, "");
  }

  public SystemProblem inGroup(String name) {
    return new SystemProblem(kind, severity, text, name, topic, partitions, since, fix);
  }

  public SystemProblem in(String where) {
    return new SystemProblem(kind, severity, text, group, where, partitions, since, fix);
  }

  public SystemProblem at(String where, int partition) {
    return at(where, partition, 0);
  }

  /**
   * @param records how many are affected there
   */
  public SystemProblem at(String where, int partition, long records) {
    return new SystemProblem(
        kind, severity, text, group, where, new TreeMap<>(Map.of(partition, records)), since, fix);
  }

  public SystemProblem fixedBy(String commandOrPage) {
    return new SystemProblem(kind, severity, text, group, topic, partitions, since, commandOrPage);
  }

  /**
   * Problems with equal values here are one problem, whichever instance reports it and in whichever
   * partitions.
   */
  private List<String> cause() {
    return Arrays.asList(kind, group, topic);
  }

  /** Merges two problems with the same cause. For a partition in both, this one's number counts. */
  private SystemProblem and(SystemProblem other) {
    boolean isFirst =
        partitions.isEmpty()
            || !other.partitions.isEmpty()
                && partitions.firstKey().compareTo(other.partitions.firstKey()) <= 0;
    SystemProblem first = isFirst ? this : other;
    String anyFix = fix.isEmpty() ? other.fix : fix;
    SortedMap<Integer, Long> all = new TreeMap<>(other.partitions);
    all.putAll(partitions);
    while (all.size() > MOST_PARTITIONS) {
      all.remove(all.lastKey());
    }
    return new SystemProblem(
        kind,
        severity.compareTo(other.severity) <= 0 ? severity : other.severity,
        first.text,
        group,
        topic,
        all,
        since.isBefore(other.since) ? since : other.since,
        first.fix.isEmpty() ? anyFix : first.fix);
  }

  /** One problem for each cause, with the earliest time of any report. */
  public static List<SystemProblem> worstFirst(Stream<SystemProblem> reported) {
    Map<List<String>, SystemProblem> each = new LinkedHashMap<>();
    reported.forEach(it -> each.merge(it.cause(), it, SystemProblem::and));
    List<SystemProblem> sorted = new ArrayList<>(each.values());
    sorted.sort(Comparator.comparing(SystemProblem::severity).thenComparing(SystemProblem::since));
    return sorted;
  }

  /** Its text, and the other partitions that it affects. */
  public String sentence() {
    if (partitions.size() < 2) {
      return text;
    }
    List<Integer> others = partitions.keySet().stream().skip(1).toList();
    String named =
        others.stream()
            .limit(MOST_NAMED)
            .map(it -> topic + "-" + it)
            .collect(Collectors.joining(", "));
    int more = others.size() - MOST_NAMED;
    return "%s; likewise in %s%s%s"
        .formatted(
            text,
            named,
            more > 0 ? " and " + more + " more" : "",
            records() > 0 ? ": %d records in all".formatted(records()) : "");
  }

  private long records() {
    return partitions.values().stream().mapToLong(it -> it).sum();
  }

  /** The fields for the API and the page, of all its partitions together. */
  public record Shown(
      String kind,
      Severity severity,
      String text,
      String group,
      String topic,
      List<Integer> partitions,
      long records,
      Instant since,
      String fix) {}

  public Shown shown() {
    return new Shown(
        kind,
        severity,
        sentence(),
        group,
        topic,
        List.copyOf(partitions.keySet()),
        records(),
        since,
        fix);
  }

  /** The fields as one process reports them to the others. */
  public JsonObject toJson() {
    JsonArray places = new JsonArray();
    partitions.forEach(
        (partition, records) ->
            places.add(new JsonObject().put("partition", partition).put("records", records)));
    return new JsonObject()
        .put("kind", kind)
        .put("severity", severity.name())
        .put("text", text)
        .put("group", group)
        .put("topic", topic)
        .put("partitions", places)
        .put("since", since.toString())
        .put("fix", fix);
  }

  /** Reads the report of another process, possibly of another version. */
  public static SystemProblem of(JsonObject json) {
    String name = json.getString("severity");
    Severity severity =
        Stream.of(Severity.values())
            .filter(it -> it.name().equals(name))
            .findFirst()
            .orElse(Severity.HALTED);
    SortedMap<Integer, Long> partitions = new TreeMap<>();
    json.getJsonArray("partitions", new JsonArray()).stream()
        .map(JsonObject.class::cast)
        .forEach(it -> partitions.put(it.getInteger("partition"), it.getLong("records", 0L)));
    return new SystemProblem(
        json.getString("kind", "unknown"),
        severity,
        json.getString("text", ""),
        json.getString("group"),
        json.getString("topic"),
        partitions,
        Instant.parse(json.getString("since")),
        json.getString("fix", ""));
  }
}
