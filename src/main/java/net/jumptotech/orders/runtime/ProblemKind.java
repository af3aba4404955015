package net.jumptotech.orders.runtime;

import java.util.Locale;

/** What can be wrong. Each has a section of its name in docs/operate.md. */
public enum ProblemKind {
  KAFKA_DOWN,
  KAFKA_UNSTEADY,
  STORE_DOWN,
  STORE_UNSTEADY,
  STORE_BEHIND,
  STORE_FOREIGN,
  ROLE_MISSING,
  ROLE_DOWN,
  ROLE_DEGRADED,
  GROUP_BEHIND,
  GROUP_STANDS_STILL,
  DEAD_LETTERS,
  CLOCK_DIFFERS,
  DISK_NEARLY_FULL,
  CERTIFICATE_EXPIRES,
  OPERATIONS_ALTERED,
  LOG_IN_UNAVAILABLE,
  PAID_TWICE,
  RECORDS_LOST,
  OPEN_TRANSACTION,
  LOST_TRANSACTION,
  MISSING_TOPIC,
  REMADE_TOPIC,
  TOO_FEW_PARTITIONS,
  ADDED_PARTITIONS,
  FOREIGN_OFFSET,
  OFFSETS_MOVED,

  /** Not everything has reported yet. */
  STARTING,

  /** Nothing is wrong. */
  WELL;

  /** As the API, metrics and alerts name it: {@code open-transaction}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
