package net.jumptotech.orders.store.couchbase;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import net.jumptotech.orders.runtime.Secret;
import net.jumptotech.orders.runtime.Settings;

/**
 * The bucket and how it is used.
 *
 * @param certificate PEM file of the only authorities to trust; empty: Capella's and those of the
 *     JVM
 * @param timeout of reading or writing one document; it is retried after that
 * @param queryTimeout of a page or a total
 * @param inFlight how many documents are read or written in parallel
 */
public record CouchbaseOptions(
    ConnectionString host,
    String bucket,
    String username,
    Secret password,
    Optional<Path> certificate,
    Durability durability,
    Consistency consistency,
    Duration timeout,
    Duration queryTimeout,
    int inFlight) {

  /** The bucket of the system that Orders replaces. */
  public static final String DEFAULT_BUCKET = "order_analytics";

  /**
   * Couchbase's own rule. The name is inserted into statements, so it must not be able to end a
   * quoted name.
   */
  private static final Pattern BUCKET = Pattern.compile("[A-Za-z0-9_.%-]{1,100}");

  /** Which nodes must have a write before it is acknowledged. */
  public enum Durability {
    /** The active node's memory: a failover may lose acknowledged writes. */
    NONE,
    /** The memory of most nodes. */
    MAJORITY,
    /** The memory of most nodes, and the active node's disk. */
    MAJORITY_AND_PERSIST,
    /** The disk of most nodes. */
    PERSIST_TO_MAJORITY
  }

  /** Whether a query waits for the index. */
  public enum Consistency {
    /** No: a page may lack the last moments. */
    NOT_BOUNDED,
    /** Yes, until it has everything that was written before. */
    REQUEST_PLUS
  }

  public CouchbaseOptions {
    Objects.requireNonNull(host, "host");
    Objects.requireNonNull(password, "password");
    if (!BUCKET.matcher(bucket).matches()) {
      throw new IllegalArgumentException(expectedBucket(bucket));
    }
  }

  /**
   * @return empty if no host is given; mistakes are noted in the settings
   */
  public static Optional<CouchbaseOptions> from(Settings settings) {
    boolean tls = settings.flag("tls", false);
    ConnectionString host = settings.value("host", text -> ConnectionString.of(text, tls), null);
    String bucket = settings.value("bucket", CouchbaseOptions::bucket, DEFAULT_BUCKET);
    String username = settings.text("username", "");
    Optional<Secret> password = settings.secret("password");
    Optional<Path> certificate =
        settings.value("certificate", CouchbaseOptions::readable, Optional.empty());
    boolean capella = host != null && host.isCapella();
    Durability durability =
        constant(
            settings,
            "durability",
            capella ? Durability.MAJORITY : Durability.NONE,
            Durability.values());
    Consistency consistency =
        constant(settings, "consistency", Consistency.NOT_BOUNDED, Consistency.values());
    Duration timeout =
        settings.duration(
            "timeout", Duration.ofMillis(2_500), Duration.ofMillis(100), Duration.ofMinutes(1));
    Duration queryTimeout =
        settings.duration(
            "query-timeout", Duration.ofSeconds(5), Duration.ofMillis(100), Duration.ofMinutes(1));
    int inFlight = settings.integer("in-flight", 256, 1, 10_000);
    if (host == null) {
      return Optional.empty();
    }
    if (username.isBlank()) {
      settings.mistake("username", "needed with a host: set COUCHBASE_USERNAME");
    }
    if (password.isEmpty()) {
      settings.mistake(
          "password", "needed with a host: set COUCHBASE_PASSWORD or COUCHBASE_PASSWORD_FILE");
    }
    return password.map(
        secret ->
            new CouchbaseOptions(
                host,
                bucket,
                username,
                secret,
                certificate,
                durability,
                consistency,
                timeout,
                queryTimeout,
                inFlight));
  }

  private static String bucket(String text) {
    if (!BUCKET.matcher(text).matches()) {
      throw new IllegalArgumentException(expectedBucket(text));
    }
    return text;
  }

  private static String expectedBucket(String found) {
    return "expected 1 to 100 of A-Z a-z 0-9 _ . % -, was \"" + found + "\"";
  }

  private static Optional<Path> readable(String text) {
    Path file = Path.of(text);
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException("expected a readable file, was \"" + text + "\"");
    }
    return Optional.of(file);
  }

  private static <E extends Enum<E>> E constant(
      Settings settings, String key, E fallback, E[] constants) {
    return settings.value(
        key,
        text -> {
          for (E constant : constants) {
            if (name(constant).equals(text.toLowerCase(Locale.ROOT))) {
              return constant;
            }
          }
          List<String> names = Arrays.stream(constants).map(CouchbaseOptions::name).toList();
          throw new IllegalArgumentException(
              "expected "
                  + names.stream().collect(Collectors.joining(" or "))
                  + ", was \""
                  + text
                  + "\"");
        },
        fallback);
  }

  private static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
