package net.jumptotech.orders.intake;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.IntFunction;
import net.jumptotech.orders.intake.mapping.Mapping;
import net.jumptotech.orders.intake.mapping.Mappings;

/**
 * How fast CSV is read with a mapping, beside the same orders under our own names: in the columns
 * of the contract only, and with as many columns as Shopify has. In turns, in one process; the
 * medians of their rates are compared. A mapped file should reach 0.7 of the rate. CONTRIBUTING.md
 * says how to run it. The argument is the number of lines (default 200,000).
 */
public final class IntakeComparison {

  private static final int ROUNDS = 7;
  private static final String SHOPIFY_HEADER =
      "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Accepts Marketing,"
          + "Currency,Subtotal,Shipping,Taxes,Total,Discount Code,Discount Amount,Shipping Method,"
          + "Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,"
          + "Billing Country,Shipping Country,Notes,Cancelled at,Payment Method,Refunded Amount,Id,"
          + "Tags,Risk Level,Source\n";
  private static final String SHOPIFY =
      "#%1$d,a%1$d@example.com,paid,2026-05-01 10:00:00 +0200,fulfilled,,no,EUR,%2$d.90,0.00,8.33,"
          + "%2$d.90,,0.00,DHL,2026-05-01 09:59:00 +0200,1,\"Tea, 100 g\",62.95,TEA-100,Customer A,"
          + "NL,NL,Ring twice,,card,0.00,%1$d,,Low,web\n";
  private static final String OURS_HEADER = "order_id,amount,currency,country,status,created_at";
  private static final String OURS = "%1$d,%2$d.90,EUR,NL,CONFIRMED,2026-05-01T07:59:00Z";

  private IntakeComparison() {}

  public static void main(String[] arguments) throws IOException {
    int lines = arguments.length == 0 ? 200_000 : Integer.parseInt(arguments[0]);
    Optional<Mapping> shopify = Optional.of(Mappings.find("shopify"));
    StringBuilder wide = new StringBuilder(OURS_HEADER);
    StringBuilder cells = new StringBuilder(OURS);
    for (int i = 6; i < 31; i++) {
      wide.append(",c").append(i);
      cells.append(i % 2 == 0 ? ",Customer A" : ",");
    }
    double[][] rates = new double[3][ROUNDS];
    for (int round = -2; round < ROUNDS; round++) {
      double[] rate = {
        rate(OURS_HEADER + "\n", OURS + "\n", lines, Optional.empty()),
        rate(wide + "\n", cells + "\n", lines, Optional.empty()),
        rate(SHOPIFY_HEADER, SHOPIFY, lines, shopify)
      };
      for (int i = 0; i < rate.length && round >= 0; i++) {
        rates[i][round] = rate[i];
      }
    }
    double narrow = median(rates[0]);
    double asWide = median(rates[1]);
    double mapped = median(rates[2]);
    System.out.printf("our names, 6 columns   %,10.0f lines/s%n", narrow);
    System.out.printf("our names, 31 columns  %,10.0f lines/s%n", asWide);
    System.out.printf("shopify, 31 columns    %,10.0f lines/s%n", mapped);
    System.out.printf(
        "shopify / our names: %.2f, of the same width: %.2f%n", mapped / narrow, mapped / asWide);
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double rate(String header, String line, int lines, Optional<Mapping> mapping)
      throws IOException {
    // a thousand different lines, made before they are timed
    byte[][] some = new byte[1_000][];
    for (int i = 0; i < some.length; i++) {
      some[i] = line.formatted(100_000 + i, i + 1).getBytes(UTF_8);
    }
    long from = System.nanoTime();
    OrderReader reader =
        OrderReader.open(
            new Lines(header.getBytes(UTF_8), i -> some[i % 1_000], lines), "x", mapping);
    int accepted = 0;
    for (Optional<Intake> next = reader.next(); next.isPresent(); next = reader.next()) {
      accepted += next.get() instanceof Intake.Accepted ? 1 : 0;
    }
    if (accepted != lines) {
      throw new IllegalStateException(accepted + " of " + lines);
    }
    return lines / ((System.nanoTime() - from) / 1e9);
  }

  /** A file that is made while it is read. */
  private static final class Lines extends InputStream {
    private final IntFunction<byte[]> lines;
    private final int count;
    private byte[] line;
    private int next;
    private int at;

    Lines(byte[] header, IntFunction<byte[]> lines, int count) {
      this.line = header;
      this.lines = lines;
      this.count = count;
    }

    @Override
    public int read() {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] buffer, int from, int most) {
      int copied = 0;
      while (copied < most) {
        if (at == line.length) {
          if (next == count) {
            break;
          }
          line = lines.apply(next++);
          at = 0;
        }
        int some = Math.min(most - copied, line.length - at);
        System.arraycopy(line, at, buffer, from + copied, some);
        at += some;
        copied += some;
      }
      return copied == 0 ? -1 : copied;
    }
  }
}
