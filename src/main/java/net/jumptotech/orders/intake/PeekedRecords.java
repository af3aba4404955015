package net.jumptotech.orders.intake;

import java.io.IOException;
import java.util.Optional;
import net.jumptotech.orders.intake.container.Records;

/** Records whose first one can be looked at before it is read. */
final class PeekedRecords implements Records {

  private final Records records;
  private final Optional<Record> first;
  private boolean isFirst;

  /** Waits for the first one. */
  PeekedRecords(Records records) throws IOException {
    this.records = records;
    this.first = records.next();
    this.isFirst = first.isPresent();
  }

  Optional<Record> first() {
    return first;
  }

  @Override
  public Optional<Record> next() throws IOException {
    if (isFirst) {
      isFirst = false;
      return first;
    }
    return records.next();
  }

  @Override
  public boolean isReady() throws IOException {
    return isFirst || records.isReady();
  }

  @Override
  public void close() throws IOException {
    records.close();
  }
}
