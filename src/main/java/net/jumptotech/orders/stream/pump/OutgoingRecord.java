package net.jumptotech.orders.stream.pump;

import java.util.Objects;
import net.jumptotech.orders.event.OrderId;

/** A record to be written in the same transaction that commits the offset of what caused it. */
public record OutgoingRecord(String topic, OrderId key, byte[] value) {

  public OutgoingRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
