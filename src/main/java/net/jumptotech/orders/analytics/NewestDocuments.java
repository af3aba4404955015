package net.jumptotech.orders.analytics;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jumptotech.orders.event.OrderId;
import net.jumptotech.orders.monitor.frames.RoleFrame;
import net.jumptotech.orders.store.DocumentJson;
import net.jumptotech.orders.store.OrderDocument;

/** The last few documents that changed since the last call, each once, in its newest state. */
final class NewestDocuments {

  private final Map<OrderId, OrderDocument> newest = new LinkedHashMap<>();

  void add(List<OrderDocument> documents) {
    // only the end of a large batch can stay
    for (OrderDocument document :
        documents.subList(
            Math.max(0, documents.size() - RoleFrame.MOST_NEWEST), documents.size())) {
      if (document.placed().isPresent()) {
        newest.remove(document.id());
        newest.put(document.id(), document);
      }
    }
    Iterator<OrderId> oldest = newest.keySet().iterator();
    for (int surplus = newest.size() - RoleFrame.MOST_NEWEST; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Newest last, as lists show them; the next answer starts empty. */
  JsonArray take() {
    JsonArray documents = new JsonArray();
    newest.values().forEach(each -> documents.add(new JsonObject(DocumentJson.brief(each))));
    newest.clear();
    return documents;
  }
}
