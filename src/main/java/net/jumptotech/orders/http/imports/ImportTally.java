package net.jumptotech.orders.http.imports;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.event.Shown;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.SentOrders;

/** Counts what is in a body. Its memory is bounded. */
final class ImportTally {

  static final int MOST_REFUSED = 100;

  private static final int MOST_PASSED_OVER = 3;
  private static final int MOST_ORDERS = 10;
  private static final int LONGEST_REASON = 300;

  private final boolean dryRun;
  private final SentOrders sent = new SentOrders();
  private final List<ImportReport.Line> refusedLines = new ArrayList<>();
  private final List<ImportReport.Line> passedOverLines = new ArrayList<>();
  private final List<Map<String, Object>> orders = new ArrayList<>();
  private final Map<String, ImportReport.Total> totals = new TreeMap<>();
  private long read;
  private long refused;
  private long passedOver;

  ImportTally(boolean dryRun) {
    this.dryRun = dryRun;
  }

  void add(Intake intake) {
    read++;
    if (intake instanceof Intake.Accepted accepted) {
      add(accepted.order(), accepted.line());
    } else if (intake instanceof Intake.Refused wrong) {
      refused++;
      if (refusedLines.size() < MOST_REFUSED) {
        String reason = Shown.cut(wrong.reason().getMessage(), LONGEST_REASON);
        refusedLines.add(new ImportReport.Line(wrong.line(), reason));
      }
    } else if (intake instanceof Intake.PassedOver over) {
      passedOver++;
      if (passedOverLines.size() < MOST_PASSED_OVER) {
        passedOverLines.add(new ImportReport.Line(over.line(), over.why()));
      }
    }
  }

  private void add(Order order, long line) {
    boolean isNew = sent.add(order, "line " + line);
    if (dryRun) {
      if (orders.size() < MOST_ORDERS) {
        orders.add(EventJson.fields(order));
      }
      if (isNew) {
        addToTotal(order);
      }
    }
  }

  private void addToTotal(Order order) {
    String currency = order.total().currency().getCurrencyCode();
    boolean cancelled = order.status() == OrderStatus.CANCELLED;
    totals.merge(
        currency + " " + cancelled,
        new ImportReport.Total(currency, cancelled, 1, order.total().amount()),
        ImportReport.Total::and);
  }

  long read() {
    return read;
  }

  long refused() {
    return refused;
  }

  /**
   * @param accepted acknowledged by Kafka
   */
  ImportReport report(long accepted, Optional<String> notice) {
    return new ImportReport(
        dryRun,
        notice.orElse(null),
        read,
        dryRun ? read - refused - passedOver : accepted,
        refused,
        passedOver,
        sent.repeats(),
        sent.changed(),
        sent.changedPlaces(),
        refusedLines,
        refused - refusedLines.size(),
        passedOverLines,
        dryRun ? orders : null,
        dryRun ? List.copyOf(totals.values()) : null);
  }
}
