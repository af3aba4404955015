package net.jumptotech.orders;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A self-signed certificate for a server of one test, made by the JDK's keytool. A client that
 * trusts {@link #pem} trusts the server under the hosts named here, and under no other.
 *
 * @param keyStore PKCS12, with the private key
 * @param password of the key store
 * @param pemFile the certificate alone, for those who shall trust it
 */
public record TestCertificate(Path keyStore, String password, String pem, Path pemFile) {

  private static final String ALIAS = "server";
  private static final String PASSWORD = "changeit";

  /** For a server that is reached as 127.0.0.1 or localhost. */
  public static TestCertificate forLoopback(Path directory) {
    return forHosts(directory, "127.0.0.1", "localhost");
  }

  /**
   * @param directory of the test; both files get a name of their own in it
   * @param hosts names or IPv4 addresses
   */
  public static TestCertificate forHosts(Path directory, String... hosts) {
    return make(directory, List.of("-validity", "30"), "EC", hosts);
  }

  /**
   * For a server that is reached as 127.0.0.1 or localhost.
   *
   * @param from days from now on which it becomes valid, may be negative
   * @param days for which it is valid
   * @param keys EC or RSA
   */
  public static TestCertificate valid(Path directory, int from, int days, String keys) {
    return make(
        directory,
        List.of("-startdate", "%+dd".formatted(from), "-validity", Integer.toString(days)),
        keys,
        "127.0.0.1",
        "localhost");
  }

  private static TestCertificate make(
      Path directory, List<String> validity, String keys, String... hosts) {
    try {
      Path keyStore = Files.createTempFile(directory, "server-", ".p12");
      Files.delete(keyStore); // keytool would open an empty file
      keytool(keyStore, validity, keys, hosts);
      String pem = pem(keyStore);
      Path pemFile = Files.writeString(Files.createTempFile(directory, "server-", ".pem"), pem);
      return new TestCertificate(keyStore, PASSWORD, pem, pemFile);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** The private key as PKCS8 in a PEM file, beside the certificate. */
  public Path keyFile() {
    try {
      byte[] encoded =
          KeyStore.getInstance(keyStore.toFile(), password.toCharArray())
              .getKey(ALIAS, password.toCharArray())
              .getEncoded();
      return Files.writeString(
          Path.of(pemFile.toString().replace(".pem", "-key.pem")), pem("PRIVATE KEY", encoded));
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (GeneralSecurityException failed) {
      throw new AssertionError(failed);
    }
  }

  private static void keytool(Path keyStore, List<String> validity, String keys, String... hosts)
      throws IOException {
    String names =
        Stream.of(hosts)
            .map(host -> (host.matches("[0-9.]+") ? "IP:" : "DNS:") + host)
            .collect(Collectors.joining(",", "SAN=", ""));
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1", // half the time
                "-J-XX:+UseSerialGC",
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                keys,
                "-dname",
                "CN=" + hosts[0],
                "-ext",
                names,
                "-storetype",
                "PKCS12",
                "-keystore",
                keyStore.toString(),
                "-storepass",
                PASSWORD));
    command.addAll(validity);
    if (keys.equals("EC")) {
      command.addAll(List.of("-groupname", "secp256r1"));
    }
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!keytool.waitFor(1, TimeUnit.MINUTES) || keytool.exitValue() != 0) {
        throw new AssertionError("keytool failed: " + said);
      }
    } catch (InterruptedException interrupted) {
      throw new AssertionError(interrupted);
    }
  }

  private static String pem(Path keyStore) throws IOException {
    try {
      byte[] encoded =
          KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray())
              .getCertificate(ALIAS)
              .getEncoded();
      return pem("CERTIFICATE", encoded);
    } catch (GeneralSecurityException failed) {
      throw new IOException(failed);
    }
  }

  private static String pem(String label, byte[] encoded) {
    Base64.Encoder lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
    return "-----BEGIN %s-----\n%s\n-----END %s-----\n"
        .formatted(label, lines.encodeToString(encoded), label);
  }
}
