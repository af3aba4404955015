package net.jumptotech.orders.server;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.KeyCertOptions;
import io.vertx.core.net.PemKeyCertOptions;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import javax.net.ssl.X509KeyManager;
import net.jumptotech.orders.runtime.Failure;

/** A certificate and its key, which belong together and are valid. */
final class ServerCertificate {

  /** Enough time for somebody to act, and less than automatic renewals leave. */
  static final Duration SOON = Duration.ofDays(14);

  private static final int MOST_NAMES = 3;
  private static final byte[] ANYTHING = "signed to be verified".getBytes(StandardCharsets.UTF_8);

  private final byte[] certificatePem;
  private final byte[] keyPem;
  private final X509Certificate certificate;
  private final PemKeyCertOptions options;

  private ServerCertificate(
      byte[] certificatePem,
      byte[] keyPem,
      X509Certificate certificate,
      PemKeyCertOptions options) {
    this.certificatePem = certificatePem;
    this.keyPem = keyPem;
    this.certificate = certificate;
    this.options = options;
  }

  /**
   * Reads the files; blocks.
   *
   * @param before returned if the files have not changed since; null for none
   * @throws IllegalArgumentException if a server cannot use them now: names setting, file and
   *     reason
   */
  static ServerCertificate read(TlsFiles files, ServerCertificate before, Instant now) {
    byte[] certificatePem = files.certificatePem();
    byte[] keyPem = files.keyPem();
    boolean same =
        before != null
            && Arrays.equals(before.certificatePem, certificatePem)
            && Arrays.equals(before.keyPem, keyPem);
    return same ? before : of(files, certificatePem, keyPem, now);
  }

  private static ServerCertificate of(
      TlsFiles files, byte[] certificatePem, byte[] keyPem, Instant now) {
    List<X509Certificate> chain = chain(files, certificatePem);
    X509Certificate first = chain.get(0);
    refuseUnreadableKey(files, keyPem);
    PemKeyCertOptions options =
        new PemKeyCertOptions()
            .addCertValue(Buffer.buffer(certificatePem))
            .addKeyValue(Buffer.buffer(keyPem));
    PrivateKey key = key(files, options, chain);
    if (!belongTogether(key, first.getPublicKey())) {
      throw notTogether(files, key, chain);
    }
    ServerCertificate whole = new ServerCertificate(certificatePem, keyPem, first, options);
    if (now.isBefore(first.getNotBefore().toInstant())) {
      throw files.unusableCertificate(
          "is not valid before %s (%s)"
              .formatted(first.getNotBefore().toInstant(), whole.describe()));
    }
    if (!now.isBefore(whole.expires())) {
      throw files.unusableCertificate("has expired (%s): renew it".formatted(whole.describe()));
    }
    return whole;
  }

  private static List<X509Certificate> chain(TlsFiles files, byte[] pem) {
    try {
      List<X509Certificate> chain =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(pem))
              .stream()
              .map(X509Certificate.class::cast)
              .toList();
      if (chain.isEmpty()) {
        throw files.unusableCertificate("contains no certificate (BEGIN CERTIFICATE)");
      }
      return chain;
    } catch (CertificateException broken) {
      throw files.unusableCertificate(
          "is no complete certificate in PEM format: " + Failure.describeRoot(broken));
    }
  }

  private static void refuseUnreadableKey(TlsFiles files, byte[] pem) {
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    if (text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED")) {
      throw files.unusableKey(
          "is encrypted, and there is nobody to ask for its password: decrypt it with openssl pkey"
              + " -in FILE -out FILE, and protect the file (chmod 600)");
    }
    if (!text.contains("PRIVATE KEY-----")) {
      throw files.unusableKey("contains no private key (BEGIN PRIVATE KEY)");
    }
  }

  private static PrivateKey key(
      TlsFiles files, PemKeyCertOptions options, List<X509Certificate> chain) {
    X509Certificate first = chain.get(0);
    String algorithm = first.getPublicKey().getAlgorithm();
    try {
      X509KeyManager keys =
          (X509KeyManager) options.getKeyManagerFactory(null).getKeyManagers()[0]; // reads no file
      return keys.getPrivateKey(keys.getServerAliases(algorithm, null)[0]);
    } catch (Exception broken) { // what it declares; the message never has a part of the key
      String why = Failure.describeRoot(broken);
      throw why.contains("algorithm does not match")
          ? files.unusableKey(
              notOf(files) + ": that is a certificate for a key of type " + algorithm)
          : files.unusableKey("is no complete RSA or EC key in PEM format: " + why);
    }
  }

  private static IllegalArgumentException notTogether(
      TlsFiles files, PrivateKey key, List<X509Certificate> chain) {
    for (int at = 1; at < chain.size(); at++) {
      if (belongTogether(key, chain.get(at).getPublicKey())) {
        return files.unusableCertificate(
            "begins with another certificate than that of the key, which is number %d: put it first"
                .formatted(at + 1));
      }
    }
    return files.unusableKey(notOf(files));
  }

  private static String notOf(TlsFiles files) {
    return "does not belong to the certificate in " + files.certificate();
  }

  private static boolean belongTogether(PrivateKey privateKey, PublicKey publicKey) {
    if (!privateKey.getAlgorithm().equals(publicKey.getAlgorithm())) {
      return false;
    }
    String algorithm = privateKey.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "SHA256withRSA";
    try {
      Signature signing = Signature.getInstance(algorithm);
      signing.initSign(privateKey);
      signing.update(ANYTHING);
      byte[] signature = signing.sign();
      signing.initVerify(publicKey);
      signing.update(ANYTHING);
      return signing.verify(signature);
    } catch (GeneralSecurityException unfit) {
      return false;
    }
  }

  KeyCertOptions options() {
    return options.copy();
  }

  Instant expires() {
    return certificate.getNotAfter().toInstant();
  }

  /** Which one it is: for a person who compares it with the output of {@code openssl x509}. */
  String describe() {
    return "serial %s, for %s, valid until %s"
        .formatted(
            certificate.getSerialNumber().toString(16).toUpperCase(Locale.ROOT),
            names(),
            expires());
  }

  /** The names that clients compare; those without have at least a subject. */
  private String names() {
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names != null && !names.isEmpty()) {
        return names.stream()
                .limit(MOST_NAMES)
                .map(name -> String.valueOf(name.get(1)))
                .collect(Collectors.joining(", "))
            + (names.size() > MOST_NAMES ? ", …" : "");
      }
    } catch (CertificateException unreadable) {
      // its subject is readable
    }
    return certificate.getSubjectX500Principal().getName();
  }
}
