package net.jumptotech.orders.stream.pump;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * A compact set of order ids, for one thread at a time.
 *
 * <p>Ids that are canonical decimals of up to 18 digits are kept exactly, 8 bytes a slot. Any other
 * id is kept as the first 128 bits of its SHA-256, 16 bytes a slot: with a billion ids, the odds
 * that a new id is mistaken for an old one are below 1e-20, and nobody can construct such an id.
 * Tables fill to 0.8 and grow by half, so an id costs 10 to 15 bytes, or twice that.
 */
public final class SettledIndex {

  private static final int FIRST_PLACES = 64;
  private static final double FULLEST = 0.8;
  private static final double GROWTH = 1.5;
  private static final int MOST_PLACES = 1 << 30;
  private static final int LONGEST_DECIMAL = 18;

  /** Differs in each process, so that nobody can send ids that collide. */
  private static final long SEED = new SecureRandom().nextLong();

  private final MessageDigest sha256 = sha256();

  private long[] numbers = new long[FIRST_PLACES];
  private int numberCount;
  private boolean zero; // 0 marks an empty slot

  private long[] digests = new long[2 * FIRST_PLACES];
  private int digestCount;
  private long high;
  private long low;

  public boolean contains(byte[] id) {
    long number = decimal(id);
    if (number == 0) {
      return zero;
    }
    if (number > 0) {
      return numbers[placeOf(numbers, number)] != 0;
    }
    digest(id);
    return !isEmpty(digests, placeOf(digests, high, low));
  }

  public void add(byte[] id) {
    long number = decimal(id);
    if (number == 0) {
      zero = true;
    } else if (number > 0) {
      addNumber(number);
    } else {
      digest(id);
      addDigest();
    }
  }

  long size() {
    return (long) numberCount + digestCount + (zero ? 1 : 0);
  }

  long bytes() {
    return 8L * (numbers.length + digests.length);
  }

  private void addNumber(long number) {
    int place = placeOf(numbers, number);
    if (numbers[place] != 0) {
      return;
    }
    numbers[place] = number;
    if (++numberCount > numbers.length * FULLEST) {
      long[] old = numbers;
      numbers = new long[grown(old.length)];
      for (long kept : old) {
        if (kept != 0) {
          numbers[placeOf(numbers, kept)] = kept;
        }
      }
    }
  }

  private void addDigest() {
    int place = placeOf(digests, high, low);
    if (!isEmpty(digests, place)) {
      return;
    }
    digests[place] = high;
    digests[place + 1] = low;
    if (++digestCount > digests.length / 2 * FULLEST) {
      long[] old = digests;
      digests = new long[2 * grown(old.length / 2)];
      for (int i = 0; i < old.length; i += 2) {
        if (!isEmpty(old, i)) {
          int to = placeOf(digests, old[i], old[i + 1]);
          digests[to] = old[i];
          digests[to + 1] = old[i + 1];
        }
      }
    }
  }

  private static int placeOf(long[] table, long number) {
    int place = scatter(number, table.length);
    while (table[place] != 0 && table[place] != number) {
      place = place + 1 == table.length ? 0 : place + 1;
    }
    return place;
  }

  /** Digests take two neighbouring slots; this is the first. */
  private static int placeOf(long[] table, long high, long low) {
    int place = 2 * scatter(high, table.length / 2);
    while (!isEmpty(table, place) && (table[place] != high || table[place + 1] != low)) {
      place = place + 2 == table.length ? 0 : place + 2;
    }
    return place;
  }

  private static boolean isEmpty(long[] table, int place) {
    return table[place] == 0 && table[place + 1] == 0;
  }

  /** Stafford's mix 13, then a multiplication in place of a modulo. */
  private static int scatter(long value, int places) {
    long mixed = value ^ SEED;
    mixed = (mixed ^ (mixed >>> 30)) * 0xbf58476d1ce4e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
    mixed ^= mixed >>> 31;
    return (int) (((mixed >>> 32) * places) >>> 32);
  }

  private static int grown(int places) {
    long more = (long) (places * GROWTH);
    if (more > MOST_PLACES) {
      throw new IllegalStateException(
          "more settled orders than the index can hold: shorten the horizon");
    }
    return (int) more;
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

  private void digest(byte[] id) {
    byte[] hash = sha256.digest(id);
    high = bigEndian(hash, 0);
    low = bigEndian(hash, 8);
    if (high == 0 && low == 0) {
      low = 1;
    }
  }

  private static long bigEndian(byte[] bytes, int from) {
    long value = 0;
    for (int i = 0; i < 8; i++) {
      value = value << 8 | (bytes[from + i] & 255);
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
}
