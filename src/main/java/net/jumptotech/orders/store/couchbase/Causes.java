package net.jumptotech.orders.store.couchbase;

import com.couchbase.client.core.error.AuthenticationFailureException;
import com.couchbase.client.core.error.BucketNotFoundException;
import com.couchbase.client.core.error.CouchbaseException;
import com.couchbase.client.core.error.DurabilityImpossibleException;
import com.couchbase.client.core.error.ErrorCodeAndMessage;
import com.couchbase.client.core.error.FeatureNotAvailableException;
import com.couchbase.client.core.error.IndexFailureException;
import com.couchbase.client.core.error.PlanningFailureException;
import com.couchbase.client.core.error.TimeoutException;
import com.couchbase.client.core.error.context.QueryErrorContext;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;

/**
 * Describes failures in one sentence for people. The SDK's own messages contain pages of context,
 * including the statement and its parameters.
 */
final class Causes {

  private static final int MOST_CAUSES = 20;

  private Causes() {}

  static String inWords(Throwable failure, CouchbaseOptions options) {
    Throwable innermost = failure;
    Throwable cause = failure;
    for (int depth = 0; cause != null && depth < MOST_CAUSES; depth++) {
      String known = known(cause, options);
      if (!known.isEmpty()) {
        return known;
      }
      innermost = cause;
      cause = cause.getCause();
    }
    return shortened(innermost);
  }

  private static String known(Throwable cause, CouchbaseOptions options) {
    if (cause instanceof AuthenticationFailureException) {
      return "the user name or the password is refused: check COUCHBASE_USERNAME ("
          + options.username()
          + ") and COUCHBASE_PASSWORD";
    }
    if (cause instanceof CertPathBuilderException || cause instanceof CertPathValidatorException) {
      return "its certificate is not trusted: set couchbase.certificate to the certificate of the"
          + " authority that issued it";
    }
    if (cause instanceof CertificateException && isOfAName(cause)) {
      return "its certificate is not for the name in COUCHBASE_HOST: " + cause.getMessage();
    }
    if (cause instanceof BucketNotFoundException) {
      return "there is no bucket "
          + options.bucket()
          + ", or "
          + options.username()
          + " may not use it";
    }
    if (cause instanceof DurabilityImpossibleException) {
      return "too few nodes for couchbase.durability " + options.durability();
    }
    if (cause instanceof FeatureNotAvailableException) {
      return "the cluster does not support couchbase.durability " + options.durability();
    }
    if (cause instanceof IndexFailureException || cause instanceof PlanningFailureException) {
      return "no index for the query: run `orders store --indexes --apply` ("
          + describe(cause)
          + ")";
    }
    if (cause instanceof TimeoutException
        || cause instanceof java.util.concurrent.TimeoutException) {
      return "it did not answer in time";
    }
    if (cause instanceof UnknownHostException) {
      return "no such host: " + cause.getMessage();
    }
    if (cause instanceof ConnectException) {
      return "nothing listens: " + cause.getMessage();
    }
    return "";
  }

  private static boolean isOfAName(Throwable cause) {
    String message = String.valueOf(cause.getMessage());
    return message.contains("subject alternative") || message.contains("No name matching");
  }

  private static String shortened(Throwable innermost) {
    if (innermost instanceof SSLException) {
      return "no TLS with it: " + innermost.getMessage();
    }
    if (innermost instanceof CouchbaseException) {
      return describe(innermost);
    }
    String message = innermost.getMessage();
    return message == null ? innermost.getClass().getSimpleName() : message;
  }

  /** The message of the query service, otherwise the SDK's kind of failure. */
  private static String describe(Throwable failure) {
    String kind = failure.getClass().getSimpleName();
    if (failure instanceof CouchbaseException ours
        && ours.context() instanceof QueryErrorContext query
        && !query.errors().isEmpty()) {
      ErrorCodeAndMessage first = query.errors().get(0);
      return kind + ", " + first.code() + " " + first.message();
    }
    return kind;
  }
}
