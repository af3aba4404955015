package net.jumptotech.orders.stream.operations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import net.jumptotech.orders.event.InvalidEvent;
import net.jumptotech.orders.event.Json;

/**
 * Goes through the records of the topic, and finds the first that was altered or is missing. It
 * recomputes every hash, follows the chain of each writer, and computes the root: a hash over the
 * hashes of all records so far, in their order. It begins with the first record, or behind what a
 * root covers. Used by one thread.
 */
public final class ChainCheck {

  /** How far back a root may reach: what is written in the minute between reading and writing. */
  private static final int MOST_ROOTS_BACK = 10_000;

  private final Map<String, Last> writers = new HashMap<>();
  private final Deque<String> back = new ArrayDeque<>(); // roots after each record, newest last
  private final List<DailyRoot> roots = new ArrayList<>();
  private final Map<String, Long> sinceRoot = new HashMap<>();
  private final boolean all;
  private final boolean fromTheBeginning;
  private final String sought;
  private Optional<DailyRoot> since = Optional.empty();
  private OptionalLong recordsOfSought = OptionalLong.empty();
  private Optional<Finding> first = Optional.empty();
  private String root = Sealed.NONE;
  private long offset;
  private long records;

  /** What is wrong at an offset. */
  public record Finding(long offset, String what) {
    @Override
    public String toString() {
      return "offset " + offset + ": " + what;
    }
  }

  private record Last(long number, String hash, long offset) {}

  /** Of everything. */
  public ChainCheck() {
    this("");
  }

  /**
   * Of everything.
   *
   * @param sought a root that was noted elsewhere
   */
  public ChainCheck(String sought) {
    this.sought = sought;
    this.all = true;
    this.fromTheBeginning = true;
    back.add(root);
  }

  /**
   * Of what came after a root. It forgets what it found before the root of the last day but one, as
   * somebody does who begins then.
   */
  ChainCheck(Optional<DailyRoot> after) {
    this.sought = "";
    this.all = false;
    this.fromTheBeginning = after.isEmpty();
    this.since = after;
    after.ifPresent(
        it -> {
          root = it.root();
          records = it.records();
          offset = it.offset();
          it.writers().forEach((writer, number) -> writers.put(writer, new Last(number, "", -1)));
        });
    back.add(root);
  }

  /** Call it with every record, in their order. */
  public void add(long at, byte[] value) {
    if (at > offset) {
      note(offset, "%d to %d are missing", offset, at - 1);
    }
    offset = at + 1;
    Optional<Sealed> sealed = Sealed.read(value);
    String hash = sealed.map(Sealed::hash).orElse(Sealed.NONE);
    if (sealed.isEmpty()) {
      note(at, "is no record of ours: it does not end with a hash");
    } else if (!sealed.get().isWhole()) {
      note(at, "was altered: its hash is not that of its content");
    } else {
      try {
        follow(at, Json.object(value), hash);
      } catch (InvalidEvent | RuntimeException foreign) { // fields are absent or of other types
        note(at, "is no record of ours: " + foreign.getMessage());
      }
    }
    root = Sealed.root(root, hash);
    records++;
    if (root.equals(sought)) {
      recordsOfSought = OptionalLong.of(records);
    }
    back.add(root);
    if (back.size() > MOST_ROOTS_BACK) {
      back.remove();
    }
  }

  private void follow(long at, Map<String, Object> fields, String hash) {
    String writer = (String) fields.get("writer");
    long number = ((Number) fields.get("number")).longValue();
    Last last = writers.getOrDefault(writer, firstOf(number));
    if (number > last.number + 1) {
      missing(at, writer, last.number + 1, number - 1);
    } else if (number <= last.number) {
      note(at, "record %d of %s comes after record %d of it", number, writer, last.number);
    } else if (!last.hash.isEmpty() && !last.hash.equals(fields.get("previous"))) {
      note(
          Math.max(last.offset, 0),
          "was altered: record %d of %s, at offset %d, follows a record with another hash",
          number,
          writer,
          at);
    }
    writers.put(writer, new Last(number, hash, at));
    if (DailyRoot.ACTION.equals(fields.get("action"))) {
      check(at, fields);
    } else {
      sinceRoot.put(writer, number);
    }
  }

  /** Of a writer that is not known: it may have written before we began. */
  private Last firstOf(long number) {
    return fromTheBeginning ? new Last(0, Sealed.NONE, -1) : new Last(number - 1, "", -1);
  }

  private void check(long at, Map<String, Object> fields) {
    DailyRoot noted = DailyRoot.read(fields);
    noted
        .writers()
        .forEach(
            (writer, number) -> {
              Last there = writers.getOrDefault(writer, new Last(0, "", -1));
              if (there.number < number) {
                missing(at, writer, there.number + 1, number);
              }
            });
    long newer = records - noted.records();
    boolean known = newer >= 0 && newer < back.size();
    if (newer < 0 || known && !nthBack(newer).equals(noted.root())) {
      note(at, "its root is not that of the %d records before it", noted.records());
    } else if (known && !all) {
      moveOn(noted);
    }
    roots.add(noted);
    sinceRoot.clear();
  }

  private void moveOn(DailyRoot noted) {
    Optional<DailyRoot> before =
        roots.stream()
            .filter(it -> it.day().compareTo(noted.day()) < 0)
            .reduce((older, newer) -> newer);
    if (before.isPresent()) {
      since = before;
      roots.removeIf(it -> it.records() < before.get().records());
      first = first.filter(it -> it.offset() >= before.get().offset());
    }
  }

  private String nthBack(long newer) {
    return back.stream().skip(back.size() - 1 - newer).findFirst().orElseThrow();
  }

  private void missing(long before, String writer, long from, long to) {
    note(
        before,
        from == to
            ? "before it, record %d of the writer %3$s is missing"
            : "before it, records %d to %d of the writer %s are missing",
        from,
        to,
        writer);
  }

  private void note(long at, String what, Object... values) {
    if (first.isEmpty()) {
      first = Optional.of(new Finding(at, what.formatted(values)));
    }
  }

  /**
   * Call it with the end of the topic, once everything before it was added: there may be no record
   * at the last offsets.
   */
  public void end(long end) {
    if (end > offset) {
      note(offset, "%d to %d are missing", offset, end - 1);
      offset = end;
    } else if (end < offset) {
      note(end, "%d to %d were there before and are missing", end, offset - 1);
    }
  }

  /** The offset that comes next. */
  public long offset() {
    return offset;
  }

  public long records() {
    return records;
  }

  /** Over all records so far. */
  public String root() {
    return root;
  }

  /** The first thing that is wrong. */
  public Optional<Finding> first() {
    return first;
  }

  /** What this root covers was not checked, or is of no more interest; empty: all was. */
  Optional<DailyRoot> since() {
    return since;
  }

  /** How many records the root that was sought covers; empty if no root was that one. */
  public OptionalLong recordsOfSought() {
    return recordsOfSought;
  }

  /** Those that were checked, as they were written, oldest first. */
  public List<DailyRoot> roots() {
    return List.copyOf(roots);
  }

  /** The last number of each writer since the last root; empty if nothing was recorded since. */
  public Map<String, Long> sinceRoot() {
    return Map.copyOf(sinceRoot);
  }
}
