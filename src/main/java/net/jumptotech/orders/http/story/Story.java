package net.jumptotech.orders.http.story;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.FraudAlert;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Payment;
import net.jumptotech.orders.http.deadletters.ShownLetter;
import net.jumptotech.orders.http.orders.ConflictWords;
import net.jumptotech.orders.monitor.Freshness;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.store.OrderFact;
import net.jumptotech.orders.stream.WrittenRecord;
import net.jumptotech.orders.stream.deadletters.DeadLetterNote;
import net.jumptotech.orders.stream.deadletters.OrderDeadLetters;
import net.jumptotech.orders.stream.lookup.FoundRecord;

/**
 * What happened to one order, told from our records, and what they do not say. Pure.
 *
 * @param visits empty where Kafka did not answer
 * @param found the records in Kafka; empty where Kafka did not answer
 * @param explanation what the fraud role says of the order; empty where it did not answer
 * @param traceLink address of a trace, with {@code {trace_id}} in place of its id
 */
record Story(
    OrderId id,
    Optional<OrderDocument> document,
    Optional<OrderDeadLetters> visits,
    StoryPlaces places,
    Optional<Map<WrittenRecord, FoundRecord>> found,
    Optional<JsonObject> explanation,
    Progress progress,
    Freshness fresh,
    Optional<String> traceLink) {

  private static final Pattern FIRST_SENTENCE = Pattern.compile("\\.(?= |$)");

  Told told() {
    StorySpans spans = new StorySpans();
    List<String> unknown = new ArrayList<>();
    List<StoryStep> steps =
        refusal()
            .map(letter -> List.of(refused(letter)))
            .orElseGet(
                () ->
                    List.of(
                        placed(spans, unknown),
                        fraud(spans, unknown),
                        payment(spans, unknown),
                        stored(spans)));
    unknown.addAll(spans.doubts());
    if (visits.isEmpty()) {
      unknown.add("Kafka did not answer, so it is not known whether it was a dead letter.");
    }
    Optional<Map<String, Object>> fields = document.map(DocumentJson::fields);
    return new Told(
        fields.map(it -> it.get(EventJson.ORDER_ID)).orElse(id.text()),
        fresh,
        state(steps),
        headline(steps),
        fields,
        steps.stream().map(StoryStep::told).toList(),
        spans.sorted(),
        trace(),
        letters().map(ShownLetter::of).toList(),
        new Searched(
            visits.map(OrderDeadLetters::searched).orElse(0L), visits.map(OrderDeadLetters::all)),
        unknown);
  }

  /** The story as it is answered. */
  record Told(
      Object orderId,
      @JsonUnwrapped Freshness fresh,
      StoryStep.State state,
      String headline,
      Optional<Map<String, Object>> document,
      List<StoryStep.Told> steps,
      List<StorySpans.Span> spans,
      Optional<Trace> trace,
      List<ShownLetter> deadLetters,
      Searched searched,
      List<String> unknown) {}

  /**
   * @param link its address in the tracing system, if that is known
   */
  record Trace(String id, Optional<String> link) {}

  /**
   * @param all whether all dead letters were searched; empty where Kafka did not answer
   */
  record Searched(long letters, Optional<Boolean> all) {}

  private Optional<OrderFact.Placed> order() {
    return document.flatMap(OrderDocument::placed);
  }

  private Optional<Instant> writtenAt(Optional<WrittenRecord> place) {
    return record(place).map(FoundRecord::writtenAt);
  }

  private Optional<FoundRecord> record(Optional<WrittenRecord> place) {
    return place.flatMap(at -> found.map(records -> records.get(at)));
  }

  private Optional<Trace> trace() {
    return record(places.placed())
        .flatMap(FoundRecord::trace)
        .map(id -> new Trace(id, traceLink.map(link -> link.replace("{trace_id}", id))));
  }

  private static StoryStep refused(DeadLetterNote letter) {
    StoryStep step = new StoryStep("placed");
    step.at = Optional.of(letter.at());
    step.letter = Optional.of(ShownLetter.place(letter));
    return step.set(StoryStep.State.DEAD_LETTER, "The producer rejected it: " + letter.reason());
  }

  private StoryStep placed(StorySpans spans, List<String> unknown) {
    StoryStep step = new StoryStep("placed");
    if (order().isEmpty()) {
      return step.set(
          StoryStep.State.UNKNOWN,
          "The order itself is not in the store, only what was recorded about it.");
    }
    OrderFact.Placed fact = order().get();
    Order order = fact.order();
    boolean again = document.get().cameAgain();
    step.set(
        StoryStep.State.DONE,
        "%s from %s%s, at %s.%s%s"
            .formatted(
                order.total(),
                order.country(),
                order.sender().isEmpty() ? "" : ", sent by " + order.sender(),
                places.placed().orElseThrow(),
                again ? cameAgain() : "",
                conflict().map(ConflictWords::sent).orElse("")));
    step.verdict = order.status().name();
    step.at = Optional.of(order.createdAt());
    step.place = places.placed();
    step.writtenAt = writtenAt(step.place);
    step.sentAgain = Optional.of(again);
    step.changed = Optional.of(document.get().conflict().flatMap(Conflict::other).isPresent());
    if (document.get().lacksRecord()) {
      unknown.add(
          "Version 0.1.0 saw another record with this id, at offset %d or before, and did not keep it."
              .formatted(document.get().contents().replaced()));
    }
    spans.arrival(order.createdAt(), step.writtenAt);
    if (step.writtenAt.isEmpty()) {
      unknown.add(
          found.isPresent()
              ? "When it was written is not known: Kafka no longer keeps its record."
              : "When it was written is not known: Kafka did not answer.");
    }
    return step;
  }

  private String cameAgain() {
    boolean confirmed = order().get().order().status() == OrderStatus.CONFIRMED;
    boolean changesNothing = document.get().conflict().isEmpty();
    return " The same order has arrived again since"
        + (confirmed ? ", confirmed" : "")
        + (changesNothing ? "; that changes neither the fraud check nor the payment." : ".");
  }

  private Optional<ConflictWords> conflict() {
    return document.flatMap(it -> it.conflict().map(conflict -> new ConflictWords(it, conflict)));
  }

  private StoryStep fraud(StorySpans spans, List<String> unknown) {
    StoryStep step = new StoryStep("fraud");
    step.explanation = explanation;
    Optional<OrderFact.Flagged> flagged = document.flatMap(OrderDocument::flagged);
    String otherAlert = conflict().map(ConflictWords::flagged).orElse("");
    if (flagged.isPresent()) {
      FraudAlert alert = flagged.get().alert();
      step.set(StoryStep.State.DONE, flagged(alert) + otherAlert);
      step.verdict = "FLAGGED";
      step.at = Optional.of(alert.detectedAt());
      step.place = places.alert();
      step.writtenAt = writtenAt(step.place);
      step.waited = spans.waiting("fraud", writtenAt(places.placed()), alert.detectedAt());
      return step;
    }
    if (fillIfWaiting(step, progress.groups().fraud())) {
      return step;
    }
    boolean wouldFlag = explanation.map(it -> it.getBoolean("flagged")).orElse(false);
    if (wouldFlag
        && !progress.hasTaken(progress.topics().fraudAlerts(), order().get().partition())) {
      return step.set(
          StoryStep.State.WAITING,
          notStored(
              progress.groups().fraud(), "Its alert, if any,", progress.topics().fraudAlerts()));
    }
    step.verdict = "PASSED";
    unknown.add("When it was checked is not known: an order that passes leaves no record.");
    return step.set(StoryStep.State.DONE, passed(wouldFlag) + otherAlert);
  }

  private String flagged(FraudAlert alert) {
    String rule = alert.rule().isEmpty() ? "" : " by rule " + alert.rule();
    String version = alert.ruleVersion().isEmpty() ? "" : " (" + alert.ruleVersion() + ")";
    return "Flagged as %s%s%s: this was %s from %s."
        .formatted(
            alert.reason(),
            rule,
            version,
            alert.amount().amount().toPlainString(),
            alert.country());
  }

  private String passed(boolean wouldFlag) {
    if (explanation.isEmpty()) {
      return "Checked and not flagged. No fraud process answers, so the rules are not known here.";
    }
    return wouldFlag
        ? "Checked and not flagged at the time. The current rules would flag it: "
            + explanation.get().getString("words")
        : explanation.get().getString("words");
  }

  private StoryStep payment(StorySpans spans, List<String> unknown) {
    StoryStep step = new StoryStep("payment");
    Optional<OrderFact.Settled> settled = document.flatMap(OrderDocument::settled);
    if (settled.isEmpty()) {
      if (!fillIfWaiting(step, progress.groups().payments())) {
        passed(step);
      }
      return step;
    }
    Payment payment = settled.get().payment();
    step.set(
        StoryStep.State.DONE, paid(payment) + conflict().map(ConflictWords::charged).orElse(""));
    step.verdict = payment.status().name();
    step.at = Optional.of(payment.decidedAt());
    step.place = places.payment();
    step.writtenAt = writtenAt(step.place);
    step.payment = Optional.of(EventJson.fields(payment));
    Optional<Instant> begin = writtenAt(places.placed());
    if (payment.startedAt().isPresent()) {
      step.waited = spans.waiting("payment", begin, payment.startedAt().get());
      step.worked = spans.working("payment", payment.startedAt().get(), payment.decidedAt());
    } else {
      spans.both("payment", begin, payment.decidedAt());
      unknown.add("Its record does not show how long the payment waited and how long it took.");
    }
    return step;
  }

  /** The group's offset lies behind it. That alone does not say that the group handled it. */
  private void passed(StoryStep step) {
    String group = progress.groups().payments();
    boolean allTaken =
        places
            .placed()
            .filter(
                at -> progress.hadTaken(progress.topics().payments(), at.partition(), fresh.asOf()))
            .isPresent();
    if (allTaken && visits.isPresent()) {
      step.set(
          StoryStep.State.UNKNOWN,
          "Skipped: the committed offset of %s is past this order, but there is no outcome and no dead letter. Another program moved the offset, or the outcome was deleted."
              .formatted(group));
    } else {
      step.set(
          StoryStep.State.WAITING, notStored(group, "Its outcome", progress.topics().payments()));
    }
  }

  /** What a group said of it is on its way to the store: analytics is the one to wait for. */
  private String notStored(String group, String said, String outcomes) {
    String late =
        places
            .placed()
            .flatMap(
                at ->
                    progress
                        .toTake(outcomes, at.partition())
                        .map(
                            records ->
                                ": %s is %d records behind on %s-%d"
                                    .formatted(
                                        progress.groups().analytics(),
                                        records,
                                        outcomes,
                                        at.partition())))
            .orElse("");
    return "%s has read past it. %s is not in the store yet%s.".formatted(group, said, late);
  }

  private static String paid(Payment payment) {
    String asked =
        payment.attempts() > 1 ? " The gateway was asked " + payment.attempts() + " times." : "";
    return switch (payment.status()) {
      case PAID -> "Paid %s (%s).%s".formatted(payment.amount(), payment.paymentId(), asked);
      case DECLINED -> "Declined: " + payment.reason() + "." + asked;
      case NOT_CHARGED -> "Not charged: " + payment.reason() + ".";
    };
  }

  private StoryStep stored(StorySpans spans) {
    StoryStep step = new StoryStep("stored");
    if (order().isEmpty()) {
      fillIfWaiting(step, progress.groups().analytics());
      return step;
    }
    step.set(
        StoryStep.State.DONE,
        "In the store. The time shown is when analytics received it; when it was written to disk is"
            + " not recorded.");
    step.at = Optional.of(order().get().processedAt());
    step.waited = spans.waiting("stored", writtenAt(places.placed()), step.at.get());
    return step;
  }

  /** Whether the group has not done its part, and says so; or gave up on it. */
  private boolean fillIfWaiting(StoryStep step, String group) {
    Optional<DeadLetterNote> letter = newestLetter(group);
    if (letter.isPresent()) {
      step.set(
          StoryStep.State.DEAD_LETTER,
          "%s gave up on it: %s".formatted(group, letter.get().reason()));
      step.at = letter.map(DeadLetterNote::at);
      step.letter = letter.map(ShownLetter::place);
      return true;
    }
    if (places.placed().isEmpty()) {
      step.set(
          StoryStep.State.UNKNOWN,
          "How far %s is with it is not known: its own record is not in the store."
              .formatted(group));
      return true;
    }
    Optional<Long> before = places.placed().flatMap(at -> progress.before(group, at));
    if (before.isEmpty()) {
      step.set(
          StoryStep.State.UNKNOWN,
          progress.current()
              ? "Not known yet how far " + group + " has come."
              : "Not known at the moment how far "
                  + group
                  + " has come, since Kafka does not answer.");
      return true;
    }
    if (before.get() > 0) {
      step.behind = before.map(it -> it - 1);
      step.set(
          StoryStep.State.WAITING,
          "Waits for %s, behind %d other records.".formatted(group, before.get() - 1));
      return true;
    }
    return false;
  }

  private Optional<DeadLetterNote> newestLetter(String group) {
    return letters()
        .filter(it -> it.group().filter(group::equals).isPresent())
        .max(Comparator.comparing(DeadLetterNote::at));
  }

  /** Why what was to be this order never became one: no group has heard of it. */
  private Optional<DeadLetterNote> refusal() {
    return document.isPresent() || letters().anyMatch(it -> it.group().isPresent())
        ? Optional.empty()
        : letters().max(Comparator.comparing(DeadLetterNote::at));
  }

  private Stream<DeadLetterNote> letters() {
    return visits.stream().flatMap(it -> it.letters().stream());
  }

  private static StoryStep.State state(List<StoryStep> steps) {
    if (steps.stream().anyMatch(it -> it.state == StoryStep.State.DEAD_LETTER)) {
      return StoryStep.State.DEAD_LETTER;
    }
    return steps.stream().allMatch(it -> it.state == StoryStep.State.DONE)
        ? StoryStep.State.DONE
        : StoryStep.State.WAITING;
  }

  private String headline(List<StoryStep> steps) {
    if (steps.get(0).state == StoryStep.State.DEAD_LETTER) {
      return steps.get(0).words;
    }
    StoryStep payment = steps.get(2);
    Optional<Duration> took =
        writtenAt(places.placed())
            .flatMap(from -> payment.at.map(to -> Duration.between(from, to)))
            .filter(it -> !it.isNegative());
    String paid =
        payment.state == StoryStep.State.DONE && took.isPresent()
            ? FIRST_SENTENCE
                .matcher(payment.words)
                .replaceFirst(", " + Numbers.elapsed(took.get()) + " after it was written.")
            : payment.words;
    boolean flagged = "FLAGGED".equals(steps.get(1).verdict);
    return paid + (flagged ? " Flagged." : "") + conflict().map(ConflictWords::brief).orElse("");
  }
}
