package net.jumptotech.orders.event;

/** What the shop says of an order. A cancelled order is never charged. */
public enum OrderStatus {
  CREATED,
  CONFIRMED,
  CANCELLED
}
