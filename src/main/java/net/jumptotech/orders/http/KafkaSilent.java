package net.jumptotech.orders.http;

/** Kafka was not asked, since it has not answered for a while; the message says for how long. */
final class KafkaSilent extends RuntimeException {

  private static final long serialVersionUID = 1L;

  KafkaSilent(String message) {
    super(message, null, false, false);
  }
}
