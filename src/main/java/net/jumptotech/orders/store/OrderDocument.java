package net.jumptotech.orders.store;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.Payment;

/**
 * All that is known of one order: three sections that arrive in any order, any number of times.
 *
 * <p>{@link #merge} is the one rule that every store follows. What is shown is what was judged and
 * charged, which is what came first in Kafka; what came later under the same id stands beside it
 * ({@link #conflict}). Each section is made of minima and maxima over the records, so the document
 * does not depend on the order of arrival, and a fact that comes twice changes nothing.
 *
 * @param contents empty while only an alert or a payment has been seen; such a document is kept,
 *     but no list or total shows it
 * @param alerts of each content that was flagged the first, in the order of their records
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

  /** Contents that were flagged: as many as {@link Contents} keeps. */
  static final int MOST_ALERTS = 3 * Contents.MOST;

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

  /** Nothing is known yet. */
  public static OrderDocument empty(OrderId id) {
    return new OrderDocument(id, Contents.empty(), List.of(), List.of());
  }

  /** The order as it was judged and charged, and where its record lies. */
  public Optional<OrderFact.Placed> placed() {
    return contents.isOfOneContent()
        ? Optional.of(contents.first().get(0)) // nearly every order
        : contents.shown(settled().map(OrderFact.Settled::payment));
  }

  /**
   * The alert on what is shown; while the order itself is not known, the first one. One on other
   * content is part of the {@link #conflict}.
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
   * Who writes alerts without their currency means that of the order, and is read as if it said
   * dollars: such an alert is of any content with its number, unless it is exactly of one.
   */
  private boolean isOf(Content content, OrderFact.Flagged flagged) {
    return content.hasMoneyOf(flagged.alert())
        || content.mayHaveMoneyOf(flagged.alert())
            && contents.first().stream()
                .noneMatch(it -> Content.of(it.order()).hasMoneyOf(flagged.alert()));
  }

  /** The outcome: the first payment that took money, else the first outcome. */
  public Optional<OrderFact.Settled> settled() {
    if (outcomes.size() <= 1) {
      return outcomes.isEmpty() ? Optional.empty() : Optional.of(outcomes.get(0));
    }
    for (OrderFact.Settled outcome : outcomes) {
      if (tookMoney(outcome)) {
        return Optional.of(outcome);
      }
    }
    return Optional.of(outcomes.get(0));
  }

  /** The payments that took money, first one first: more than one is a {@link #conflict}. */
  public List<Payment> charges() {
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

  /** Whether the order that is shown came again since, unchanged in what is judged and charged. */
  public boolean cameAgain() {
    return placed().filter(contents::cameAgain).isPresent();
  }

  /** Whether version 0.1.0 saw another record under this id, and did not keep what it said. */
  public boolean lacksRecord() {
    return contents.lacksOne();
  }

  /** What filters call its payment: the outcome, {@code PENDING} while there is none. */
  public String outcome() {
    return settled().map(it -> it.payment().status().name()).orElse(PENDING);
  }

  /**
   * @return the document with the fact in it, or this very document if it says nothing new
   */
  public OrderDocument merge(OrderFact fact) {
    return fact.match(this::mergePlaced, this::mergeFlagged, this::mergeSettled);
  }

  private OrderDocument mergePlaced(OrderFact.Placed fact) {
    Contents merged = contents.merge(fact);
    return merged == contents ? this : new OrderDocument(id, merged, alerts, outcomes).named();
  }

  /** 7 and "7" name the same order: its id is written as the record that is shown writes it. */
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
        && one.alert().country().equals(other.alert().country());
  }

  /** A copy of a record, which says all the same, is no other outcome. */
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
   * Whether a reader sees no difference: a merge can advance a version and leave everything shown
   * as it was.
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
