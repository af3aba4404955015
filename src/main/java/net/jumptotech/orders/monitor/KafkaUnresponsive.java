package net.jumptotech.orders.monitor;

/** Kafka was not asked, since it has not answered for a while; the message says for how long. */
public final class KafkaUnresponsive extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KafkaUnresponsive(String message) {
    super(message, null, false, false);
  }
}
