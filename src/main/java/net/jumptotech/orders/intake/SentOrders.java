package net.jumptotech.orders.intake;

import java.util.ArrayList;
import java.util.List;
import net.jumptotech.orders.event.Order;

/**
 * The orders of a source, and whether one came again with other content. Ids and contents are kept
 * as 64 bits each, for the first {@link #MOST} orders: 16 MB at most.
 */
public final class SentOrders {

  static final int MOST = 500_000;

  private static final int MOST_PLACES = 5;

  /** Open addressing; 0 is an empty slot. */
  private long[] ids = new long[1_024];

  private long[] contents = new long[ids.length];
  private int size;
  private boolean complete = true;
  private long repeats;
  private long changed;
  private final List<String> places = new ArrayList<>();

  /**
   * @param place its origin, for people
   * @return whether its id is new, as far as it is remembered
   */
  public boolean add(Order order, String place) {
    long id = hash(order.id().text());
    int at = find(id);
    boolean isNew = ids[at] != id;
    if (!isNew) {
      repeats++;
      if (contents[at] != content(order)) {
        changed++;
        if (places.size() < MOST_PLACES) {
          places.add(place + ": order " + order.id());
        }
      }
    } else {
      keep(at, id, content(order));
    }
    return isNew;
  }

  /** Adds those of another source, without a look for repeats. */
  public void addAll(SentOrders others) {
    for (int i = 0; i < others.ids.length; i++) {
      int at = find(others.ids[i]);
      if (ids[at] != others.ids[i]) {
        keep(at, others.ids[i], others.contents[i]);
      }
    }
    complete &= others.complete;
  }

  private void keep(int at, long id, long content) {
    if (size == MOST) {
      complete = false;
      return;
    }
    ids[at] = id;
    contents[at] = content;
    size++;
    if (2 * size > ids.length) {
      grow();
    }
  }

  /** Whether it is one of them; true for any id if there were more than can be kept. */
  public boolean mayContain(String id) {
    long hash = hash(id);
    return !complete || ids[find(hash)] == hash;
  }

  /** The number of different orders, exact if {@link #complete}, otherwise a lower bound. */
  public long orders() {
    return size;
  }

  /** Whether all of them could be kept. */
  public boolean complete() {
    return complete;
  }

  /** How many had the id of an earlier one. */
  public long repeats() {
    return repeats;
  }

  /** How many of the repeats differed from the first in amount, currency, country or status. */
  public long changed() {
    return changed;
  }

  /** The origins of the first of those. */
  public List<String> changedPlaces() {
    return List.copyOf(places);
  }

  private int find(long id) {
    int at = (int) id & ids.length - 1;
    while (ids[at] != 0 && ids[at] != id) {
      at = at + 1 & ids.length - 1;
    }
    return at;
  }

  private void grow() {
    long[] oldIds = ids;
    long[] oldContents = contents;
    ids = new long[2 * oldIds.length];
    contents = new long[ids.length];
    for (int i = 0; i < oldIds.length; i++) {
      if (oldIds[i] != 0) {
        int at = find(oldIds[i]);
        ids[at] = oldIds[i];
        contents[at] = oldContents[i];
      }
    }
  }

  private static long content(Order order) {
    return hash(order.total() + " " + order.country() + " " + order.status());
  }

  /** FNV-1a, its bits mixed; never 0. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    hash = (hash ^ hash >>> 33) * 0xff51afd7ed558ccdL;
    hash ^= hash >>> 33;
    return hash == 0 ? 1 : hash;
  }
}
