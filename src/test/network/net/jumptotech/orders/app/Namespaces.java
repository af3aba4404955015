package net.jumptotech.orders.app;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Network namespaces on one bridge: to the processes in it each is a machine, with an address and a
 * hosts file of its own. The embedded broker, which listens on 127.0.0.1 of the test's own network,
 * is reached as 127.0.0.1 from each, over the bridge. Takes root, ip and iptables.
 */
final class Namespaces implements AutoCloseable {

  private static final Path ETC = Path.of("/etc/netns");

  /** Short: the names of links have at most 15 characters. */
  private final String prefix = "ord" + ThreadLocalRandom.current().nextInt(100, 1_000);

  private final String network = "10.77." + ThreadLocalRandom.current().nextInt(1, 255);
  private final int brokerPort;
  private final Map<String, String> addresses = new LinkedHashMap<>();

  Namespaces(int brokerPort) {
    this.brokerPort = brokerPort;
    run("ip link add %s type bridge", prefix);
    run("ip addr add %s.1/24 dev %s", network, prefix);
    run("ip link set %s up", prefix);
    run("sysctl -qw net.ipv4.conf.%s.route_localnet=1", prefix);
    run("iptables -t nat -A PREROUTING %s", forBroker());
  }

  private String forBroker() {
    return "-i %s -p tcp --dport %d -j DNAT --to-destination 127.0.0.1:%d"
        .formatted(prefix, brokerPort, brokerPort);
  }

  /** A pattern for the addresses of all. */
  String pattern() {
    return network + ".*";
  }

  String address(String name) {
    return addresses.get(name);
  }

  /** A further machine, and what runs a command there. */
  List<String> add(String name) {
    String space = prefix + name;
    String address = network + "." + (addresses.size() + 2);
    addresses.put(name, address);
    run("ip netns add %s", space);
    run("ip link add %s type veth peer name eth0 netns %s", link(name), space);
    run("ip link set %s master %s up", link(name), prefix);
    in(space, "ip link set lo up");
    in(space, "ip addr add %s/24 dev eth0", address);
    in(space, "ip link set eth0 up");
    in(space, "sysctl -qw net.ipv4.conf.all.route_localnet=1");
    in(
        space,
        "iptables -t nat -A OUTPUT -d 127.0.0.1 -p tcp --dport %d -j DNAT --to-destination %s.1:%d",
        brokerPort,
        network,
        brokerPort);
    in(space, "iptables -t nat -A POSTROUTING -o eth0 -j MASQUERADE");
    write(space, "127.0.0.1 localhost\n");
    return List.of("ip", "netns", "exec", space);
  }

  /** From now on each knows all by name. */
  void register() {
    StringBuilder hosts = new StringBuilder("127.0.0.1 localhost\n");
    addresses.forEach((name, address) -> hosts.append(address + " " + name + "\n"));
    addresses.keySet().forEach(name -> write(prefix + name, hosts.toString()));
  }

  void cut(String name) {
    run("ip link set %s down", link(name));
  }

  void heal(String name) {
    run("ip link set %s up", link(name));
  }

  private String link(String name) {
    return prefix + "-" + addresses.keySet().stream().toList().indexOf(name);
  }

  /** In place: processes hold the file. */
  private static void write(String space, String hosts) {
    try {
      Files.createDirectories(ETC.resolve(space));
      Files.writeString(ETC.resolve(space).resolve("hosts"), hosts);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private static void in(String space, String command, Object... arguments) {
    run("ip netns exec " + space + " " + command, arguments);
  }

  private static void run(String command, Object... arguments) {
    String line = command.formatted(arguments);
    try {
      Process process = new ProcessBuilder(line.split(" ")).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(line + ": " + said);
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new AssertionError(stopped);
    }
  }

  @Override
  public void close() {
    try {
      for (String name : addresses.keySet()) {
        run("ip netns del %s", prefix + name);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(ETC.resolve(prefix + name))) {
          for (Path file : files) {
            Files.delete(file);
          }
        }
        Files.delete(ETC.resolve(prefix + name));
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
    run("iptables -t nat -D PREROUTING %s", forBroker());
    run("ip link del %s", prefix);
  }
}
