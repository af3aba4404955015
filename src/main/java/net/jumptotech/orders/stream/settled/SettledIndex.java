package net.jumptotech.orders.stream.settled;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A compact set of order ids, for one thread at a time. An id takes 7.2 to 7.7 bytes once there are
 * some hundred thousand, and growing needs hardly more.
 *
 * <p>Of each id 72 bits are kept. An id that is a canonical decimal of up to 18 digits is kept
 * exactly. Of any other id it is the beginning of a SHA-256: with a hundred million ids, the odds
 * that a new id is mistaken for one of them are 1 in 40 trillion, and nobody can construct such an
 * id.
 *
 * <p>The bits are spread evenly, so their first byte chooses a shard, and the second a bin within a
 * page of that shard; only the other seven are stored.
 */
public final class SettledIndex {

  private static final int SHARDS = 256;
  private static final int LONGEST_DECIMAL = 18;
  private static final int TEXT_MARKS = 255;
  private static final int SEED_BYTES = 16;

  /** Differs in each process, so that nobody can send ids that collide. */
  private static final byte[] SEED = seed();

  private static final long NUMBER_SEED = bigEndian(SEED);

  private final MessageDigest sha256 = sha256();
  private final Shard[] shards = new Shard[SHARDS];
  private long size;

  // the 72 bits of the id in question; of a decimal the last eight are 0, of a text they are not
  private long first;
  private int last;

  public boolean contains(byte[] id) {
    fingerprint(id);
    Shard shard = shards[(int) (first >>> 56)];
    return shard != null && shard.contains(bin(), rest());
  }

  public void add(byte[] id) {
    fingerprint(id);
    int number = (int) (first >>> 56);
    if (shards[number] == null) {
      shards[number] = new Shard();
    }
    if (shards[number].add(bin(), rest())) {
      size++;
    }
  }

  long size() {
    return size;
  }

  long bytes() {
    long bytes = 0;
    for (Shard shard : shards) {
      bytes += shard == null ? 0 : shard.bytes();
    }
    return bytes;
  }

  private int bin() {
    return (int) (first >>> 48) & 0xff;
  }

  private long rest() {
    return (first << 8 & Page.MASK) | last;
  }

  private void fingerprint(byte[] id) {
    long number = decimal(id);
    if (number >= 0) {
      first = mixed(number);
      last = 0;
    } else {
      sha256.update(SEED);
      byte[] hash = sha256.digest(id);
      first = bigEndian(hash);
      last = 1 + (hash[Long.BYTES] & 0xff) % TEXT_MARKS;
    }
  }

  /** Stafford's mix 13; each step can be undone, so different numbers stay different. */
  private static long mixed(long number) {
    long mixed = number ^ NUMBER_SEED;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    return mixed ^ mixed >>> 31;
  }

  /**
   * The value of a canonical decimal, -1 for anything else ({@code 007}, {@code -1}, {@code A1}).
   */
  private static long decimal(byte[] id) {
    if (id.length == 0 || id.length > LONGEST_DECIMAL || (id[0] == '0' && id.length > 1)) {
      return -1;
    }
    long value = 0;
    for (byte digit : id) {
      if (digit < '0' || digit > '9') {
        return -1;
      }
      value = value * 10 + (digit - '0');
    }
    return value;
  }

  private static byte[] seed() {
    byte[] seed = new byte[SEED_BYTES];
    new SecureRandom().nextBytes(seed);
    return seed;
  }

  private static long bigEndian(byte[] bytes) {
    long value = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      value = value << 8 | (bytes[i] & 0xff);
    }
    return value;
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible); // every Java platform has it
    }
  }

  /** All ids that begin with one byte. Its pages double when they are full. */
  private static final class Shard {

    private static final int PAGE_FULL = 2_048;

    private Page[] pages = {new Page()};
    private int bits; // how many of the rest choose the page
    private int size;

    boolean contains(int bin, long rest) {
      return page(rest).contains(bin, rest);
    }

    boolean add(int bin, long rest) {
      if (!page(rest).add(bin, rest)) {
        return false;
      }
      if (++size > PAGE_FULL << bits) {
        split();
      }
      return true;
    }

    long bytes() {
      long bytes = 0;
      for (Page page : pages) {
        bytes += page.bytes();
      }
      return bytes;
    }

    private Page page(long rest) {
      return pages[(int) (rest >>> Page.BITS - bits)];
    }

    private void split() {
      Page[] old = pages;
      bits++;
      pages = new Page[1 << bits];
      for (int i = 0; i < old.length; i++) {
        Page low = new Page();
        Page high = new Page();
        old[i].split(1L << Page.BITS - bits, low, high);
        pages[2 * i] = low;
        pages[2 * i + 1] = high;
        old[i] = null; // so that only one page is there twice
      }
    }
  }

  /** Some thousand rests of seven bytes, in the order of their bins. */
  private static final class Page {

    static final int BITS = 56;
    static final long MASK = (1L << BITS) - 1;

    private static final int BYTES = BITS / Byte.SIZE;
    private static final int BINS = 256;
    private static final int OBJECTS = 72; // headers and fields of a page and its arrays
    private static final int LEAST_MORE = 4;
    private static final int PART_MORE = 32;
    private static final VarHandle LONG =
        MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final char[] ends = new char[BINS];
    private byte[] rests = new byte[1]; // one byte more: each is read as eight bytes

    boolean contains(int bin, long rest) {
      int end = ends[bin] * BYTES;
      for (int at = begin(bin) * BYTES; at < end; at += BYTES) {
        if (((long) LONG.get(rests, at) & MASK) == rest) {
          return true;
        }
      }
      return false;
    }

    /** False if it was there already. */
    boolean add(int bin, long rest) {
      if (contains(bin, rest)) {
        return false;
      }
      int used = ends[BINS - 1] * BYTES;
      int at = ends[bin] * BYTES;
      byte[] from = rests;
      if (used + BYTES >= rests.length) {
        int more = Math.max(LEAST_MORE, ends[BINS - 1] / PART_MORE);
        rests = new byte[used + more * BYTES + 1];
        System.arraycopy(from, 0, rests, 0, at);
      }
      System.arraycopy(from, at, rests, at + BYTES, used - at);
      set(at, rest);
      for (int each = bin; each < BINS; each++) {
        ends[each]++;
      }
      return true;
    }

    void split(long bit, Page low, Page high) {
      int highs = 0;
      int count = ends[BINS - 1];
      for (int i = 0; i < count; i++) {
        if ((get(i) & bit) != 0) {
          highs++;
        }
      }
      low.rests = new byte[(count - highs) * BYTES + 1];
      high.rests = new byte[highs * BYTES + 1];
      int lowAt = 0;
      int highAt = 0;
      for (int bin = 0; bin < BINS; bin++) {
        for (int i = begin(bin); i < ends[bin]; i++) {
          long rest = get(i);
          if ((rest & bit) == 0) {
            low.set(lowAt++ * BYTES, rest);
          } else {
            high.set(highAt++ * BYTES, rest);
          }
        }
        low.ends[bin] = (char) lowAt;
        high.ends[bin] = (char) highAt;
      }
    }

    long bytes() {
      return OBJECTS + 2L * BINS + rests.length;
    }

    private int begin(int bin) {
      return bin == 0 ? 0 : ends[bin - 1];
    }

    private long get(int number) {
      return (long) LONG.get(rests, number * BYTES) & MASK;
    }

    private void set(int at, long rest) {
      long neighbour = (long) LONG.get(rests, at) & ~MASK;
      LONG.set(rests, at, neighbour | rest);
    }
  }
}
