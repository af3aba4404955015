package net.jumptotech.orders.store.couchbase;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The value of {@code COUCHBASE_HOST} in the form of the SDK: one or more hosts separated by
 * commas, with or without ports and {@code couchbase://} or {@code couchbases://}.
 *
 * <p>The name of a Capella cluster has no address. It stands for several hosts, which the SDK looks
 * up in DNS (SRV), but only if the name has no port. So a port is removed from it, and TLS is on.
 *
 * @param text {@code couchbases://cb.abc.cloud.couchbase.com}
 */
record ConnectionString(String text) {

  private static final Pattern FORM = Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*)://)?(.*)");
  private static final Pattern HOST =
      Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(?::([0-9]{1,5}))?");
  private static final String CAPELLA = ".cloud.couchbase.com";
  private static final String PLAIN = "couchbase";
  private static final String TLS = "couchbases";
  private static final int MOST_PORT = 65_535;

  /**
   * @param tls whether it is configured, independent of the scheme
   * @throws IllegalArgumentException saying what was expected
   */
  static ConnectionString of(String given, boolean tls) {
    Matcher form = FORM.matcher(given.trim());
    form.matches(); // every text matches
    String scheme = form.group(1);
    if (scheme != null && !scheme.equals(PLAIN) && !scheme.equals(TLS)) {
      throw expected(given);
    }
    boolean capella = false;
    List<String> hosts = new ArrayList<>();
    for (String each : form.group(2).split(",", -1)) {
      Matcher host = HOST.matcher(each.trim());
      if (!host.matches() || (host.group(2) != null && !isPort(host.group(2)))) {
        throw expected(given);
      }
      boolean ofCapella = host.group(1).toLowerCase(java.util.Locale.ROOT).endsWith(CAPELLA);
      capella |= ofCapella;
      hosts.add(ofCapella ? host.group(1) : host.group());
    }
    boolean secure = tls || capella || TLS.equals(scheme);
    return new ConnectionString((secure ? TLS : PLAIN) + "://" + String.join(",", hosts));
  }

  private static boolean isPort(String digits) {
    int port = Integer.parseInt(digits);
    return port > 0 && port <= MOST_PORT;
  }

  private static IllegalArgumentException expected(String given) {
    return new IllegalArgumentException(
        "expected hosts such as cb.abc.cloud.couchbase.com, couchbases://db1,db2 or db1:11210, was"
            + " \""
            + given
            + "\"");
  }

  boolean isSecure() {
    return text.startsWith(TLS + "://");
  }

  boolean isCapella() {
    return text.contains(CAPELLA);
  }

  /** Whether nothing that is sent leaves this machine. */
  boolean isLoopback() {
    return text.matches(PLAIN + "s?://(localhost|127\\.[0-9.]+|\\[::1])(:[0-9]+)?");
  }

  @Override
  public String toString() {
    return text;
  }
}
