package net.jumptotech.orders.stream.offsets;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Records that were deleted from a partition before its group read them; or that it processed,
 * while their outcomes were lost with the end of the outcome log.
 *
 * @param from offset of the first
 * @param to offset behind the last
 * @param records number of offsets; fewer than the range if several ranges were merged
 * @param since when it was noticed
 * @param ofOutcomes whether the outcomes were lost, not the records
 */
public record Loss(long from, long to, long records, Instant since, boolean ofOutcomes) {

  private static final int MOST = 8;

  /** Records that nobody read. */
  public Loss(long from, long to, long records, Instant since) {
    this(from, to, records, since, false);
  }

  /** Records whose outcomes were lost. */
  static Loss ofOutcomes(long from, long to, Instant since) {
    return new Loss(from, to, to - from, since, true);
  }

  /**
   * Adds a loss to the known ones. At most eight are kept: another one is merged with its
   * neighbour.
   */
  static List<Loss> with(List<Loss> known, Loss added) {
    if (known.stream().anyMatch(it -> it.from <= added.from && added.to <= it.to)) {
      return known;
    }
    List<Loss> all = new ArrayList<>(known);
    Loss last = known.isEmpty() ? null : known.get(known.size() - 1);
    boolean isNext = last != null && last.to == added.from && last.ofOutcomes == added.ofOutcomes;
    if (isNext || known.size() == MOST) {
      all.set(known.size() - 1, last.and(added));
    } else {
      all.add(added);
    }
    return List.copyOf(all);
  }

  private Loss and(Loss next) {
    return new Loss(
        Math.min(from, next.from),
        Math.max(to, next.to),
        records + next.records,
        since,
        ofOutcomes && next.ofOutcomes);
  }

  /** The losses that are not acknowledged. */
  public static List<Loss> notBelow(long acknowledged, List<Loss> known) {
    return known.stream().anyMatch(it -> it.to <= acknowledged)
        ? known.stream().filter(it -> it.to > acknowledged).toList()
        : known;
  }
}
