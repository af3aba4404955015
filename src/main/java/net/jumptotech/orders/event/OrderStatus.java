package net.jumptotech.orders.event;

/** The shop's status of an order. A cancelled order is never charged. */
public enum OrderStatus {
  CREATED,
  CONFIRMED,
  CANCELLED
}
