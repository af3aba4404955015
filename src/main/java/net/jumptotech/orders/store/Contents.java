package net.jumptotech.orders.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact.Placed;

/**
 * What was sent under one order id: the first record of each content, up to {@link #MOST} contents
 * per status of the first sender and as many of all others, and the two newest contents. All of
 * this is minima or maxima over the records, so neither the order of arrival nor repetition
 * matters, and its size is limited whatever is sent.
 *
 * @param first in the order of their records. The very first is whole; the others lack large extra
 *     fields
 * @param last newest first
 * @param replaced in a document of version 0.1.0: the offset of a record that was not kept because
 *     a newer one differed. Otherwise -1
 */
public record Contents(List<Placed> first, List<Last> last, long replaced) {

  public static final long NONE = -1;

  static final int MOST = 8;

  /** Limit for the fields that the contract does not name, as JSON. */
  static final int MOST_EXTRA_BYTES = 1_024;

  private static final int MOST_LAST = 2;
  private static final Contents EMPTY = new Contents(List.of(), List.of(), NONE);

  /** Two records have the same position only if a topic was deleted and recreated. */
  private static final Comparator<Placed> BY_PLACE =
      Comparator.comparingLong(Placed::offset)
          .thenComparingInt(Placed::partition)
          .thenComparing(it -> Content.of(it.order()).toString());

  private static final Comparator<Last> NEWEST_FIRST =
      Comparator.comparingLong(Last::offset)
          .reversed()
          .thenComparing(it -> it.content().toString());

  /** A content, and the offset of the newest record with it. */
  public record Last(Content content, long offset) {}

  public Contents {
    first = List.copyOf(first);
    last = List.copyOf(last);
  }

  public static Contents empty() {
    return EMPTY;
  }

  /**
   * The contents of an order that always came with one content.
   *
   * @param newest offset of the newest record
   */
  public static Contents of(Placed first, long newest, long replaced) {
    return new Contents(
        List.of(first), List.of(new Last(Content.of(first.order()), newest)), replaced);
  }

  /** Whether {@link #of} can express all of it. */
  public boolean isOfOneContent() {
    return first.size() == 1 && last.size() == 1;
  }

  /** Offset of the newest record, {@link #NONE} if there is none. */
  public long newest() {
    return last.isEmpty() ? NONE : last.get(0).offset();
  }

  /**
   * @return with the record added, or this object if the record is already known
   */
  Contents merge(Placed record) {
    if (first.isEmpty() && last.isEmpty()) {
      return of(record, record.offset(), replaced); // nearly every order
    }
    Contents merged = new Contents(mergedFirst(record), mergedLast(record), replaced);
    return merged.equals(this) ? this : merged;
  }

  private List<Placed> mergedFirst(Placed record) {
    Content content = Content.of(record.order());
    Optional<Placed> known = find(content);
    if (known.isPresent() && BY_PLACE.compare(known.get(), record) <= 0) {
      return first;
    }
    List<Placed> all = new ArrayList<>(first);
    known.ifPresent(all::remove);
    all.add(record);
    all.sort(BY_PLACE);
    String sender = all.get(0).order().sender();
    Map<Kept, Integer> counts = new HashMap<>();
    List<Placed> kept = new ArrayList<>(all.size());
    for (Placed each : all) {
      if (counts.merge(Kept.of(each.order(), sender), 1, Integer::sum) <= MOST) {
        kept.add(kept.isEmpty() ? each : trimmed(each));
      }
    }
    return kept;
  }

  /** Counted apart, so that others cannot fill the place of whoever sent the first record. */
  private record Kept(OrderStatus status, boolean isOfFirstSender) {
    static Kept of(Order order, String firstSender) {
      return new Kept(order.status(), order.sender().equals(firstSender));
    }
  }

  private List<Last> mergedLast(Placed record) {
    Content content = Content.of(record.order());
    List<Last> all = new ArrayList<>(last);
    all.add(new Last(content, record.offset()));
    all.sort(NEWEST_FIRST);
    List<Last> kept = new ArrayList<>(MOST_LAST);
    for (Last each : all) {
      if (kept.size() < MOST_LAST
          && kept.stream().noneMatch(it -> it.content().equals(each.content()))) {
        kept.add(each);
      }
    }
    return kept;
  }

  private static Placed trimmed(Placed record) {
    Order order = record.order();
    Map<String, Object> more = new LinkedHashMap<>(order.more());
    if (isLarge(more)) {
      more.keySet().retainAll(List.of("customer_id"));
      if (isLarge(more)) {
        more.clear();
      }
    }
    return new Placed(order.with(more), record.partition(), record.offset(), record.processedAt());
  }

  private static boolean isLarge(Map<String, Object> more) {
    return !more.isEmpty() && Json.bytes(more).length > MOST_EXTRA_BYTES;
  }

  private Optional<Placed> find(Content content) {
    return first.stream().filter(it -> Content.of(it.order()).equals(content)).findFirst();
  }

  /**
   * Whose id it is: whose record came first. Records in different partitions do not show which that
   * was (partitions were added between them); then it is the sender of the outcome.
   *
   * @param outcome the first one
   * @return empty if it belongs to nobody
   */
  String owner(Optional<Payment> outcome) {
    if (first.isEmpty()) {
      return outcome.map(Payment::sender).orElse("");
    }
    Placed earliest = first.get(0);
    if (first.size() == 1) {
      return earliest.order().sender(); // nearly every order
    }
    boolean isEarliest = first.stream().allMatch(it -> it.partition() == earliest.partition());
    return isEarliest || outcome.isEmpty() ? earliest.order().sender() : outcome.get().sender();
  }

  /**
   * What the document shows: the record that was checked and charged according to the outcome,
   * otherwise the first one. CONFIRMED if the same content was also sent as confirmed. Always a
   * record of the owner, if there is one.
   */
  Optional<Placed> shown(Optional<Payment> outcome, String owner) {
    if (first.size() <= 1) {
      return first.stream().findFirst();
    }
    return outcome
        .flatMap(it -> of(owner).filter(each -> explains(each, it)).findFirst())
        .or(() -> of(owner).findFirst())
        .or(() -> Optional.of(first.get(0)))
        .map(it -> confirmed(it, owner));
  }

  private Stream<Placed> of(String owner) {
    return first.stream().filter(it -> Content.of(it.order()).isOf(owner));
  }

  private static boolean explains(Placed record, Payment outcome) {
    return Content.of(record.order()).explains(outcome);
  }

  private Placed confirmed(Placed record, String owner) {
    Order order = record.order();
    Content content = Content.of(order);
    return order.status() == OrderStatus.CREATED
            && of(owner)
                .filter(it -> it.order().status() == OrderStatus.CONFIRMED)
                .anyMatch(it -> Content.of(it.order()).hasMoneyOf(content))
        ? new Placed(
            order.with(OrderStatus.CONFIRMED),
            record.partition(),
            record.offset(),
            record.processedAt())
        : record;
  }

  /** Whether what is shown was sent again later, as far as the last two contents show it. */
  boolean cameAgain(Placed shown, String owner) {
    Content content = Content.of(shown.order());
    return last.stream()
        .filter(it -> it.content().isOf(owner) && it.content().isJudgedAs(content))
        .anyMatch(it -> it.offset() > shown.offset());
  }

  /** Whether there was a record about which only one thing is known: it differed. */
  boolean lacksOne() {
    return replaced != NONE && first.stream().noneMatch(it -> it.offset() <= replaced);
  }

  /** Whether there may be more contents than are kept. */
  boolean isFull() {
    return first.size() >= MOST
        && first.stream()
            .map(it -> Kept.of(it.order(), first.get(0).order().sender()))
            .collect(Collectors.groupingBy(it -> it, Collectors.counting()))
            .containsValue((long) MOST);
  }

  /** The first record with the content; empty if it is not kept. */
  Optional<Placed> firstOf(Content content) {
    return find(content);
  }
}
