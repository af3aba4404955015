package net.jumptotech.orders.runtime;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Divides something of which there is a bounded amount (connections, exports, bytes) among the
 * addresses that ask for it: one address gets a part of it at most, so that there is always some
 * for the others. Used on one event loop.
 */
public final class Shares {

  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final long most;
  private final long mostEach;
  private final Map<String, Long> taken = new HashMap<>();
  private long total;

  /**
   * @param most of all together
   * @param each which part of it one address may take, more than 0 and at most 1; it may always
   *     take one
   */
  public Shares(long most, double each) {
    this.most = most;
    this.mostEach = Math.max(1, (long) (most * each));
  }

  /** Who asks: an IPv4 address, or the network of an IPv6 one, of which a host has many. */
  public static String address(SocketAddress peer) {
    String address = peer == null ? null : peer.hostAddress();
    if (address == null) {
      return "";
    }
    byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
    return bytes != null && bytes.length == IPV6_BYTES
        ? Arrays.toString(Arrays.copyOf(bytes, IPV6_NETWORK_BYTES))
        : address;
  }

  /** Whether there was so much left; it is taken then. */
  public boolean take(String address, long amount) {
    if (total + amount > most || of(address) + amount > mostEach) {
      return false;
    }
    takeAnyway(address, amount);
    return true;
  }

  /** Where it must not be refused. */
  public void takeAnyway(String address, long amount) {
    total += amount;
    taken.merge(address, amount, Long::sum);
  }

  public void give(String address, long amount) {
    total -= amount;
    taken.compute(address, (any, had) -> had == null || had <= amount ? null : had - amount);
  }

  /** Whether it is this address alone that can have no more, not everybody. */
  boolean isUsedUpBy(String address) {
    return total < most && of(address) >= mostEach;
  }

  public long of(String address) {
    return taken.getOrDefault(address, 0L);
  }

  public long total() {
    return total;
  }
}
