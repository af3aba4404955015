package net.jumptotech.orders.http.webhooks;

/** What a platform has sent, once its signature is verified. */
sealed interface Delivery {

  /**
   * Nothing to do, and the platform must not send it again.
   *
   * @param reason for the platform's log
   */
  record Ignored(String reason) implements Delivery {}

  /**
   * An event about an order.
   *
   * @param key the same for every repeat of this delivery, and for no other one
   * @param order as JSON
   */
  record OfOrder(String key, byte[] order) implements Delivery {}
}
