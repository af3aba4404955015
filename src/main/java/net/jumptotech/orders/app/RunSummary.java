package net.jumptotech.orders.app;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import net.jumptotech.orders.event.Payment.Status;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Numbers;
import net.jumptotech.orders.store.Conflict;
import net.jumptotech.orders.store.OrderStore;
import net.jumptotech.orders.stream.lookup.OutcomeTally;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The summary of a run with {@code --exit-when-done}. It states for every number whether it is
 * about the source, about the time of the run, or about all that is stored.
 *
 * @param source empty if this process has none
 * @param counts of the source's orders if there is a source; empty if they could not be counted
 * @param store empty if this process has none
 * @param look where the orders can be seen
 */
public record RunSummary(
    Optional<SourceReport> source,
    Optional<OutcomeTally.Counts> counts,
    Optional<OrderStore.Summary> store,
    String look) {

  private static final Logger log = LoggerFactory.getLogger(RunSummary.class);

  /**
   * Counts the outcomes of the source's orders, or of all orders if there is no source.
   *
   * @param tally empty if none was started
   */
  static Future<RunSummary> of(
      Optional<SourceReport> report,
      Optional<OutcomeTally> tally,
      Future<Optional<OrderStore.Summary>> store,
      String look) {
    Optional<SourceReport> source = report.filter(it -> !it.isOfNothing());
    Predicate<String> ours = id -> source.map(sent -> sent.mayContain(id)).orElse(true);
    long rejected = source.map(SourceReport::rejected).orElse(0L);
    return tally
        .map(it -> it.count(ours, rejected).map(Optional::of))
        .orElseGet(() -> Future.succeededFuture(Optional.empty()))
        .recover(
            failed -> {
              log.warn("the outcomes could not be counted: {}", Failure.describeRoot(failed));
              return Future.succeededFuture(Optional.empty());
            })
        .compose(counts -> store.map(it -> new RunSummary(source, counts, it, look)));
  }

  /** Whether any order of the source was refused, when it was read or later. */
  public boolean refused() {
    return source.map(SourceReport::rejected).orElse(0L) > 0
        || counts.map(OutcomeTally.Counts::letters).orElse(0L) > 0;
  }

  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("done: " + ofWhat());
    counts.ifPresentOrElse(
        it -> addOutcomes(it, lines), () -> lines.add("  the outcomes could not be counted"));
    addDeadLetters(lines);
    store.ifPresent(
        it -> lines.add("  orders in the store, from all runs: " + Numbers.count(it.orders())));
    store.ifPresent(it -> addConflicts(it, lines));
    lines.add("  " + look);
    return lines;
  }

  private String ofWhat() {
    return source
        .map(
            it ->
                it.knowsAll()
                    ? it.source() + ", order ids: " + Numbers.count(it.orders())
                    : "more than %s different orders in %s; the outcomes below are of all orders processed during this run"
                        .formatted(Numbers.count(it.orders()), it.source()))
        .orElse("the outcomes below are of all orders processed during this run");
  }

  private void addOutcomes(OutcomeTally.Counts it, List<String> lines) {
    lines.add(
        "  %s%s paid, %s declined, %s not charged, %s flagged"
            .formatted(
                it.all() ? "" : "at least ",
                Numbers.count(it.of(Status.PAID)),
                Numbers.count(it.of(Status.DECLINED)),
                Numbers.count(it.of(Status.NOT_CHARGED)),
                Numbers.count(it.flagged())));
    if (it.otherAlerts() > 0) {
      lines.add(
          "  other alerts: %s, for later versions of orders or for orders settled before this run"
              .formatted(Numbers.count(it.otherAlerts())));
    }
    long others = source.filter(SourceReport::knowsAll).map(SourceReport::orders).orElse(0L);
    if (it.all() && others > it.settled()) {
      lines.add(
          "  %s %s"
              .formatted(
                  Numbers.count(others - it.settled()),
                  it.letters() == 0
                      ? "already had their outcome before this run; it is unchanged"
                      : "already had their outcome before this run, or are dead letters"));
    }
  }

  private void addDeadLetters(List<String> lines) {
    long rejected = source.map(SourceReport::rejected).orElse(0L);
    long letters = counts.map(OutcomeTally.Counts::letters).orElse(0L);
    lines.add(
        "  dead letters: %s from the source, %s from the roles that read"
            .formatted(Numbers.count(rejected), Numbers.count(letters)));
  }

  private static void addConflicts(OrderStore.Summary it, List<String> lines) {
    long all = it.conflicts().values().stream().mapToLong(Long::longValue).sum();
    if (all > 0) {
      lines.add(
          ("  conflicts, from all runs: %s, of which %s paid twice and %s to be refunded"
                  + " (/orders?conflict=true)")
              .formatted(
                  Numbers.count(all),
                  Numbers.count(it.conflicts().getOrDefault(Conflict.Kind.PAID_TWICE, 0L)),
                  Numbers.count(it.conflicts().getOrDefault(Conflict.Kind.REFUND_DUE, 0L))));
    }
  }
}
