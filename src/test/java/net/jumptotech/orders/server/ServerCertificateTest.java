package net.jumptotech.orders.server;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import net.jumptotech.orders.TestCertificate;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which certificates are refused, and with which sentence. */
class ServerCertificateTest {

  private static final String DASHES = "-".repeat(5);

  @TempDir private static Path directory;

  private static TestCertificate ours;
  private static TestCertificate other;
  private static TestCertificate rsa;

  @BeforeAll
  static void make() {
    ours = TestCertificate.forLoopback(directory);
    other = TestCertificate.forLoopback(directory);
    rsa = TestCertificate.valid(directory, -10, 5, "RSA");
  }

  @Test
  void aPairThatBelongsTogetherIsDescribedByWhatTellsItFromOthers() {
    ServerCertificate read = read(ours.pemFile(), ours.keyFile(), Instant.now());
    assertThat(read.describe())
        .matches("serial [0-9A-F]+, for 127.0.0.1, localhost, valid until .*Z");
    assertThat(read.expires())
        .isBetween(
            Instant.now().plus(Duration.ofDays(29)), Instant.now().plus(Duration.ofDays(31)));
  }

  @Test
  void unchangedFilesAreNotReadAnew() throws IOException {
    Path certificate = Files.copy(ours.pemFile(), directory.resolve("moving.pem"));
    TlsFiles files = new TlsFiles("http.tls", certificate, ours.keyFile());
    ServerCertificate first = ServerCertificate.read(files, null, Instant.now());
    assertThat(ServerCertificate.read(files, first, Instant.now())).isSameAs(first);
    Files.writeString(certificate, ours.pem() + other.pem());
    assertThat(ServerCertificate.read(files, first, Instant.now())).isNotSameAs(first);
  }

  @Test
  void aKeyOfAnotherCertificateIsRefused() {
    refused(ours.pemFile(), other.keyFile())
        .hasMessage(
            "http.tls.key: %s does not belong to the certificate in %s",
            other.keyFile(), ours.pemFile());
    refused(ours.pemFile(), rsa.keyFile()).hasMessageContaining("for a key of type EC");
  }

  @Test
  void whatWasPutFirstByMistakeIsSaid() throws IOException {
    Path chain = Files.writeString(directory.resolve("chain.pem"), other.pem() + ours.pem());
    refused(chain, ours.keyFile())
        .hasMessage(
            "http.tls.certificate: %s begins with another certificate than that of the key, which"
                + " is number 2: put it first",
            chain);
  }

  @Test
  void aCertificateIsRefusedBeforeAndAfterItsTime() {
    refused(rsa.pemFile(), rsa.keyFile())
        .hasMessageMatching(
            "(?s)http.tls.certificate: \\S+ has expired \\(serial .*, for .*, valid until .*\\):"
                + " renew it");
    assertThat(read(rsa.pemFile(), rsa.keyFile(), Instant.now().minus(Duration.ofDays(7))))
        .isNotNull();
    assertThatThrownBy(
            () -> read(rsa.pemFile(), rsa.keyFile(), Instant.now().minus(Duration.ofDays(20))))
        .hasMessageContaining("is not valid before");
  }

  @Test
  void anEncryptedKeyIsRefusedWithTheRemedy() throws IOException {
    for (String head :
        new String[] {
          "BEGIN ENCRYPTED PRIVATE KEY", "BEGIN RSA PRIVATE KEY%s\nProc-Type: 4,ENCRYPTED"
        }) {
      Path key =
          Files.writeString(
              directory.resolve("encrypted"), DASHES + head.formatted(DASHES) + "\nMIIFLTBX\n");
      refused(ours.pemFile(), key)
          .hasMessageContaining("http.tls.key: " + key + " is encrypted")
          .hasMessageContaining("openssl pkey");
    }
  }

  @Test
  void halfAFileAndAnotherFileAreRefused() throws IOException {
    Path half = half("half.pem", ours.pemFile());
    refused(half, ours.keyFile())
        .hasMessageStartingWith("http.tls.certificate: " + half + " is no complete certificate");
    Path halfKey = half("half.key", ours.keyFile());
    refused(ours.pemFile(), halfKey)
        .hasMessageStartingWith("http.tls.key: " + halfKey + " is no complete RSA or EC key");
    refused(ours.keyFile(), ours.keyFile()).hasMessageContaining("http.tls.certificate: ");
    refused(ours.pemFile(), ours.pemFile()).hasMessageContaining("contains no private key");
    Path empty = Files.createFile(directory.resolve("empty"));
    refused(empty, ours.keyFile()).hasMessageContaining("http.tls.certificate: " + empty);
    Path large = Files.write(directory.resolve("large"), new byte[2 << 20]);
    refused(ours.pemFile(), large).hasMessageContaining("larger than 1 MB");
  }

  @Test
  void aFileThatCannotBeReadIsRefused() {
    refused(directory.resolve("nowhere"), ours.keyFile()).hasMessageContaining("does not exist");
    refused(ours.pemFile(), directory).hasMessageContaining("cannot be read");
  }

  @Test
  void noMessageHasAPartOfTheKey() throws IOException {
    String key = Files.readString(ours.keyFile());
    String secret = key.lines().skip(1).findFirst().orElseThrow();
    Path damaged =
        Files.writeString(directory.resolve("damaged"), key.replace(secret, secret.substring(4)));
    refused(ours.pemFile(), damaged)
        .satisfies(failed -> assertThat(failed.toString()).doesNotContain(secret.substring(8, 24)));
  }

  private static Path half(String name, Path file) throws IOException {
    byte[] whole = Files.readAllBytes(file);
    String half = new String(whole, 0, whole.length / 2, UTF_8);
    return Files.writeString(directory.resolve(name), half);
  }

  private static org.assertj.core.api.AbstractThrowableAssert<?, ?> refused(
      Path certificate, Path key) {
    return assertThatThrownBy(() -> read(certificate, key, Instant.now()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ServerCertificate read(Path certificate, Path key, Instant now) {
    return ServerCertificate.read(new TlsFiles("http.tls", certificate, key), null, now);
  }
}
