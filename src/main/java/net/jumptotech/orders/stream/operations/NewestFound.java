package net.jumptotech.orders.stream.operations;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** The newest of the records that are added, oldest first, up to a number and a size. */
final class NewestFound {

  private final int limit;
  private final long mostBytes;
  private final Deque<Sized> kept = new ArrayDeque<>();
  private long bytes;
  private boolean cut;

  private record Sized(OperationReader.Found found, int bytes) {}

  /**
   * @param mostBytes one that is larger is kept alone
   */
  NewestFound(int limit, long mostBytes) {
    this.limit = limit;
    this.mostBytes = mostBytes;
  }

  void add(OperationReader.Found found, int size) {
    kept.addLast(new Sized(found, size));
    bytes += size;
    while (kept.size() > limit || bytes > mostBytes && kept.size() > 1) {
      bytes -= kept.removeFirst().bytes;
      cut = true;
    }
  }

  long bytes() {
    return bytes;
  }

  List<OperationReader.Found> newestFirst() {
    List<OperationReader.Found> newest = new ArrayList<>(kept.stream().map(Sized::found).toList());
    Collections.reverse(newest);
    return newest;
  }

  /** Offset of the oldest that was kept, if an older one was not. */
  Optional<Long> oldestIfCut() {
    return cut ? Optional.of(kept.getFirst().found.offset()) : Optional.empty();
  }
}
