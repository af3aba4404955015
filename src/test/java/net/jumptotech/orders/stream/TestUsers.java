package net.jumptotech.orders.stream;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.plain.PlainAuthenticateCallback;

/** Who may log in to {@link SaslSslBroker}; Kafka makes it by its name. */
public final class TestUsers implements AuthenticateCallbackHandler {

  static final Map<String, String> SECRETS = new ConcurrentHashMap<>();

  @Override
  public void configure(
      Map<String, ?> configs, String mechanism, List<AppConfigurationEntry> entries) {
    // nothing is configured
  }

  @Override
  public void handle(Callback[] callbacks) throws UnsupportedCallbackException {
    String name = null;
    for (Callback callback : callbacks) {
      if (callback instanceof NameCallback asked) {
        name = asked.getDefaultName();
      } else if (callback instanceof PlainAuthenticateCallback asked) {
        asked.authenticated(new String(asked.password()).equals(SECRETS.get(name)));
      } else {
        throw new UnsupportedCallbackException(callback);
      }
    }
  }

  @Override
  public void close() {
    // nothing is open
  }
}
