package net.jumptotech.orders.producer;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jumptotech.orders.event.EventJson;
import net.jumptotech.orders.event.Order;
import net.jumptotech.orders.event.OrderStatus;
import net.jumptotech.orders.intake.Intake;
import net.jumptotech.orders.intake.OrderReader;
import net.jumptotech.orders.intake.SentOrders;
import net.jumptotech.orders.runtime.Numbers;

/** Reads a whole file and tells what would happen if it was sent. Sends nothing. Blocks. */
public final class DryRun {

  private static final int MOST_SHOWN = 10;

  private final Source.File file;
  private final SentOrders orders = new SentOrders();
  private final Refusals refusals = new Refusals();
  private final Map<String, Total> totals = new TreeMap<>();
  private final List<String> first = new ArrayList<>();
  private PassedOver passedOver = PassedOver.NONE;
  private Optional<String> notice = Optional.empty();
  private long accepted;
  private long refused;

  /** The orders of one currency, which are charged or all cancelled. */
  private static final class Total {
    private BigDecimal sum = BigDecimal.ZERO;
    private long count;

    void add(BigDecimal amount) {
      sum = sum.add(amount);
      count++;
    }
  }

  private DryRun(Source.File file) {
    this.file = file;
  }

  /**
   * @param console receives what people should know, line by line
   * @return whether a record would be refused
   * @throws IOException naming file and line, if it cannot be read to its end; what was read before
   *     that has been told
   */
  public static boolean of(Source.File file, Consumer<String> console) throws IOException {
    DryRun run = new DryRun(file);
    try {
      run.read();
    } finally {
      run.tell(console);
    }
    return run.refused > 0;
  }

  private void read() throws IOException {
    if (file.path().equals(Source.File.STANDARD_INPUT)) {
      read(System.in);
      return;
    }
    try (InputStream in = Feeds.open(file.path())) {
      read(in);
    }
  }

  private void read(InputStream in) throws IOException {
    String name = FileFeed.shown(file.name());
    try (OrderReader reader = OrderReader.open(in, name, file.mapping(), file.workbooks())) {
      notice = reader.notice();
      Optional<Intake> next = reader.next();
      while (next.isPresent()) {
        add(next.get(), name + ":" + next.get().line());
        next = reader.next();
      }
    }
  }

  private void add(Intake next, String place) {
    if (next instanceof Intake.Accepted it) {
      add(it.order(), place);
    } else if (next instanceof Intake.Refused it) {
      refused++;
      refusals.add(new Input.Invalid(it.bytes(), it.reason(), Map.of(), place));
    } else if (next instanceof Intake.PassedOver it) {
      passedOver = passedOver.and(place + ": " + it.why());
    }
  }

  private void add(Order order, String place) {
    accepted++;
    if (first.size() < MOST_SHOWN) {
      first.add(new String(EventJson.bytes(order), UTF_8));
    }
    if (orders.add(order, place)) {
      String kind =
          order.total().currency()
              + (order.status() == OrderStatus.CANCELLED ? ", cancelled and not charged" : "");
      totals.computeIfAbsent(kind, any -> new Total()).add(order.total().amount());
    }
  }

  private void tell(Consumer<String> console) {
    notice.ifPresent(console);
    if (accepted > 0) {
      console.accept(
          (accepted <= MOST_SHOWN ? "orders" : "the first %d orders".formatted(MOST_SHOWN))
              + ", as they would be sent:");
      first.forEach(it -> console.accept("  " + it));
    }
    SourceReport report =
        new SourceReport(
            file.name(), accepted + refused, accepted, refused, orders, refusals, passedOver);
    console.accept(report.toString());
    report.details("rejected").forEach(console);
    if (!totals.isEmpty()) {
      console.accept(
          orders.complete()
              ? "  totals, each order id once:"
              : "  totals, at most; each of the first %s order ids once:"
                  .formatted(Numbers.count(orders.orders())));
      totals.forEach(
          (kind, total) ->
              console.accept(
                  "    %s: %s, %s"
                      .formatted(
                          kind, Numbers.count(total.count, "order"), Numbers.amount(total.sum))));
    }
    console.accept("  nothing was sent");
  }
}
