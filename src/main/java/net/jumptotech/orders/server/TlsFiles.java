package net.jumptotech.orders.server;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.Settings;

/**
 * The PEM files with which a server speaks TLS.
 *
 * @param setting the section that names them, such as {@code http.tls}
 * @param certificate of the server, followed by those of the authorities in between
 * @param key its private key, unencrypted
 */
public record TlsFiles(String setting, Path certificate, Path key) {

  private static final String CERTIFICATE = "certificate";
  private static final String KEY = "key";
  private static final int LARGEST = 1 << 20;

  /**
   * Empty if neither is given. Does not read them: see {@link ServerTls#check}.
   *
   * @param setting path of the section
   */
  public static Optional<TlsFiles> from(Settings tls, String setting) {
    String certificate = tls.value(CERTIFICATE, TlsFiles::path, "");
    String key = tls.value(KEY, TlsFiles::path, "");
    if (certificate.isEmpty() && key.isEmpty()) {
      return Optional.empty();
    }
    if (certificate.isEmpty() || key.isEmpty()) {
      tls.mistake(
          certificate.isEmpty() ? CERTIFICATE : KEY,
          "is missing: set certificate and key, or neither of them");
      return Optional.empty();
    }
    return Optional.of(new TlsFiles(setting, Path.of(certificate), Path.of(key)));
  }

  private static String path(String text) {
    return Path.of(text).toString();
  }

  byte[] certificatePem() {
    return pem(CERTIFICATE, certificate);
  }

  byte[] keyPem() {
    return pem(KEY, key);
  }

  private byte[] pem(String name, Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] read = in.readNBytes(LARGEST + 1);
      if (read.length > LARGEST) {
        throw unusable(name, file, "is larger than 1 MB, so it is no PEM file");
      }
      return read;
    } catch (NoSuchFileException absent) {
      throw unusable(name, file, "does not exist");
    } catch (AccessDeniedException denied) {
      throw unusable(name, file, "cannot be read: permission denied");
    } catch (IOException failed) {
      throw unusable(name, file, "cannot be read: " + Failure.inWords(failed));
    }
  }

  IllegalArgumentException unusableCertificate(String why) {
    return unusable(CERTIFICATE, certificate, why);
  }

  IllegalArgumentException unusableKey(String why) {
    return unusable(KEY, key, why);
  }

  private IllegalArgumentException unusable(String name, Path file, String why) {
    return new IllegalArgumentException("%s.%s: %s %s".formatted(setting, name, file, why));
  }
}
