package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.intake.Tally;
import net.jumptotech.orders.runtime.Numbers;

/** Reads a whole file and tells what would happen if it was sent. Sends nothing. Blocks. */
public final class DryRun {

  private final Source.File file;
  private final SourceWatch watch;
  private final Tally tally = new Tally();
  private final Refusals refusals = new Refusals();
  private Optional<String> notice = Optional.empty();

  private DryRun(Source.File file, SourceWatch watch) {
    this.file = file;
    this.watch = watch;
  }

  /**
   * @param watch receives what people should know, and how far it is
   * @return whether a record would be refused
   * @throws IOException naming file and line, if it cannot be read to its end; what was read before
   *     that has been told
   */
  public static boolean of(Source.File file, SourceWatch watch) throws IOException {
    DryRun run = new DryRun(file, watch);
    try {
      run.read();
    } catch (IOException unreadable) {
      if (run.tally.read() > 0) {
        run.tell(watch::say);
      }
      throw unreadable;
    }
    run.tell(watch::say);
    return run.tally.refused() > 0;
  }

  private void read() throws IOException {
    String name = FileFeed.shown(file.name());
    long nanos = TimeUnit.MILLISECONDS.toNanos(watch.everyMs());
    long shown = System.nanoTime();
    try (CountedInput in = new CountedInput(Feeds.open(file));
        OrderReader reader = file.format().open(in, name)) {
      notice = reader.notice();
      Optional<Intake> next = reader.next();
      while (next.isPresent()) {
        add(next.get(), name + ":" + next.get().line());
        if (System.nanoTime() - shown >= nanos) {
          watch.progress(report(), in.bytes());
          shown = System.nanoTime();
        }
        next = reader.next();
      }
    }
  }

  private void add(Intake next, String place) {
    tally.add(next, place);
    if (next instanceof Intake.Refused it) {
      refusals.add(new Input.Invalid(it.bytes(), it.reason(), Map.of(), place));
    }
  }

  private void tell(Consumer<String> console) {
    notice.ifPresent(console);
    if (tally.accepted() > 0) {
      console.accept(
          (tally.accepted() <= Tally.MOST_ORDERS
                  ? "orders"
                  : "the first %d orders".formatted(Tally.MOST_ORDERS))
              + ", as they would be sent:");
      tally.orders().forEach(it -> console.accept("  " + new String(EventJson.bytes(it), UTF_8)));
    }
    SourceReport report = report();
    console.accept(report.toString());
    report.details("refused").forEach(console);
    if (tally.accepted() > 0) {
      tellTotals(console);
    }
    console.accept("  nothing was sent");
  }

  private SourceReport report() {
    return new SourceReport(
        file.name(),
        tally.accepted() + tally.refused(),
        tally.accepted(),
        tally.refused(),
        tally.sent(),
        refusals,
        passedOver());
  }

  private PassedOver passedOver() {
    String name = FileFeed.shown(file.name());
    return new PassedOver(
        tally.passedOver(),
        tally.firstPassedOver().stream()
            .map(it -> name + ":" + it.line() + ": " + it.why())
            .toList());
  }

  private void tellTotals(Consumer<String> console) {
    SentOrders sent = tally.sent();
    console.accept(
        sent.complete()
            ? "  totals, each order id once:"
            : "  totals, at most; each of the first %s order ids once:"
                .formatted(Numbers.count(sent.orders())));
    for (Tally.Total total : tally.totals()) {
      console.accept(
          "    %s%s: %s, %s"
              .formatted(
                  total.currency(),
                  total.cancelled() ? ", cancelled and not charged" : "",
                  Numbers.count(total.orders(), "order"),
                  Numbers.amount(total.amount())));
    }
  }
}
