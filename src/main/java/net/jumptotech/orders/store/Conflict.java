package net.jumptotech.orders.store;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.OrderFact.Placed;

/**
 * An order id was used for more than one thing, and somebody has to look. The other content changes
 * nothing of what is shown; it was charged only if {@code payments} has it.
 *
 * @param other the newest other content; empty if only an outcome or an alert shows that there was
 *     one
 * @param count number of other contents that are kept
 * @param atLeast whether there may be more than {@code count}
 * @param payments that took money beyond the first one, those of other senders last
 * @param alerts on other content, oldest first: fraud checks that content too if the content before
 *     it was not suspicious
 */
public record Conflict(
    Kind kind,
    Optional<Other> other,
    int count,
    boolean atLeast,
    List<Payment> payments,
    List<FraudAlert> alerts) {

  /** The most serious kind that applies. */
  public enum Kind {
    /** More than one payment took money. */
    PAID_TWICE,
    /** It was paid, and the shop cancelled it. */
    REFUND_DUE,
    /** It was not charged, since it was cancelled; later content is not charged either. */
    NOT_CHARGED,
    /** Somebody else sent an order with this id, whatever is in it. */
    OTHER_SENDER,
    /** It was sent with another amount, currency, country, or as cancelled. */
    CHANGED
  }

  /**
   * @param offset of the newest record with this content
   * @param first the first record with it; empty if there were too many contents to keep all
   */
  public record Other(Content content, long offset, Optional<Placed> first) {}

  public Conflict {
    Objects.requireNonNull(kind, "kind");
    Objects.requireNonNull(other, "other");
    payments = List.copyOf(payments);
    alerts = List.copyOf(alerts);
  }

  static Optional<Conflict> in(OrderDocument document) {
    Optional<Placed> shown = document.placed();
    if (shown.isEmpty()
        || document.outcomes().size() <= 1
            && document.otherAlerts().isEmpty()
            && document.contents().isOfOneContent()
            && document.otherCharges().isEmpty()
            && isExplained(document, shown.get())) {
      return Optional.empty(); // nearly every order
    }
    List<Payment> paid = document.charges();
    List<Payment> further = paid.subList(Math.min(1, paid.size()), paid.size());
    List<Payment> payments = new ArrayList<>(further);
    payments.addAll(document.otherCharges());
    String owner = document.owner();
    List<FraudAlert> alerts =
        document.otherAlerts().stream().map(OrderFact.Flagged::alert).toList();
    Contents contents = document.contents();
    List<Content> others =
        contents.first().stream()
            .map(it -> Content.of(it.order()))
            .filter(it -> isOther(document, owner, it))
            .toList();
    Optional<Other> newest =
        contents.last().stream()
            .filter(it -> isOther(document, owner, it.content()))
            .findFirst()
            .map(it -> new Other(it.content(), it.offset(), contents.firstOf(it.content())));
    boolean changed =
        newest.isPresent() || !alerts.isEmpty() || !isExplained(document, shown.get());
    boolean ofOthers =
        !payments.equals(further)
            || alerts.stream().anyMatch(it -> !OrderDocument.isOfOwner(it.sender(), owner))
            || others.stream().anyMatch(it -> !it.isOf(owner))
            || newest.filter(it -> !it.content().isOf(owner)).isPresent();
    return kind(document, owner, further, ofOthers, changed)
        .map(
            kind ->
                new Conflict(kind, newest, distinct(others), contents.isFull(), payments, alerts));
  }

  private static Optional<Kind> kind(
      OrderDocument document,
      String owner,
      List<Payment> further,
      boolean ofOthers,
      boolean changed) {
    Optional<Payment> outcome = document.settled().map(OrderFact.Settled::payment);
    if (!further.isEmpty()) {
      return Optional.of(Kind.PAID_TWICE);
    }
    boolean paid = outcome.filter(it -> it.status() == Payment.Status.PAID).isPresent();
    if (paid && anySays(document, owner, true)) {
      return Optional.of(Kind.REFUND_DUE);
    }
    if (outcome.filter(Payment::isOfCancelledOrder).isPresent()
        && anySays(document, owner, false)) {
      return Optional.of(Kind.NOT_CHARGED);
    }
    if (ofOthers) {
      return Optional.of(Kind.OTHER_SENDER);
    }
    return changed ? Optional.of(Kind.CHANGED) : Optional.empty();
  }

  private static boolean anySays(OrderDocument document, String owner, boolean cancelled) {
    return document.contents().first().stream()
        .map(it -> Content.of(it.order()))
        .anyMatch(it -> it.isOf(owner) && it.isCancelled() == cancelled);
  }

  /** Cancelling a declined order changes nothing: no money moved, and none will. */
  private static boolean isOther(OrderDocument document, String owner, Content content) {
    if (!content.isOf(owner)) {
      return true;
    }
    Content shown = Content.of(document.placed().orElseThrow().order());
    boolean declined =
        document
            .settled()
            .filter(it -> it.payment().status() == Payment.Status.DECLINED)
            .isPresent();
    return !content.isJudgedAs(shown) && !(declined && content.hasMoneyOf(shown));
  }

  /** Whether the outcome, if there is one, belongs to the content that is shown. */
  private static boolean isExplained(OrderDocument document, Placed shown) {
    Content content = Content.of(shown.order());
    return document
        .settled()
        .map(OrderFact.Settled::payment)
        .map(
            it ->
                content.hasMoneyOf(it)
                    && (it.status() != Payment.Status.PAID || !content.isCancelled())
                    && (!it.isOfCancelledOrder() || content.isCancelled()))
        .orElse(true);
  }

  /** Whether the newest other content was charged too. */
  public boolean isOtherCharged() {
    return other
        .filter(it -> payments.stream().anyMatch(payment -> it.content().explains(payment)))
        .isPresent();
  }

  /** The newest alert on other content. */
  public Optional<FraudAlert> alert() {
    return alerts.isEmpty() ? Optional.empty() : Optional.of(alerts.get(alerts.size() - 1));
  }

  private static int distinct(List<Content> others) {
    int count = 0;
    for (int i = 0; i < others.size(); i++) {
      Content each = others.get(i);
      count +=
          others.subList(0, i).stream()
                  .noneMatch(it -> it.isJudgedAs(each) && it.sender().equals(each.sender()))
              ? 1
              : 0;
    }
    return count;
  }
}
