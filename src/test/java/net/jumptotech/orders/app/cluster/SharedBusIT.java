package net.jumptotech.orders.app.cluster;

import static net.jumptotech.orders.Await.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import net.jumptotech.orders.Await;
import net.jumptotech.orders.TestCertificate;
import net.jumptotech.orders.app.cluster.ClusterOptions.Seed;
import net.jumptotech.orders.app.cluster.ClusterOptions.Tls;
import net.jumptotech.orders.runtime.Secret;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several members in this JVM: who finds whom, and who is heard. */
final class SharedBusIT {

  private static final String ADDRESS = "here";

  /** Below the ports that the system hands out; members of other tests have other names. */
  private final int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);

  private final String name = "test-" + port;
  private final List<Vertx> members = new ArrayList<>();
  @TempDir private Path directory;

  @AfterEach
  void close() {
    members.forEach(member -> await(member.close()));
  }

  @Test
  void membersThatStartBeforeTheirNameHasAnAddressFindEachOther() {
    AtomicBoolean registered = new AtomicBoolean();
    SeedDiscovery.Names names =
        host -> {
          if (!registered.get()) {
            throw new UnknownHostException(host);
          }
          return InetAddress.getAllByName("127.0.0.1");
        };
    Vertx one = join(Optional.empty(), names);
    Vertx other = join(Optional.empty(), names);
    Set<String> heard = hear(one);
    say(other, "early");

    registered.set(true);

    Await.until(
        "the other is heard",
        () -> {
          say(other, "late");
          return heard.contains("late");
        });
    assertThat(heard).doesNotContain("early");
  }

  @Test
  void overTlsOnlyWhoseCertificateTheAuthorityHasSignedIsHeard() {
    TestCertificate ours = TestCertificate.forHosts(directory, "orders");
    TestCertificate theirs = TestCertificate.forHosts(directory, "stranger");
    Vertx one = join(Optional.of(tls(ours, ours)), InetAddress::getAllByName);
    Vertx other = join(Optional.of(Tls.of(bundle(ours))), InetAddress::getAllByName);
    Vertx stranger = join(Optional.of(tls(theirs, ours)), InetAddress::getAllByName);
    Vertx naked = join(Optional.empty(), InetAddress::getAllByName);
    Set<String> heard = hear(one);

    Await.until(
        "the other is heard",
        () -> {
          say(stranger, "stranger");
          say(naked, "naked");
          say(other, "other");
          return heard.contains("other");
        });
    say(stranger, "stranger");
    say(naked, "naked");
    say(other, "at last");
    Await.until("at last", () -> heard.contains("at last"));
    assertThat(heard).containsExactlyInAnyOrder("other", "at last");
  }

  @Test
  void whatIsForThisProcessArrivesThereAlone() {
    Vertx one = join(Optional.empty(), InetAddress::getAllByName);
    Vertx other = join(Optional.empty(), InetAddress::getAllByName);
    Set<String> heard = hear(one);
    Set<String> heardByOther = hear(other);

    one.eventBus().publish(ADDRESS, "local", net.jumptotech.orders.event.Addresses.HERE);
    Await.until(
        "both hear",
        () -> {
          say(one, "all");
          return heard.contains("all") && heardByOther.contains("all");
        });

    assertThat(heard).contains("local");
    assertThat(heardByOther).doesNotContain("local");
  }

  /** Such as one that is stopped, or on its way as slowly as we are. */
  @Test
  void whoFindsAMemberThatDoesNotAnswerBeginsWithoutItAndIsFoundByOthers() throws IOException {
    Vertx one;
    try (ServerSocket silent = new ServerSocket()) {
      silent.bind(new InetSocketAddress("127.0.0.1", port));
      one = join(Optional.empty(), InetAddress::getAllByName);
    }
    Set<String> heard = hear(one);
    Vertx other = join(Optional.empty(), InetAddress::getAllByName);

    Await.until(
        "the other is heard",
        () -> {
          say(other, "here");
          return heard.contains("here");
        });
  }

  @Test
  void whoCannotBeReachedAsConfiguredIsToldWhatToChange() {
    ClusterOptions options =
        new ClusterOptions(name, List.of(seed()), "203.0.113.*", port, 0, Optional.empty());

    assertThatThrownBy(() -> await(SharedBus.join(options, SharedBusIT::plain)))
        .hasMessageContaining("the shared event bus cannot listen on 203.0.113.*:" + port)
        .hasMessageContaining("cluster.interface");
  }

  private static VertxBuilder plain(VertxOptions options) {
    return Vertx.builder().with(options);
  }

  private Vertx join(Optional<Tls> tls, SeedDiscovery.Names names) {
    ClusterOptions options = new ClusterOptions(name, List.of(seed()), "127.0.0.1", port, 0, tls);
    Vertx member = await(SharedBus.join(options, SharedBusIT::plain, names)).vertx();
    members.add(member);
    return member;
  }

  private static Seed seed() {
    return new Seed("127.0.0.1", Optional.empty());
  }

  private static Secret bundle(TestCertificate own) {
    try {
      return new Secret(Files.readString(own.keyFile()) + "\n" + own.pem());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Tls tls(TestCertificate own, TestCertificate authority) {
    return Tls.ofFiles(own.keyFile(), own.pemFile(), authority.pemFile());
  }

  private static Set<String> hear(Vertx member) {
    Set<String> heard = ConcurrentHashMap.newKeySet();
    await(
        member
            .eventBus()
            .<String>consumer(ADDRESS, message -> heard.add(message.body()))
            .completion());
    return heard;
  }

  private static void say(Vertx member, String text) {
    member.eventBus().publish(ADDRESS, text);
  }
}
