package net.jumptotech.orders.http.orders;

import java.util.List;
import java.util.stream.Collectors;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.Content;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;

/** A conflict of an order, in sentences. Each begins with a space. */
public record ConflictWords(OrderDocument document, Conflict conflict) {

  /** The other content under the id, for the step that placed the order. */
  public String sent() {
    String other = conflict.other().map(it -> describe(it)).orElse("");
    return switch (conflict.kind()) {
      case REFUND_DUE -> " The shop cancelled it, but it is paid: refund it." + other;
      case NOT_CHARGED ->
          " An order that arrives cancelled is never charged, whatever arrives later." + other;
      case CHANGED -> conflict.other().isPresent() ? other : unknown();
      case PAID_TWICE, OTHER_SENDER -> other;
    };
  }

  private String describe(Conflict.Other other) {
    Content content = other.content();
    String which =
        conflict.count() > 1 || conflict.atLeast()
            ? " It arrived with %s%d other versions, the newest of them "
                .formatted(conflict.atLeast() ? "at least " : "", conflict.count())
            : " It also arrived as ";
    return "%s%s from %s, %s,%s at offset %d: %s."
        .formatted(
            which,
            content.total(),
            content.country(),
            content.status(),
            sender(content.sender()),
            other.offset(),
            conflict.isOtherCharged() ? "charged too" : "not charged");
  }

  /** Not said if the owner of the id sent all of it. */
  private String sender(String sender) {
    if (sender.equals(document.owner())) {
      return "";
    }
    return sender.isEmpty() ? " sent by somebody unknown," : " sent by " + sender + ",";
  }

  private String unknown() {
    String what = conflict.alerts().isEmpty() ? "outcome" : "alert";
    return " Its %s belongs to different content, whose record is not in the store."
        .formatted(what);
  }

  /** The alert on other content, for the fraud step. */
  public String flagged() {
    return conflict.alert().map(it -> flagged(it)).orElse("");
  }

  private String flagged(FraudAlert alert) {
    boolean first =
        conflict.other().flatMap(Conflict.Other::first).filter(it -> isLater(it)).isEmpty();
    return " The %s content was flagged: %s, for %s from %s. That is not what is shown here."
        .formatted(first ? "other" : "later", alert.reason(), alert.amount(), alert.country());
  }

  private boolean isLater(OrderFact.Placed other) {
    return other.offset() > document.placed().orElseThrow().offset();
  }

  /** The payments beyond the first one, for the step that settled the order. */
  public String charged() {
    List<Payment> own = document.charges();
    List<Payment> further = conflict.payments().stream().filter(own::contains).toList();
    if (further.isEmpty()) {
      return "";
    }
    String first = document.settled().orElseThrow().payment().paymentId();
    boolean same = further.stream().allMatch(it -> it.paymentId().equals(first));
    return further.stream()
            .map(
                it ->
                    " Paid again at %s: %s (%s)."
                        .formatted(it.decidedAt(), it.amount(), it.paymentId()))
            .collect(Collectors.joining())
        + (same
            ? " The payment id is the same: ask the gateway whether the money moved once or twice."
            : " The money moved more than once: refund the excess.");
  }

  /** A short form, to follow the outcome. */
  public String brief() {
    return switch (conflict.kind()) {
      case PAID_TWICE -> ""; // the outcome says it
      case REFUND_DUE -> " Cancelled since: a refund is due.";
      case NOT_CHARGED -> " It also arrived without being cancelled; that version is not charged.";
      case OTHER_SENDER ->
          conflict.payments().isEmpty()
              ? " Somebody else used its id too, which changed nothing."
              : " Somebody else used its id too, and that order was charged.";
      case CHANGED -> " It also arrived with different content, which was not charged.";
    };
  }
}
