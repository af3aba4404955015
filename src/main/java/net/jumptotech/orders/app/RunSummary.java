package net.jumptotech.orders.app;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import net.jumptotech.orders.event.Payment.Status;
import net.jumptotech.orders.producer.SourceReport;
import net.jumptotech.orders.runtime.Failure;
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
        it -> lines.add(format("  orders in the store, from all runs: %,d", it.orders())));
    store.ifPresent(it -> addConflicts(it, lines));
    lines.add("  " + look);
    return lines;
  }

  private String ofWhat() {
    return source
        .map(
            it ->
                it.knowsAll()
                    ? format("%s, order ids: %,d", it.source(), it.orders())
                    : format(
                        "more than %,d different orders in %s; the outcomes below are of all orders"
                            + " processed during this run",
                        it.orders(), it.source()))
        .orElse("the outcomes below are of all orders processed during this run");
  }

  private void addOutcomes(OutcomeTally.Counts it, List<String> lines) {
    lines.add(
        format(
            "  %s%,d paid, %,d declined, %,d not charged, %,d flagged",
            it.all() ? "" : "at least ",
            it.of(Status.PAID),
            it.of(Status.DECLINED),
            it.of(Status.NOT_CHARGED),
            it.flagged()));
    if (it.otherAlerts() > 0) {
      lines.add(
          format(
              "  other alerts: %,d, for later versions of orders or for orders settled before this"
                  + " run",
              it.otherAlerts()));
    }
    long others = source.filter(SourceReport::knowsAll).map(SourceReport::orders).orElse(0L);
    if (it.all() && others > it.settled()) {
      lines.add(
          format(
              "  %,d %s",
              others - it.settled(),
              it.letters() == 0
                  ? "already had their outcome before this run; it is unchanged"
                  : "already had their outcome before this run, or are dead letters"));
    }
  }

  private void addDeadLetters(List<String> lines) {
    long rejected = source.map(SourceReport::rejected).orElse(0L);
    long letters = counts.map(OutcomeTally.Counts::letters).orElse(0L);
    lines.add(
        format(
            "  dead letters: %,d from the source, %,d from the roles that read",
            rejected, letters));
  }

  private static void addConflicts(OrderStore.Summary it, List<String> lines) {
    long all = it.conflicts().values().stream().mapToLong(Long::longValue).sum();
    if (all > 0) {
      lines.add(
          format(
              "  conflicts, from all runs: %,d, of which %,d paid twice and %,d to be refunded"
                  + " (/orders?conflict=true)",
              all,
              it.conflicts().getOrDefault(Conflict.Kind.PAID_TWICE, 0L),
              it.conflicts().getOrDefault(Conflict.Kind.REFUND_DUE, 0L)));
    }
  }

  private static String format(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
