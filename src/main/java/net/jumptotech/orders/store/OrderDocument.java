package net.jumptotech.orders.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;

/**
 * Everything known about one order: three sections that arrive in any order, any number of times.
 *
 * <p>{@link #merge} is the one rule that every store follows. A document shows what was checked and
 * charged, which is the first content in Kafka; later content under the same id is a {@link
 * #conflict}, and so is whatever comes from another sender than the {@link #owner}. Each section
 * consists of minima and maxima over the records, so the document does not depend on the order of
 * arrival, and a repeated fact changes nothing.
 *
 * @param contents empty while only an alert or a payment has been seen; such a document is kept,
 *     but no list or total shows it
 * @param alerts the first one on each content, in the order of their records
 * @param outcomes in the order of their records: usually one
 */
public record OrderDocument(
    OrderId id,
    Contents contents,
    List<OrderFact.Flagged> alerts,
    List<OrderFact.Settled> outcomes) {

  public static final String PENDING = "PENDING";

  /** Payments that took money; more than two were never seen. */
  static final int MOST_CHARGES = 8;

  /** Flagged contents: as many as {@link Contents} keeps. */
  static final int MOST_ALERTS = 6 * Contents.MOST;

  private static final Comparator<OrderFact.Flagged> ALERTS_BY_PLACE =
      Comparator.comparingLong(OrderFact.Flagged::version)
          .thenComparing(it -> it.alert().amount().toString())
          .thenComparing(it -> it.alert().country());

  private static final Comparator<OrderFact.Settled> BY_PLACE =
      Comparator.comparingLong(OrderFact.Settled::version)
          .thenComparing(it -> it.payment().toString());

  public OrderDocument {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(contents, "contents");
    alerts = List.copyOf(alerts);
    outcomes = List.copyOf(outcomes);
  }

  /** Before any fact. */
  public static OrderDocument empty(OrderId id) {
    return new OrderDocument(id, Contents.empty(), List.of(), List.of());
  }

  /** The order as it was checked and charged, and the position of its record. */
  public Optional<OrderFact.Placed> placed() {
    return contents.isOfOneContent()
        ? Optional.of(contents.first().get(0)) // nearly every order
        : contents.shown(settled().map(OrderFact.Settled::payment), owner());
  }

  /**
   * The sender to whom the id belongs, empty if it belongs to nobody. What others send under it
   * changes nothing of what is shown.
   */
  public String owner() {
    return contents.owner(outcomes.stream().map(OrderFact.Settled::payment).findFirst());
  }

  /** An alert or outcome that names no sender may be on anybody's order. */
  static boolean isOfOwner(String sender, String owner) {
    return owner.isEmpty() || sender.isEmpty() || sender.equals(owner);
  }

  /**
   * The alert on the content that is shown; while the order itself is unknown, the first alert. An
   * alert on other content is part of the {@link #conflict}.
   */
  public Optional<OrderFact.Flagged> flagged() {
    if (alerts.isEmpty()) {
      return Optional.empty(); // nearly every order
    }
    Optional<OrderFact.Placed> shown = placed();
    return alerts.stream()
        .filter(it -> shown.isEmpty() || isOf(Content.of(shown.get().order()), it))
        .findFirst();
  }

  /** Alerts on other content than what is shown, in the order of their records. */
  List<OrderFact.Flagged> otherAlerts() {
    if (alerts.isEmpty() || placed().isEmpty()) {
      return List.of();
    }
    Content shown = Content.of(placed().get().order());
    return alerts.stream().filter(it -> !isOf(shown, it)).toList();
  }

  /**
   * An alert without a currency means the currency of its order, but is read as dollars. So such an
   * alert matches any content with its number, unless it matches one exactly.
   */
  private boolean isOf(Content content, OrderFact.Flagged flagged) {
    if (!isOfOwner(flagged.alert().sender(), content.sender())) {
      return false;
    }
    return content.hasMoneyOf(flagged.alert())
        || content.mayHaveMoneyOf(flagged.alert())
            && contents.first().stream()
                .noneMatch(it -> Content.of(it.order()).hasMoneyOf(flagged.alert()));
  }

  /** The owner's outcome: the first payment that took money, otherwise the first outcome. */
  public Optional<OrderFact.Settled> settled() {
    if (outcomes.isEmpty()) {
      return Optional.empty();
    }
    List<OrderFact.Settled> own = outcomesOf(owner());
    for (OrderFact.Settled outcome : own) {
      if (tookMoney(outcome)) {
        return Optional.of(outcome);
      }
    }
    return own.isEmpty() ? Optional.empty() : Optional.of(own.get(0));
  }

  private List<OrderFact.Settled> outcomesOf(String owner) {
    return owner.isEmpty()
        ? outcomes
        : outcomes.stream().filter(it -> isOfOwner(it.payment().sender(), owner)).toList();
  }

  /** The owner's payments that took money, oldest first: more than one is a {@link #conflict}. */
  public List<Payment> charges() {
    return chargesIn(outcomesOf(owner()));
  }

  /** Payments of other senders under this id that took money. */
  List<Payment> otherCharges() {
    List<OrderFact.Settled> own = outcomesOf(owner());
    return own.size() == outcomes.size()
        ? List.of()
        : chargesIn(outcomes.stream().filter(it -> !own.contains(it)).toList());
  }

  private static List<Payment> chargesIn(List<OrderFact.Settled> outcomes) {
    List<Payment> charges = new ArrayList<>(1);
    for (OrderFact.Settled outcome : outcomes) {
      if (tookMoney(outcome)) {
        charges.add(outcome.payment());
      }
    }
    return charges;
  }

  private static boolean tookMoney(OrderFact.Settled outcome) {
    return outcome.payment().status() == Payment.Status.PAID;
  }

  public Optional<Conflict> conflict() {
    return Conflict.in(this);
  }

  /** Whether the order was sent again later with the same content. */
  public boolean cameAgain() {
    return placed().filter(it -> contents.cameAgain(it, owner())).isPresent();
  }

  /** Whether version 0.1.0 saw another record under this id, and did not keep it. */
  public boolean lacksRecord() {
    return contents.lacksOne();
  }

  /** The value for filters: the outcome's status, {@code PENDING} while there is none. */
  public String outcome() {
    return settled().map(it -> it.payment().status().name()).orElse(PENDING);
  }

  /**
   * @return the document with the fact added, or this document if the fact is not new
   */
  public OrderDocument merge(OrderFact fact) {
    return fact.match(this::mergePlaced, this::mergeFlagged, this::mergeSettled);
  }

  private OrderDocument mergePlaced(OrderFact.Placed fact) {
    Contents merged = contents.merge(fact);
    return merged == contents ? this : new OrderDocument(id, merged, alerts, outcomes).named();
  }

  /** 7 and "7" name the same order: its id is written as in the record that is shown. */
  public OrderDocument named() {
    Optional<OrderFact.Placed> shown = placed();
    return shown.isEmpty() || shown.get().orderId() == id
        ? this
        : new OrderDocument(shown.get().orderId(), contents, alerts, outcomes);
  }

  private OrderDocument mergeFlagged(OrderFact.Flagged fact) {
    List<OrderFact.Flagged> merged = new ArrayList<>(alerts);
    merged.add(fact);
    merged.sort(ALERTS_BY_PLACE);
    List<OrderFact.Flagged> kept = new ArrayList<>(merged.size());
    for (OrderFact.Flagged each : merged) {
      if (kept.size() < MOST_ALERTS && kept.stream().noneMatch(it -> isOnTheSame(it, each))) {
        kept.add(kept.isEmpty() ? each : each.trimmed());
      }
    }
    return kept.equals(alerts) ? this : new OrderDocument(id, contents, kept, outcomes);
  }

  private static boolean isOnTheSame(OrderFact.Flagged one, OrderFact.Flagged other) {
    return one.alert().amount().equals(other.alert().amount())
        && one.alert().country().equals(other.alert().country())
        && one.alert().sender().equals(other.alert().sender());
  }

  /** A copy of a record is no second outcome. */
  private OrderDocument mergeSettled(OrderFact.Settled fact) {
    if (outcomes.isEmpty()) {
      return new OrderDocument(id, contents, alerts, List.of(fact)).named(); // nearly every order
    }
    List<OrderFact.Settled> merged = new ArrayList<>(outcomes);
    merged.add(fact);
    merged.sort(BY_PLACE);
    List<OrderFact.Settled> kept = new ArrayList<>(merged.size());
    int charges = 0;
    boolean other = false;
    for (OrderFact.Settled each : merged) {
      if (kept.stream().anyMatch(it -> it.payment().equals(each.payment()))) {
        continue;
      }
      if (tookMoney(each) ? charges++ < MOST_CHARGES : !other) {
        kept.add(each);
        other |= !tookMoney(each);
      }
    }
    return kept.equals(outcomes) ? this : new OrderDocument(id, contents, alerts, kept).named();
  }

  /**
   * Whether a reader sees no difference: a merge can advance a version without changing what is
   * shown.
   */
  public boolean showsTheSameAs(OrderDocument other) {
    return placed().equals(other.placed())
        && conflict().equals(other.conflict())
        && flagged()
            .map(OrderFact.Flagged::alert)
            .equals(other.flagged().map(OrderFact.Flagged::alert))
        && settled()
            .map(OrderFact.Settled::payment)
            .equals(other.settled().map(OrderFact.Settled::payment));
  }
}
