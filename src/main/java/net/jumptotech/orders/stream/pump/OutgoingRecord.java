package net.jumptotech.orders.stream.pump;

import java.util.Objects;
import net.jumptotech.orders.event.OrderId;

/** A record that is written in the transaction that commits the offset of its cause. */
public record OutgoingRecord(String topic, OrderId key, byte[] value) {

  public OutgoingRecord {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(value, "value");
  }
}
