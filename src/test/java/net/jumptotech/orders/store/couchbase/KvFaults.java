package net.jumptotech.orders.store.couchbase;

import java.util.Set;

/**
 * What goes wrong with the next operations on documents, whichever node they go to. Config, login
 * and the like are never hit.
 */
final class KvFaults {

  static final int FOREVER = Integer.MAX_VALUE;
  static final int NOT_MY_VBUCKET = 0x07;
  static final int OUT_OF_MEMORY = 0x82;
  static final int TEMPORARY_FAILURE = 0x86;

  // set, add, replace, delete, append, prepend, subdocument mutations
  private static final Set<Integer> WRITES = Set.of(0x01, 0x02, 0x03, 0x04, 0x0e, 0x0f, 0xd1);
  // get, get and touch, get and lock, subdocument lookups
  private static final Set<Integer> READS = Set.of(0x00, 0x1d, 0x94, 0xd0);

  private static final int NONE = -1;

  private int status;
  private int failures;
  private int lostAnswers;

  synchronized void fail(int status, int times) {
    this.status = status;
    this.failures = times;
  }

  synchronized void loseAnswersOfWrites(int times) {
    lostAnswers = times;
  }

  synchronized void end() {
    failures = 0;
    lostAnswers = 0;
  }

  /** How many answers of the kind are still to come. */
  synchronized int outstanding() {
    return failures + lostAnswers;
  }

  /**
   * @return the status to answer with, or -1 to let it pass
   */
  synchronized int failing(int opcode) {
    if (failures == 0 || !(WRITES.contains(opcode) || READS.contains(opcode))) {
      return NONE;
    }
    failures -= failures == FOREVER ? 0 : 1;
    return status;
  }

  synchronized boolean losesAnswer(int opcode) {
    if (lostAnswers == 0 || !WRITES.contains(opcode)) {
      return false;
    }
    lostAnswers -= lostAnswers == FOREVER ? 0 : 1;
    return true;
  }
}
