package net.jumptotech.orders.runtime;

import io.netty.util.NetUtil;
import io.vertx.core.net.SocketAddress;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Divides a limited resource (connections, exports, bytes) among client addresses. One address gets
 * at most a share of it, so there is always some left for the others. Used on one event loop.
 */
public final class Shares {

  private static final int IPV6_BYTES = 16;
  private static final int IPV6_NETWORK_BYTES = 8;

  private final long most;
  private final long mostEach;
  private final Map<String, Long> taken = new HashMap<>();
  private long total;

  /**
   * @param most of all addresses together
   * @param each the share that one address may take, more than 0 and at most 1; it may always take
   *     one
   */
  public Shares(long most, double each) {
    this.most = most;
    this.mostEach = Math.max(1, (long) (most * each));
  }

  /**
   * The address that is counted: an IPv4 address, or the network of an IPv6 address, since a host
   * has many of those.
   */
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

  /** Takes the amount if that much is left. */
  public boolean take(String address, long amount) {
    if (total + amount > most || of(address) + amount > mostEach) {
      return false;
    }
    takeAnyway(address, amount);
    return true;
  }

  /** Takes the amount even if nothing is left. */
  public void takeAnyway(String address, long amount) {
    total += amount;
    taken.merge(address, amount, Long::sum);
  }

  public void give(String address, long amount) {
    total -= amount;
    taken.compute(address, (any, had) -> had == null || had <= amount ? null : had - amount);
  }

  /** Whether only this address has reached its limit, while others could still take some. */
  public boolean isUsedUpBy(String address) {
    return total < most && of(address) >= mostEach;
  }

  public long of(String address) {
    return taken.getOrDefault(address, 0L);
  }

  public long total() {
    return total;
  }
}
