package net.jumptotech.orders.stream;

import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.util.Optional;
import java.util.function.Function;
import net.jumptotech.orders.runtime.Failure;
import net.jumptotech.orders.runtime.StartFailure;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;

/**
 * Kafka cannot be used: a wrong password, an untrusted certificate, a missing permission, or nobody
 * listening. The message names the cause, the address and the remedy; it never contains a secret.
 */
public final class KafkaUnusable extends KafkaException {

  private static final long serialVersionUID = 1L;

  private static final String TRUSTSTORE =
      "kafka.options.ssl.truststore.location (ORDERS_KAFKA_OPTIONS_SSL_TRUSTSTORE_LOCATION)";
  private static final String KEYSTORE =
      "kafka.options.ssl.keystore.location (ORDERS_KAFKA_OPTIONS_SSL_KEYSTORE_LOCATION)";

  private final Retryable retryable;

  /**
   * Whether waiting may help: not with a wrong configuration, for some time with a server that is
   * there.
   */
  public enum Retryable {
    NONE,
    SOME,
    ABSENT
  }

  /**
   * @param why continues "Kafka at localhost:9092 …"
   */
  public record Reason(String why, Retryable retryable) {}

  public KafkaUnusable(KafkaConnection kafka, String why, Throwable cause) {
    this(kafka, new Reason(why, Retryable.NONE), cause);
  }

  public KafkaUnusable(KafkaConnection kafka, Reason reason, Throwable cause) {
    super("Kafka at " + kafka.bootstrapServers() + " " + reason.why(), cause);
    this.retryable = reason.retryable();
  }

  /** Why the program cannot start without Kafka, in one line with the remedy. */
  public static StartFailure startFailure(String bootstrapServers, Throwable failed) {
    return new StartFailure(
        failed instanceof KafkaUnusable known
            ? known.getMessage()
            : "Kafka at %s cannot be used (%s)"
                .formatted(bootstrapServers, Failure.describeRoot(failed)));
  }

  /** Something accepts connections there and does not answer: it may be slow. */
  public boolean isSilent() {
    return retryable == Retryable.SOME;
  }

  /** Nothing listens there: it may not have started. */
  public boolean isAbsent() {
    return retryable == Retryable.ABSENT;
  }

  /** The underlying cause, if waiting does not help. */
  public static Optional<KafkaUnusable> behind(Throwable failure, KafkaConnection kafka) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof KafkaUnusable known) {
        return Optional.of(known);
      }
      if (cause instanceof SaslAuthenticationException) {
        return Optional.of(new KafkaUnusable(kafka, credentials(cause.getMessage(), kafka), cause));
      }
      if (cause instanceof SslAuthenticationException) {
        return Optional.of(new KafkaUnusable(kafka, handshake(cause), cause));
      }
      if (cause instanceof AuthorizationException) {
        return Optional.of(
            new KafkaUnusable(
                kafka,
                "does not permit what Orders needs (%s): grant it to the account that Orders logs in with"
                    .formatted(cause.getMessage()),
                cause));
      }
      if (cause instanceof GroupIdNotFoundException) {
        return Optional.of(
            new KafkaUnusable(
                kafka,
                ("does not let Orders join one of its groups (%s): a program that uses the older"
                        + " group protocol, such as kcat -G, is a member; stop that program, and"
                        + " Orders continues by itself")
                    .formatted(cause.getMessage()),
                cause));
      }
    }
    return Optional.empty();
  }

  /** The underlying cause, or the failure itself. */
  public static Throwable orElse(Throwable failure, KafkaConnection kafka) {
    return behind(failure, kafka).<Throwable>map(Function.identity()).orElse(failure);
  }

  /** For the log and for health: the underlying cause in words, or the failure's message. */
  public static String sentence(Throwable failure, KafkaConnection kafka) {
    return Failure.describe(orElse(failure, kafka));
  }

  public static boolean isForLackOfRights(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof AuthorizationException) {
        return true;
      }
    }
    return false;
  }

  private static String credentials(String said, KafkaConnection kafka) {
    return kafka.options().apiKey().isPresent()
        ? "refuses the API key (%s): check CONFLUENT_API_KEY and CONFLUENT_API_SECRET"
            .formatted(said)
        : "refuses the credentials (%s): check ORDERS_BROKER_PASSWORD, or kafka.options.sasl.*"
            .formatted(said);
  }

  private static String handshake(Throwable failure) {
    Throwable root = failure;
    boolean certificate = false;
    while (root.getCause() != null) {
      root = root.getCause();
      certificate |= root instanceof CertificateException;
    }
    String said = String.valueOf(root.getMessage());
    if (root instanceof CertificateExpiredException) {
      return "cannot be used: its certificate has expired (%s): renew it".formatted(said);
    }
    if (said.startsWith("No subject alternative") || said.startsWith("No name matching")) {
      return ("cannot be used: its certificate is not for the name it was reached by (%s): use a"
              + " name from the certificate, both in KAFKA_BOOTSTRAP_SERVERS and in the"
              + " broker's advertised.listeners")
          .formatted(said);
    }
    if (certificate || said.contains("certification path")) {
      return ("cannot be used: its certificate is not trusted (%s): set %s to a file with the"
              + " certificate of the authority that issued it")
          .formatted(said, TRUSTSTORE);
    }
    return said.startsWith("Received fatal alert")
        ? "refuses the client certificate, or requires one (%s): set %s".formatted(said, KEYSTORE)
        : "cannot be used: the TLS handshake failed (%s)".formatted(said);
  }
}
