package net.jumptotech.orders.store;

import java.util.LinkedHashMap;
import java.util.Map;
import net.jumptotech.orders.event.EventJson;

/**
 * The JSON form of a document: the order's own fields, where its record lies, and a section each
 * for payment and fraud. The one file that knows the names of what the store adds.
 */
public final class DocumentJson {

  public static final String PARTITION = "kafka_partition";
  public static final String OFFSET = "kafka_offset";
  public static final String PROCESSED_AT = "processed_at";
  public static final String PAYMENT = "payment";
  public static final String FRAUD = "fraud";

  private DocumentJson() {}

  /**
   * As the HTTP API shows it. A document without its order has {@code order_id} and its sections.
   */
  public static Map<String, Object> fields(OrderDocument document) {
    Map<String, Object> out = new LinkedHashMap<>();
    document
        .placed()
        .ifPresentOrElse(it -> putAll(out, it), () -> out.put("order_id", document.id().text()));
    // ours, whatever a sender put there
    out.remove(PAYMENT);
    out.remove(FRAUD);
    document.settled().ifPresent(it -> out.put(PAYMENT, EventJson.fields(it.payment())));
    document.flagged().ifPresent(it -> out.put(FRAUD, EventJson.fields(it.alert())));
    return out;
  }

  private static void putAll(Map<String, Object> out, OrderFact.Placed placed) {
    out.putAll(EventJson.fields(placed.order()));
    out.put(PARTITION, placed.partition());
    out.put(OFFSET, placed.offset());
    out.put(PROCESSED_AT, placed.processedAt().toString());
  }
}
