package net.jumptotech.orders.http.orders;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Json;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;

/** Whole documents, one per line. */
final class OrderNdjson implements ExportFormat {

  private static final String AMOUNT_PAID = "amount_paid";
  private static final String CURRENCY_PAID = "currency_paid";

  private static final Set<String> OURS =
      Stream.concat(DocumentJson.OURS.stream(), Stream.of(AMOUNT_PAID, CURRENCY_PAID))
          .collect(Collectors.toUnmodifiableSet());

  @Override
  public String contentType() {
    return OrderBody.LINES;
  }

  @Override
  public String fileType() {
    return "ndjson";
  }

  @Override
  public String head() {
    return "";
  }

  @Override
  public void append(StringBuilder out, OrderDocument document) {
    Optional<Charged> charged = Charged.of(document);
    byte[] json =
        Json.bytes(
            fields -> {
              DocumentJson.write(document, OURS, fields);
              fields.put(AMOUNT_PAID, charged.map(Charged::amount).orElse(null));
              fields.put(
                  CURRENCY_PAID, charged.map(it -> it.currency().getCurrencyCode()).orElse(null));
            });
    out.append(new String(json, StandardCharsets.UTF_8)).append('\n');
  }
}
