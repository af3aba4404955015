package net.jumptotech.orders.http.story;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jumptotech.orders.event.Topics;
import net.jumptotech.orders.store.OrderDocument;
import net.jumptotech.orders.stream.WrittenRecord;

/** The positions of an order's records. Outcomes are in the partition with their order's number. */
record StoryPlaces(Topics topics, Optional<OrderDocument> document) {

  Optional<WrittenRecord> placed() {
    return document
        .flatMap(OrderDocument::placed)
        .map(it -> new WrittenRecord(topics.orders(), it.partition(), it.offset()));
  }

  Optional<WrittenRecord> alert() {
    return document
        .flatMap(OrderDocument::flagged)
        .flatMap(it -> beside(topics.fraudAlerts(), it.version()));
  }

  Optional<WrittenRecord> payment() {
    return document
        .flatMap(OrderDocument::settled)
        .flatMap(it -> beside(topics.payments(), it.version()));
  }

  private Optional<WrittenRecord> beside(String topic, long offset) {
    return placed().map(it -> new WrittenRecord(topic, it.partition(), offset));
  }

  List<WrittenRecord> all() {
    return Stream.of(placed(), alert(), payment()).flatMap(Optional::stream).toList();
  }
}
