package net.jumptotech.orders.stream;

/** How long writing to Kafka may take, in milliseconds; each limit is within the one before it. */
public final class WriterTimeouts {

  /** How long a transaction may stay undecided once its process is gone. */
  public static final int TRANSACTION_MS = 10_000;

  /** How long a record of a transaction may take: its fate is known before the transaction ends. */
  static final int DELIVERY_MS = TRANSACTION_MS - 1_000;

  /** How long one request may take. */
  public static final int REQUEST_MS = 4_000;

  private WriterTimeouts() {}
}
